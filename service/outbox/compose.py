"""A message as it goes out: headers, text and HTML, calendar part, and where answers come back.

Follows RFC 5322, 2369, 2919, 3834, 8058; § 1c of our study of outgoing mail says why each is here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any

from email_validator import validate_email
from flask import current_app

import emails
from emails import Frame, Page, encode
from emails.compile import compile_page, digest
from emails.letter import folder
from emails.slots import filled, slot
from emails.words import spoken
from service.communities.models import Community
from service.core import clock, tokens
from service.outbox import rules
from service.outbox.models import Message, Print

BY_HAND = "inbox.answer"  # written by a person, so not marked as automatic (RFC 3834 § 2)
UNFOLDED = (
    "list-unsubscribe",
    "list-id",
    "list-post",
    "list-archive",
    "message-id",
    "in-reply-to",
    "references",
)
# The start of a line that does not carry on the header before it: a header nobody asked for.
ESCAPED = re.compile(rb"\r\n(?![ \t]|\Z)|\r(?!\n)|(?<!\r)\n")


class Unfolded(EmailPolicy):
    """The standard library breaks long links in List-Unsubscribe into encoded words; we do not.

    It also decodes encoded words as it folds, line breaks and all, and prints them as they are:
    a header that got out of its line stops the letter.
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() in UNFOLDED:
            folded = f"{name}: {value}\r\n".replace(">, <", ">,\r\n <").encode("ascii")
        else:
            folded = super().fold_binary(name, value)
        if ESCAPED.search(folded):
            raise ValueError(f"{name} does not stay one header")
        return folded


POLICY = Unfolded(linesep="\r\n", cte_type="7bit", max_line_length=76)  # RFC 2045 § 6.7


@dataclass(frozen=True)
class Envelope:
    """What the mail server needs: where failures return, one recipient, the bytes (CRLF)."""

    sender: str
    recipient: str
    content: bytes


def compose(message: Message) -> Envelope:
    """The same message gives the same Message-ID, tokens and words, however often it is tried."""
    mail = EmailMessage(policy=POLICY)
    for name, value in headers(message).items():
        mail[name] = value
    page = write(message)
    mail["Subject"] = unencoded(page.subject)
    mail.set_content(page.text, cte="quoted-printable")
    mail.add_alternative(page.html, subtype="html", cte="quoted-printable")
    if message.calendar:
        attach(mail, message.calendar)
    return Envelope(box("bounce", message), ascii_address(message.email), mail.as_bytes())


def headers(message: Message) -> dict[str, Any]:
    here = message.community
    mine = {
        "From": mailbox(here.sender_name, here.sender_email),
        "To": mailbox(message.name, message.email),
        "Reply-To": mailbox(here.sender_name, box("reply", message)),
        "Date": clock.now(),
        "Message-ID": f"<{message.token}@{domain()}>",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
    }
    if message.answers:
        theirs = unencoded(message.answers)
        mine |= {"In-Reply-To": theirs, "References": theirs}
    if message.stream == "list":
        return mine | of_list(message)
    return mine | (news(message) if message.stream == "news" else automatic(message))


def news(message: Message) -> dict[str, Any]:
    stop = f"<{link('u', message)}>, <mailto:{box('stop', message)}>"
    return {
        "List-Id": f"{message.community.slug} <news.{message.community.slug}.{domain()}>",
        "List-Unsubscribe": stop,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Precedence": "bulk",
    }


def of_list(message: Message) -> dict[str, Any]:
    """A post of the channel (RFC 2369, 2919, 8058): its answers go to all, and loops end here."""
    here, told = message.community, message.fields
    to_all, author = str(told["list_address"]), told.get("author")
    name = f"{author} via {told['channel']}" if author else str(told["channel"])
    mine = {
        "From": mailbox(printable(name)[:120], here.sender_email),
        "Reply-To": mailbox(str(told["channel"]), to_all),
        "List-Id": f"{here.slug} <talk.{here.slug}.{domain()}>",
        "List-Post": f"<mailto:{to_all}>",
        "List-Archive": f"<{told['archive']}>",
        "List-Unsubscribe": f"<{link('u', message)}>, <mailto:{box('stop', message)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Precedence": "list",
        "X-Loop": to_all,
    }
    if told.get("thread"):
        mine |= {"In-Reply-To": told["thread"], "References": told["thread"]}
    return mine


def automatic(message: Message) -> dict[str, Any]:
    if message.letter == BY_HAND:
        return {}
    return {"Auto-Submitted": "auto-replied" if message.answers else "auto-generated"}


def plate(sheet: Print, community: Community, nameless: str) -> tuple[str, str]:
    """A printed letter compiled for the wire, and its digest: the same headers, with slots."""
    base, token = current_app.config["BASE_URL"], slot("token")
    expanded = {
        "answer_link": f"{base}/answer/{token}",
        "stop_link": f"{base}/u/{token}",
        "mine_link": f"{base}/mine/{slot('mine')}",
    }
    page = Page(
        filled(sheet.subject, expanded),
        sheet.preheader,
        filled(sheet.html, expanded),
        filled(sheet.text, expanded),
    )
    fixed = {"token": tokens.LENGTH, "mine": tokens.LENGTH}
    compiled = compile_page(page, list(open_headers(community)), fixed)
    stored = replace(compiled, otherwise={"first_name": nameless}).dumps()
    return stored, digest(stored)


def open_headers(here: Community) -> Iterator[tuple[str, str]]:
    """As `headers` and `news` write them for one; the values of each copy are slots."""
    token, name = slot("token"), unencoded(printable(here.sender_name))
    base = current_app.config["BASE_URL"]
    yield "From", mailbox_of(name, ascii_address(here.sender_email), 6)
    yield "To", ""
    yield "Reply-To", mailbox_of(name, f"reply+{token}@{domain()}", 10)
    yield "Date", slot("date")
    yield "Message-ID", f"<{token}@{domain()}>"
    yield "List-Id", f"{here.slug} <news.{here.slug}.{domain()}>"
    yield "List-Unsubscribe", f"<{base}/u/{token}>,\r\n <mailto:stop+{token}@{domain()}>"
    yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"
    yield "Precedence", "bulk"
    yield "X-Auto-Response-Suppress", "OOF, AutoReply"


def mailbox_of(name: str, address: str, used: int) -> str:
    return encode.mailbox(name, address, used).decode("ascii")


def printable(name: str) -> str:
    return "".join(char for char in name if char.isprintable())


def write(message: Message) -> Page:
    """Subject, HTML and text, with this recipient's own name and links in place."""
    return emails.fill(printed(message) if message.print else rendered(message), slots(message))


def subject(message: Message) -> str:
    """The words of its subject, without drawing the whole letter."""
    if message.print is not None:
        return message.print.subject
    values = message.fields | {"community": message.community.name}
    return spoken([folder(message.letter) / "words.toml"], message.language, values)["subject"]


def printed(message: Message) -> Page:
    assert message.print is not None
    sheet = message.print
    return Page(sheet.subject, sheet.preheader, sheet.html, sheet.text)


def rendered(message: Message) -> Page:
    letter = emails.unpack(message.letter, message.fields)
    stop = rules.STOP_LINK if letter.stream in ("news", "list") else None
    return emails.render(letter, message.language, frame(message.community, stop))


def slots(message: Message) -> dict[str, str]:
    own = message.fields if message.print else {}
    links = {
        "answer_link": link("answer", message),
        "stop_link": link("u", message),
        "mine_link": mine_link(message),
    }
    return {**{name: str(value) for name, value in own.items()}, **links}


def frame(community: Community, stop_url: str | None = None) -> Frame:
    """What stands around each letter of this community."""
    base = current_app.config["BASE_URL"]
    logo = f"{base}{community.logo_url}" if community.logo_url else None
    return Frame(
        community=community.name,
        address=community.address,
        colour=community.colour,
        logo_url=logo,
        home_url=f"{base}/{community.slug}/",
        reply_address=community.sender_email,
        stop_url=stop_url,
    )


def link(path: str, message: Message) -> str:
    return f"{current_app.config['BASE_URL']}/{path}/{message.token}"


def mine_link(message: Message) -> str:
    return mine(message.person_id) if message.person_id else ""


def mine(person_id: int) -> str:
    """The address of a person's own page."""
    return f"{current_app.config['BASE_URL']}/mine/{tokens.sign('mine', person_id)}"


def box(name: str, message: Message) -> str:
    """reply+TOKEN@, bounce+TOKEN@ or stop+TOKEN@ our mail domain."""
    return f"{name}+{message.token}@{domain()}"


def domain() -> str:
    return str(current_app.config["MAIL_DOMAIN"])


def mailbox(name: str, email: str) -> Address:
    """Built from its parts, never from text, so no name can smuggle in a second recipient."""
    local, _, host = ascii_address(email).rpartition("@")
    return Address(unencoded(printable(name)), local, host)


def unencoded(words: str) -> str:
    """Somebody may type an encoded word (RFC 2047), and in it a line break and a header."""
    return words.replace("=?", "= ?")


def ascii_address(email: str) -> str:
    checked = validate_email(email, check_deliverability=False, test_environment=True)
    return checked.ascii_email or email


def attach(mail: EmailMessage, calendar: str) -> None:
    """The calendar both ways: as an alternative for buttons, as a file for phones (RFC 6047)."""
    method = "CANCEL" if "METHOD:CANCEL" in calendar.splitlines() else "REQUEST"
    mail.add_alternative(calendar, subtype="calendar", params={"method": method}, cte="base64")
    mail.add_attachment(
        calendar.encode(),
        maintype="application",
        subtype="ics",
        filename="invite.ics",
        params={"name": "invite.ics"},
    )
