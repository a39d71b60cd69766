"""The fields that every mail has: who, when, which, about what, and where answers go."""

import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime

from emails.lint.mail import Fault, Mail

ONE_OF_EACH = ("From", "Date", "Message-ID", "Subject", "To", "MIME-Version")
MAILBOXES = ("From", "To", "Reply-To")
ZONE = re.compile(r"[+-]\d{4}(?: \([A-Z]+\))?$")
MESSAGE_ID = re.compile(r"<[^<>@\s]+@[^<>@\s]+\.[^<>@\s.]+>")
NOBODY = re.compile(r"(no|do-?not|ikke)[-_.]?(reply|svar)|niet[-_.]?beantwoorden", re.IGNORECASE)
AUTOMATIC = ("auto-generated", "auto-replied")


def faults(mail: Mail) -> Iterator[Fault]:
    for name in ONE_OF_EACH:
        if len(mail.values(name)) != 1 or not mail.value(name):
            yield Fault(27, f"{name} stands there {len(mail.values(name))} times, or is empty.")
    for name in MAILBOXES:
        yield from one_mailbox(mail, name)
    yield from answers(mail)
    yield from when_and_which(mail)
    yield from automatic(mail)
    yield from leaks(mail)


def one_mailbox(mail: Mail, name: str) -> Iterator[Fault]:
    boxes = mail.mailboxes(name)
    if not mail.value(name):
        return
    if len(boxes) != 1:
        yield Fault(27, f"{name} holds {len(boxes)} mailboxes.")
    elif "=?" in boxes[0].addr_spec or not boxes[0].addr_spec.isascii():
        yield Fault(24, f"The address in {name} is not in ASCII.")
    elif not boxes[0].username or not boxes[0].domain:
        yield Fault(27, f"{name} holds no whole address.")


def answers(mail: Mail) -> Iterator[Fault]:
    if not mail.value("Reply-To"):
        yield Fault(35, "There is no Reply-To.")
    for name in ("From", "Reply-To"):
        if any(NOBODY.search(box.username) for box in mail.mailboxes(name)):
            yield Fault(35, f"{name} is an address that nobody reads.")


def when_and_which(mail: Mail) -> Iterator[Fault]:
    date, own = mail.value("Date"), mail.value("Message-ID")
    if date and not (ZONE.search(date) and moment(date)):
        yield Fault(28, f"Date is no date with a zone in figures: {date}")
    if own and not MESSAGE_ID.fullmatch(own):
        yield Fault(29, f"Message-ID is not <…@domain>: {own}")
    if re.match(r"\s*(re|sv|aw)\s*:", mail.subject, re.IGNORECASE) and not is_answer(mail):
        yield Fault(31, "The subject begins as an answer does, but answers nothing.")


def moment(date: str) -> datetime | None:
    try:
        return parsedate_to_datetime(date)
    except (ValueError, TypeError):
        return None


def is_answer(mail: Mail) -> bool:
    return bool(mail.value("In-Reply-To"))


def automatic(mail: Mail) -> Iterator[Fault]:
    said = mail.values("Auto-Submitted")
    if mail.stream == "service" and (len(said) != 1 or said[0] not in AUTOMATIC):
        yield Fault(41, f"Auto-Submitted is {' and '.join(said) or 'missing'}.")
    elif said == ["auto-replied"] and not is_answer(mail):
        yield Fault(41, "An automatic answer does not say what it answers: no In-Reply-To.")
    quiet = mail.values("X-Auto-Response-Suppress")
    if quiet != ["OOF, AutoReply"] and (quiet or mail.stream == "news"):
        yield Fault(42, f"X-Auto-Response-Suppress is {' and '.join(quiet) or 'missing'}.")


def leaks(mail: Mail) -> Iterator[Fault]:
    """Fields that get copied into logs and reports know the recipient by a token at most."""
    for name, value in mail.message.items():
        copied = name.lower().startswith(("list-", "feedback-", "x-"))
        if copied and mail.recipient and mail.recipient.lower() in str(value).lower():
            yield Fault(44, f"{name} tells the recipient's address.")
