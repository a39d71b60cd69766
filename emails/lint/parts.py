"""How the mail is put together: text first, then HTML, in encodings that no server touches."""

import re
import unicodedata
from collections.abc import Iterator
from email.message import Message

from emails.lint.mail import Fault, Mail, decoded

SAFE = ("7bit", "quoted-printable", "base64")
LINE = 76  # of quoted-printable and base64, without CRLF (RFC 2045 § 6.7, 6.8)


def faults(mail: Mail) -> Iterator[Fault]:
    yield from order(mail.message)
    for part in mail.leaves():
        yield from encoding(part)
        if part.get_content_maintype() == "text":
            yield from characters(part)


def order(message: Message) -> Iterator[Fault]:
    """One alternative, alone or as the first part of a mail with something attached."""
    top = message
    if top.get_content_type() == "multipart/mixed" and top.is_multipart():
        top = inner(top)[0]
    kinds = [part.get_content_type() for part in inner(top)]
    if top.get_content_type() != "multipart/alternative" or kinds[:2] != [
        "text/plain",
        "text/html",
    ]:
        yield Fault(56, "The mail is no multipart/alternative of text and then HTML.")


def inner(message: Message) -> list[Message]:
    parts = message.get_payload()
    return [part for part in parts if isinstance(part, Message)] if isinstance(parts, list) else []


def encoding(part: Message) -> Iterator[Fault]:
    how = str(part.get("Content-Transfer-Encoding", "7bit")).strip().lower()
    if how not in SAFE:
        yield Fault(7, f"A part goes as {how}, so a server on the way may write it anew.")
    elif how != "7bit":
        longest = max(map(len, re.split(r"\r?\n", str(part.get_payload()))))
        if longest > LINE:
            yield Fault(7, f"A line in {how} has {longest} characters; {LINE} are allowed.")


def characters(part: Message) -> Iterator[Fault]:
    kind = part.get_content_type()
    if str(part.get_content_charset()) != "utf-8":
        yield Fault(66, f"The charset of {kind} is {part.get_content_charset()}.")
        return
    words = decoded(part)
    if "\ufffd" in words:
        yield Fault(66, f"A character of {kind} was lost: U+FFFD.")
    if not unicodedata.is_normalized("NFC", words):
        yield Fault(66, f"The letters of {kind} are not in their composed form (NFC).")
