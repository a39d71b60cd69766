"""The machine-readable part (RFC 3464), as servers write it: fields lost, doubled, run together."""

import re
from collections.abc import Iterator
from email.message import Message

from service.inbox.read.bounce.letter import all_words
from service.inbox.read.headers import BARE, address
from service.inbox.read.parse import Mail, content, content_type, parts, raw_header

Block = dict[str, str]

MAX_BLOCK = 65536
DELIVERED = ("delivered", "relayed", "expanded", "deliverable", "success", "transferred")
PIPE = re.compile(r"[|/\"\s]")
RECIPIENT = re.compile(r"(?i)^(?:[\w.+-]{0,30}\s*;)?\s*<?(.{1,320}?)>?\s*$")
FIELD = re.compile(r"[>\s]{0,4}([A-Za-z][A-Za-z-]{1,40})\s?:(?!//)\s*(.*)$")
PERSON = ("original-recipient", "final-recipient", "x-actual-recipient")


def blocks(mail: Mail, *, present: bool, by_daemon: bool) -> list[Block]:
    """One block of fields for each person that the report speaks of."""
    found = [block for part in _reports(parts(mail.message)) for block in _split(_text(part))]
    if not found and by_daemon:  # an attachment, or in a part that lost its type
        hidden = _reports(mail.message.walk()) if present else iter(())
        found = [block for part in hidden for block in _split(_text(part))]
        found = found or (_split(all_words(mail)) if not present else [])
        found = [block for block in found if set(PERSON) & block.keys()]
    return [block for block in found if {"action", "status", *PERSON} & block.keys()]


def failed(found: list[Block]) -> list[Block]:
    return [
        each for each in found if not each.get("action", "failed").lower().startswith(DELIVERED)
    ]


def is_delayed(block: Block) -> bool:
    """Nothing has failed yet: they will try on (RFC 3464 § 2.3.3)."""
    return block.get("action", "").lower().startswith("delay")


def recipients(block: Block) -> list[str]:
    """Whom we wrote to, and what the far side made of it; a name of its own machines is neither."""
    original, *others = (_named(block, name) for name in PERSON)
    domain = original.rpartition("@")[2]
    far = [who for who in others if who and not who.endswith(f".{domain}" if domain else "\0")]
    dotted = [who for who in far if "." in who.rpartition("@")[2]] or ([] if original else far)
    return list(dict.fromkeys(who for who in (original, *dotted[:1]) if who))


def _named(block: Block, name: str) -> str:
    """An address; of a pipe or a file only what stands beside it in brackets."""
    value = block.get(name, "")
    if value.lower().startswith(("x400", "unknown")):
        return ""
    found = RECIPIENT.match(value)
    who = address(_plain(found[1].strip("<>\"'"))) if found else ""
    if who and not PIPE.search(who):
        return who
    inside = BARE.search(value)
    return address(inside[0]) if inside else ""


def _plain(xtext: str) -> str:
    """Without the escapes of RFC 3461 § 4 that some leave in."""
    return xtext.replace("+2B", "+").replace("+3D", "=")


def _reports(each: "Iterator[Message[str, str]]") -> "Iterator[Message[str, str]]":
    return (
        part
        for part in each
        if content_type(part) in ("message/delivery-status", "message/global-delivery-status")
    )


def _text(part: "Message[str, str]") -> str:
    """The part as it was written: the parser takes each paragraph for a message of its own."""
    payload = part.get_payload()
    if isinstance(payload, str):
        return payload[:MAX_BLOCK]
    inner = [one for one in payload if isinstance(one, Message)]
    written = "\n\n".join("\n".join((*_head(one), "", _body(one))) for one in inner[:200])
    coded = raw_header(part, "content-transfer-encoding").strip().lower()
    return _decoded(written[:MAX_BLOCK], coded)


def _decoded(text: str, coded: str) -> str:
    """The standard forbids it (RFC 3464 § 2), so the parser leaves it to us."""
    if coded != "base64":
        return text
    whole = Message()
    whole["Content-Transfer-Encoding"] = coded
    whole.set_payload(text.strip())
    return content(whole)


def _head(message: "Message[str, str]") -> list[str]:
    return [f"{name}: {' '.join(str(value).split())}" for name, value in message.raw_items()]


def _body(message: "Message[str, str]") -> str:
    payload = message.get_payload()
    return payload if isinstance(payload, str) else ""


def _split(text: str) -> list[Block]:
    """Paragraphs of fields; a field that comes again begins the next person where no line did."""
    found: list[Block] = [{}]
    for line in re.sub(r"\r?\n[ \t]+(?=\S)", " ", text[:MAX_BLOCK]).splitlines():
        field = FIELD.match(line)
        name = field[1].lower() if field else ""
        again = name in found[-1] and name in (*PERSON, "action")
        if not line.strip() or again:
            found.append({})
        if field:
            found[-1].setdefault(name, field[2].strip())
    return _joined([block for block in found if block])


def _joined(found: list[Block]) -> list[Block]:
    """A stray empty line may part a person from what became of them."""
    whole: list[Block] = []
    for block in found:
        last = whole[-1] if whole else {}
        lost = not set(PERSON) & block.keys() and {"action", "status"} & block.keys()
        if lost and set(PERSON) & last.keys() and not {"action", "status"} & last.keys():
            last |= block
        else:
            whole.append(block)
    return whole
