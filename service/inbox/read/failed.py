"""Whom a bounce could not reach, where no machine-readable part says so."""

import re
from email.message import Message

from service.inbox.read.headers import BARE, address, addresses
from service.inbox.read.parse import EMBEDDED, Mail, content_type, raw_header

MAX_RECIPIENTS = 100
SELDOM = re.compile(r"(?i)^(?:mailer-daemon|postmaster|abuse|support|help-?desk|help|no-?reply)@")
# A line that repeats the letter's own head, or tells whom to ask.
ECHO = re.compile(
    r"(?i)^\W{0,6}(?:from|to|cc|subject|date|sent|reply-to|message-id|sender|return-path)\s*:"
)
HELP = re.compile(
    r"(?i)contact|assist|please (?:send|write|e?mail)|questions?\b|help\b|your (?:mail|message) "
    r"from|mail from|accepting mail from|sent (?:by|from)|\bfrom:? <|^\W{0,4}from "
)
# Where an address at fault stands: first on its line, or after words that name it.
NAMED = re.compile(
    r"(?i)(?:^[\s>*\"'<(-]{0,8}(?:smtp[:;=]|rfc822[;:]|mailto:)?|recipient(?: address)?\s*:\s*<?|"
    r"rcpt to:\s*<?|addressed to\s*['\"<]*|delivered? to\s*:?\s*['\"<]*|"
    r"expanded from:?\s*<|"
    r"(?:mail|message|email) (?:to|for)\s*:?\s*['\"<]*|smtp=|recipients?\W{1,4}|"
    r"[45]\d\d[ -][^@\n]{0,40}<|"
    r"[45]\.\d\.\d{1,2} <)$"
)


def failed_in(told: str, mail: Mail, sender: str) -> tuple[str, ...]:
    """Addresses the told part names as failed; else all it names; else whom the copy was for."""
    not_they = {one.lower() for one in addresses(raw_header(mail.message, "to"))} | {sender.lower()}
    named: dict[str, None] = {}
    loose: dict[str, None] = {}
    for line in told.split("\n")[:400]:
        if ECHO.match(line):
            continue
        for who, strong in _in_line(line):
            if who.lower() not in not_they and not SELDOM.match(who):
                (named if strong else loose)[who] = None
    found = tuple(named or loose) or returned_to(mail)
    return found[:MAX_RECIPIENTS]


def returned_to(mail: Mail) -> tuple[str, ...]:
    """Whom the returned letter was written to, if that was one person."""
    for part in mail.message.walk():
        if content_type(part) not in EMBEDDED:
            continue
        payload = part.get_payload()
        inner = payload[0] if isinstance(payload, list) and payload else None
        if isinstance(inner, Message):
            found = addresses(raw_header(inner, "to"))
            if len(found) == 1:
                return (found[0],)
    return ()


def _in_line(line: str) -> list[tuple[str, bool]]:
    found = []
    asks = bool(HELP.search(line))
    for match in BARE.finditer(line[:1000]):
        who = address(_trimmed(match[0]))
        strong = bool(NAMED.search(line[: match.start()]))
        if who and "." in who.rpartition("@")[2] and (strong or not asks):
            found.append((who, strong))
    return found


def _trimmed(text: str) -> str:
    """Without what sticks to it: quotes, a type before it, dots and a word after it."""
    plain = re.sub(r"(?i)^(?:smtp|mailto|rfc822|to)[=:;]", "", text.strip("'\"`*."))
    return plain.partition("..")[0].rstrip(".'")
