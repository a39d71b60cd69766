"""A bounce taken apart: the told part, then the returned letter, as a part or as mere text."""

import re
from dataclasses import dataclass
from email.message import Message

from service.inbox.read.headers import addresses
from service.inbox.read.parse import EMBEDDED, Mail, content, content_type, raw_header
from service.inbox.read.text import words_of

MAX_WORDS = 24000
MAX_LINES = 600
Heads = dict[str, str]

LETTER = r"(?:e-?mails?|mails?|messages?|letter|text|information|headers?)"
RETURNED = r"(?:original|unsent|returned|undelivered|rejected|bounced|failed|old|source)"
# From here on the letter is a copy of what was returned.
MARKS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\W{{0,80}}(?:the |your |possibly truncated |start of |"
        rf"begin(?:ning)? (?:of )?)*(?:{RETURNED} )?{LETTER}(?: {LETTER})?(?: \w+){{0,2}} (?:is |"
        rf"are )?follow(?:s|ing)?"
        r"(?: below| here)?\W{0,80}$",
        r"\W{0,80}(?:this|here|below|following|attached|included|enclosed)(?: this line)?,? (?:is|"
        r"are|follows?) (?:a copy|the copy|the first|the original|the header|the message|"
        r"part of)\b",
        r"\W{0,80}the header (?:and|of)\b.{0,60}follow",
        rf"\W{{3,80}}(?:start of |begin )?(?:the |your )?(?:{RETURNED} {LETTER}|copy of|(?:message|"
        rf"mail) (?:text|headers?|body|contents?))\b(?!.{{0,20}}(?:to sender|report)).*$",
        rf"(?:the |your )?{RETURNED} {LETTER}(?: {LETTER})?(?: \w+)?\s?:\W{{0,80}}$",
        r"-{3,} ?(?:forwarded|original|ursprüngliche) ",
        r"(?:message|mail|e-mail) headers?(?: \w+)?:\W*$",
        r"\W{0,8}(?:en-têtes d[eu]s? messages? d.origine|kopfzeilen der (?:ursprüngl|original)|"
        r"(?:ursprüngliche|original)(?:e |er )?(?:nachrichten)?kopfzeilen|ursprüngliche nachricht|"
        r"encabezados (?:de|del) mensajes? original|intestazioni messaggio originale|"
        r"cabeçalhos (?:de|da) mensage(?:m|ns) origina|(?:bericht)?koppen van (?:het )?oorspronk|"
        r"oorspronkelijk bericht|opprinnelige? meldings?|oprindelige? meddelelses?|"
        r"ursprungliga meddelande|ursprungshuvud|исходн(?:ые|ое) (?:заголовки|сообщени)|"
        r"元のメッセージ|原始邮件|原始郵件|原邮件)",
    )
)
# A line of a letter's head; and one that only a real head has.
HEAD = re.compile(r"[>|\s]{0,3}([A-Za-z][A-Za-z0-9-]{1,40})\s?:(?!//)(.*)$")
ROUTED = frozenset({"received", "return-path", "mime-version", "delivered-to", "dkim-signature"})
ROUTE_LINE = re.compile(r"[>|\s]{0,3}(?:received\s?:\s?(?:from|by|\()|return-path\s?:)", re.I)


@dataclass(frozen=True, slots=True)
class Letter:
    told: str
    rest: str
    copies: tuple[Heads, ...]

    def field(self, *names: str) -> list[str]:
        """The addresses that the returned letter has in these fields, the outermost copy first."""
        found = (addresses(heads.get(name, "")) for heads in self.copies for name in names)
        return list(dict.fromkeys(one for each in found for one in each))


def dissect(mail: Mail) -> Letter:
    lines = all_words(mail)[:MAX_WORDS].split("\n")
    cut = _cut(lines)
    told, rest = "\n".join(lines[:cut]), "\n".join(lines[cut:])
    copies = [heads for part in _embedded(mail) if (heads := _heads_of(part))]
    if rest and (heads := heads_in(rest)):
        copies.append(heads)
    return Letter(told, rest, tuple(copies))


def all_words(mail: Mail) -> str:
    """Its text; of a mail whose parts cannot be told apart, all that stands in it."""
    words = words_of(mail.message)
    if not words.strip():
        payload = mail.message.get_payload()
        loose = payload if isinstance(payload, str) else mail.message.preamble or ""
        words = loose[: 2 * MAX_WORDS]
    return words.replace("\r\n", "\n")


def heads_in(text: str) -> Heads:
    """The first head of a letter in a text, folded lines joined."""
    found: Heads = {}
    last = ""
    for line in text.split("\n")[:200]:
        match = HEAD.match(line)
        if match and not line.startswith((" ", "\t")):
            last = match[1].lower()
            found.setdefault(last, match[2].strip()[:4000])
        elif last and line.startswith((" ", "\t")) and line.strip():
            found[last] = (found[last] + " " + line.strip())[:4000]
        elif len(found) > 2 and not line.strip():
            break
    return found if {"to", "from", "subject", "received", "return-path"} & found.keys() else {}


def _cut(lines: list[str]) -> int:
    """The line where the copy begins; one that stands first leaves the daemon nothing to say."""
    said = 0
    for number, line in enumerate(lines[:MAX_LINES]):
        starts = _marks(line) or (ROUTE_LINE.match(line) and _is_head(lines[number : number + 12]))
        if starts and said > 20:
            return number
        said += len(line.strip())
    return len(lines)


def _marks(line: str) -> bool:
    return 5 < len(line) < 200 and any(mark.match(line) for mark in MARKS)


def _is_head(lines: list[str]) -> bool:
    names = [match[1].lower() for line in lines if (match := HEAD.match(line))]
    return len(names) > 2 and bool(ROUTED & set(names))


def _embedded(mail: Mail) -> list["Message[str, str]"]:
    return [part for part in mail.message.walk() if content_type(part) in EMBEDDED][:5]


def _heads_of(part: "Message[str, str]") -> Heads:
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    if isinstance(inner, Message) and inner.keys():
        names = ("to", "cc", "from", "sender", "return-path", "reply-to", "received")
        return {name: value for name in names if (value := raw_header(inner, name))}
    return heads_in(content(part)[:MAX_WORDS].lstrip().replace("\r\n", "\n"))
