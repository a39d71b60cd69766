"""Every mail that would have left, as files: listed, read, and answered as its recipient."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import SMTP, default
from email.utils import make_msgid
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from service.communities.models import Community
from service.contacts.models import Person
from service.core import clock, tokens
from service.core.config import Settings
from service.core.db import session
from service.core.relay import Relay, parse
from service.inbox.rules import shared_address
from service.outbox.compose import Envelope, mailbox
from service.outbox.delivery.handover import hand_over

SHOWN = 100
MEMBER = "Osman Farah Liksomrud"


@dataclass(frozen=True)
class Letter:
    """One mail as it arrived at this mailbox."""

    name: str
    to: str
    to_name: str
    sender: str
    subject: str
    at: datetime | None
    reply_to: str
    html: str
    text: str
    calendar: str
    raw: str
    message_id: str


def settings() -> Settings:
    kept: Settings = current_app.config["SETTINGS"]
    return kept


def folder() -> Path:
    path = settings().data / "mailbox"
    path.mkdir(parents=True, exist_ok=True)
    return path


def keep(data: Path, recipient: str, raw: bytes) -> None:
    """Store one mail so that a reader sees all of it or nothing."""
    box = data / "mailbox"
    box.mkdir(parents=True, exist_ok=True)
    name = f"{clock.now():%Y%m%d%H%M%S%f}-{tokens.new(6)}.eml"
    unfinished = box / f"{name}.part"
    unfinished.write_bytes(b"X-Original-To: " + recipient.encode() + b"\r\n" + raw)
    unfinished.rename(box / name)


def names(person: str = "") -> list[str]:
    """Newest first; only this person's, if an address is given."""
    found = sorted((path.name for path in folder().glob("*.eml")), reverse=True)
    if not person:
        return found
    return [name for name in found if person.lower() in recipient_of(name)]


def recipient_of(name: str) -> str:
    with (folder() / name).open("rb") as file:
        return file.readline().decode("utf-8", "replace").lower()


def count(person: str = "") -> int:
    return len(names(person))


def letters(person: str = "") -> list[Letter]:
    return [letter for name in names(person)[:SHOWN] if (letter := read(name))]


def read(name: str) -> Letter | None:
    path = folder() / Path(name).name
    if path.suffix != ".eml" or not path.exists():
        return None
    raw = path.read_bytes()
    mail = BytesParser(policy=default).parsebytes(raw)
    return Letter(
        name=name,
        to=str(mail["X-Original-To"] or ""),
        to_name=shown_name(mail["To"]),
        sender=str(mail["From"] or ""),
        subject=str(mail["Subject"] or ""),
        at=mail["Date"].datetime if mail["Date"] else None,
        reply_to=first_address(mail["Reply-To"]),
        html=part(mail, "text/html"),
        text=part(mail, "text/plain"),
        calendar=part(mail, "text/calendar"),
        raw=raw.decode("utf-8", "replace"),
        message_id=str(mail["Message-ID"] or ""),
    )


def shown_name(header: object) -> str:
    found = getattr(header, "addresses", ())
    return str(found[0].display_name) if found else ""


def first_address(header: object) -> str:
    found = getattr(header, "addresses", ())
    return str(found[0].addr_spec) if found else ""


def part(mail: Message, kind: str) -> str:
    for piece in mail.walk():
        if piece.get_content_type() == kind:
            content = piece.get_payload(decode=True)
            return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
    return ""


def answer(letter: Letter, words: str) -> bool:
    """Send these words back as the person who got the letter, quoting it as their program would."""
    mail = EmailMessage()
    mail["From"] = mailbox(letter.to_name, letter.to)
    mail["To"] = letter.reply_to
    mail["Subject"] = f"Re: {letter.subject}"
    mail["In-Reply-To"] = letter.message_id
    quoted = "\n".join(f"> {line}" for line in letter.text.splitlines())
    mail.set_content(f"{words}\n\nDen 23. november 2026 skrev {letter.sender}:\n{quoted}\n")
    return bring_in(mail, letter.to, letter.reply_to)


@dataclass(frozen=True)
class File:
    name: str
    type: str
    content: bytes


@dataclass(frozen=True)
class Written:
    """A new mail from somebody, with a file beside it or none."""

    name: str
    email: str
    to: str
    subject: str
    words: str
    file: File | None = None


def write(written: Written) -> bool:
    mail = EmailMessage()
    mail["From"] = mailbox(written.name, written.email)
    mail["To"] = written.to
    mail["Subject"] = " ".join(written.subject.split())
    mail.set_content(written.words)
    if written.file:
        main, _, sub = written.file.type.partition("/")
        main, sub = (main, sub) if main and sub else ("application", "octet-stream")
        mail.add_attachment(written.file.content, main, sub, filename=written.file.name)
    return bring_in(mail, written.email, written.to)


def bring_in(mail: EmailMessage, sender: str, to: str) -> bool:
    """Hand it to our own door; whether it was taken."""
    mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or None)
    mail["Date"] = clock.now()
    envelope = Envelope(sender, to, mail.as_bytes(policy=SMTP))
    return bool(hand_over([inwards()], envelope).taken)


def boxes() -> list[str]:
    """Where one may write without having had a letter."""
    domain = str(current_app.config["MAIL_DOMAIN"])
    slugs = session.scalars(select(Community.slug).order_by(Community.id)).all()
    return [shared_address(box, slug, domain) for slug in slugs for box in ("news", "talk")]


def somebody() -> tuple[str, str]:
    """Name and address of a Pådriver in the demo, who may write to the others."""
    found = session.execute(select(Person.name, Person.email).where(Person.name == MEMBER)).first()
    return (found[0], found[1]) if found else ("", "")


def inwards() -> Relay:
    """The way in: through the mail server when there is one, else straight to our door."""
    if settings().smtp_url:
        return parse(settings().relays[0])
    door = settings().door
    return parse(door if "://" in door else f"lmtp://{door}")
