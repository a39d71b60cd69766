"""One address, one person; which states may receive. Pure; no database."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from email_validator import EmailNotValidError, validate_email

NEWSLETTER = "newsletter"
INVITATIONS = "invitations"  # on nobody's list: only who wants none is noted (GDPR 21)
SECTORS = ("public", "private", "voluntary", "academia", "culture")
OFF = ("none", "refused", "withdrawn")  # a subscription that is not there to be stopped
UNCONFIRMED = ("requested", "refused")  # nobody ever said yes to it
BLOCKED = ("hard_bounced", "complained", "suppressed")  # no mail of any kind goes there
RETURNED = ("hard_bounced", "suppressed")  # may register anew; who complained is left in peace
WORN = 5  # letters in a row that came back for now, before we ask whether any arrives
WORN_AFTER = timedelta(days=14)  # and not within a fortnight: a full mailbox is emptied again
COUNTED = timedelta(hours=20)  # one return a day counts, however many there were
PROBED = timedelta(days=7)  # a probe that has not come back by then has arrived
PROBE_AGAIN = timedelta(days=30)
TRY_AGAIN = timedelta(days=1)


@dataclass(frozen=True)
class Wording:
    """The exact words a person agreed to, where and in which language they were shown."""

    purpose: str  # "newsletter", "membership"
    version: str
    words: str
    language: str
    page: str


@dataclass(frozen=True)
class Happening:
    """One line of a person's timeline, told by its feature (`privacy.history`)."""

    at: datetime
    text: str
    detail: str = ""
    url: str = ""


def clean_address(typed: str) -> str | None:
    """The address as we keep it: NFC, domain in lower case (RFC 5321 § 2.4); None if unusable."""
    try:
        checked = validate_email(
            unicodedata.normalize("NFC", typed.strip()),
            check_deliverability=False,
            allow_smtputf8=False,  # few servers take åse@…: better said now than a lost letter
            test_environment=True,
        )
    except EmailNotValidError:
        return None
    return checked.normalized


def key(address: str) -> str:
    """What two spellings of one address share: compared without regard to case, dots kept."""
    return unicodedata.normalize("NFC", address).casefold()


def first_name(name: str) -> str:
    return name.split()[0] if name.split() else name


def masked(address: str) -> str:
    """k…@havnevik.example: enough for the owner to recognise, too little for anybody else."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"
