"""Someone pressed "spam": feedback reports (RFC 5965), and those of services that have a form of
their own."""

import re
from email.message import Message

from service.inbox.read.bounce.letter import all_words
from service.inbox.read.headers import addresses
from service.inbox.read.parse import EMBEDDED, Mail, content, content_type, parameter, raw_header

Fields = dict[str, str]

WHOM = ("original-rcpt-to", "removal-recipient", "original-recipient", "redacted-recipient")
# What Hotmail writes into the head of the letter it returns, and others into the report's own.
COPIED = ("x-hmxmroriginalrecipient", "x-original-rcpt-to", "to")
# Not about a person's wish: a check of ours that failed, or praise (RFC 6591, RFC 6430).
NO_COMPLAINT = re.compile(r"(?i)auth-failure|dkim|dmarc|spf|not-spam")
FIELD = re.compile(r"(?m)^[ \t>]{0,3}([A-Za-z-]{2,40})[ \t]*:[ \t]*([^\n]{0,1000})$")
IN_WORDS = re.compile(r"(?im)^feedback-type[ \t]*:[ \t]*[a-z-]+")
DESKS = re.compile(r"(?i)^(?:staff@hotmail|scomp@aol|fbl[\w-]*@|feedback[\w-]*loop@|arf[\w-]*@)")
TITLES = re.compile(
    r"(?i)^(?:complaint about message from|client tos notification|e-?mail feedback report for)"
)


def complaint(mail: Mail, sender: str) -> tuple[str, ...] | None:
    """Who complained; None if the mail is no complaint, no name at all if it names nobody."""
    fields = _fields(mail)
    if fields is None:
        titled = TITLES.match(mail.text("subject")) or DESKS.match(sender)
        return _copied(mail) if titled and _returns(mail) else None
    if NO_COMPLAINT.search(fields.get("feedback-type", "")):
        return None
    named = addresses(" ".join(fields.get(name, "") for name in WHOM))
    return tuple(dict.fromkeys(named)) or _copied(mail)


def declared(mail: Mail) -> bool:
    """Whether it calls itself a feedback report, about a complaint or not."""
    kind = parameter(mail.message, "report-type") if mail.type == "multipart/report" else ""
    return kind == "feedback-report" or bool(_report_parts(mail))


def _fields(mail: Mail) -> Fields | None:
    found = _report_parts(mail)
    if found:
        return _parsed("\n".join(_text(part) for part in found))
    words = all_words(mail)[:20000]
    if declared(mail):
        return _parsed(words)
    lines = _parsed(words) if IN_WORDS.search(words) and not mail.has("in-reply-to") else {}
    return lines if {"user-agent", "version"} & lines.keys() else None


def _report_parts(mail: Mail) -> list["Message[str, str]"]:
    walked = list(mail.message.walk())[:50]
    return [part for part in walked if content_type(part) == "message/feedback-report"]


def _text(part: "Message[str, str]") -> str:
    """As fields, whether the parser took them for a head or for a body, in base64 or plain."""
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else part
    if not isinstance(inner, Message):
        return ""
    head = "\n".join(f"{key}: {' '.join(str(value).split())}" for key, value in inner.raw_items())
    return head + "\n" + content(inner)


def _parsed(text: str) -> Fields:
    found: Fields = {}
    for name, value in FIELD.findall(text[:65536].replace("\r\n", "\n")):
        key = name.lower()
        found[key] = f"{found[key]} {value}" if key in WHOM and key in found else value.strip()
    return found


def _returns(mail: Mail) -> bool:
    return any(content_type(part) in EMBEDDED for part in mail.message.walk())


def _copied(mail: Mail) -> tuple[str, ...]:
    """Whom the returned letter was for, if it still says so and it was one person."""
    for part in list(mail.message.walk())[:50]:
        payload = part.get_payload() if content_type(part) in EMBEDDED else None
        inner = payload[0] if isinstance(payload, list) and payload else None
        if not isinstance(inner, Message):
            continue
        for name in COPIED:
            found = addresses(raw_header(inner, name))
            if len(found) == 1:
                return (found[0],)
    return ()
