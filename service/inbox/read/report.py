"""Mail about mail: delivery reports (RFC 3464), complaints (RFC 5965), receipts, statistics."""

import re
from dataclasses import dataclass
from email.message import Message

from service.inbox.read.failed import failed_in
from service.inbox.read.headers import BARE, address, addresses
from service.inbox.read.library import known_failures
from service.inbox.read.oldbounce import DAEMON, Failure, free_form, machine_made
from service.inbox.read.parse import Mail, content, content_type, parameter, parts, raw_header
from service.inbox.read.reading import Kind
from service.inbox.read.severity import enhanced, severity
from service.inbox.read.text import words_of
from service.inbox.read.told import all_words, told

MAX_RECIPIENTS = 100
DELIVERED = ("delivered", "relayed", "expanded", "deliverable")
STATISTICS = re.compile(
    r"(?i)^(?:\[\w+\] )?(?:report domain:|dmarc (?:aggregate )?report|tls report)"
)
REFUSED = re.compile(r"(?i)reject|refus|avvist|geweigerd|abgelehnt|rejet")
PIPE = re.compile(r"[|/\"\s]")
RECIPIENT = re.compile(r"(?i)^(?:[\w.+-]{1,30}\s*;)?\s*<?(.{1,320}?)>?\s*$")


@dataclass(frozen=True, slots=True)
class Report:
    kind: Kind
    status: str | None = None
    recipients: tuple[str, ...] = ()
    delayed: bool = False


def report(mail: Mail, raw: bytes, sender: str, null_return_path: bool) -> Report | None:
    """What a report says; None if the mail is no report. Runs before everything else."""
    types = [content_type(part) for part in mail.message.walk()][:50]
    declared = parameter(mail.message, "report-type") if mail.type == "multipart/report" else ""
    if "message/feedback-report" in types or declared == "feedback-report":
        return _complaint(mail)
    if "message/disposition-notification" in types or "disposition" in declared:
        return _refused_receipt(mail, sender) or Report("other")
    if declared == "tlsrpt" or STATISTICS.match(mail.text("subject")):
        return Report("other")
    return (
        _service_notice(mail)
        or _delivery_status(mail, "message/delivery-status" in types, sender, raw)
        or _named(mail)
        or _spoken(mail, raw, sender, null_return_path)
    )


def _complaint(mail: Mail) -> Report:
    fields = _all_fields(mail)
    if "auth-failure" in fields.get("feedback-type", ""):
        return Report("other")
    who = addresses(fields.get("original-rcpt-to", "") + " " + fields.get("removal-recipient", ""))
    return Report("complaint", recipients=tuple(dict.fromkeys(who))[:MAX_RECIPIENTS])


def _refused_receipt(mail: Mail, sender: str) -> Report | None:
    """Some servers refuse a letter in the shape of a receipt (RFC 8098 § 3.2.6.2: deleted)."""
    words = told(mail)
    if not REFUSED.search(words) or not REFUSED.search(mail.text("subject")):
        return None
    status = enhanced(words)
    kind: Kind = "bounce-hard" if severity(status, words) == "hard" else "bounce-soft"
    return Report(kind, status, failed_in(words, mail, sender))


def _delivery_status(mail: Mail, present: bool, sender: str, raw: bytes) -> Report | None:
    blocks = _blocks(mail.message) if present else []
    if not blocks and DAEMON.match(sender):  # an attachment, or in a part that lost its type
        blocks = _blocks(mail.message, inside=True) if present else _in_words(mail)
    named = [block for block in blocks if "action" in block or "status" in block]
    failed = [block for block in named if block.get("action", "failed").lower() not in DELIVERED]
    if named and not failed:
        return Report("other")
    if not failed:
        return None
    words = told(mail)
    judged = [_judged(block, words) for block in failed]
    who = dict.fromkeys(one for block in failed for one in _recipients(block))
    who = who or dict.fromkeys(failed_in(words, mail, sender) or known_failures(raw)[0])
    hard = any(failure.severity == "hard" for failure in judged)
    statuses = [failure.status for failure in judged if failure.status]
    kind: Kind = "bounce-hard" if hard else "bounce-soft"
    delayed = all(_delayed(block) for block in failed)
    return Report(kind, next(iter(statuses), None), tuple(who)[:MAX_RECIPIENTS], delayed)


def _delayed(block: dict[str, str]) -> bool:
    """Nothing has failed yet: they will try on (RFC 3464 § 2.3.3)."""
    return block.get("action", "").lower().startswith("delay")


def _judged(block: dict[str, str], words: str) -> Failure:
    told = block.get("diagnostic-code", "")
    stated = enhanced(block.get("status", ""))
    status = stated if stated and not _vague(stated) else enhanced(told) or stated
    if _delayed(block) or (status and status.startswith("4")):
        return Failure("soft", status)
    if _vague(status):
        status = enhanced(words) if not enhanced(told) and enhanced(words) else status
    return Failure(severity(status, told or words), status)


def _vague(status: str | None) -> bool:
    return status is None or status.endswith(".0.0") or status.startswith("5.5.")


def _recipients(block: dict[str, str]) -> list[str]:
    """Whom we wrote to, and what the far side made of it; a name of its own machines is neither."""
    original, *others = (
        _named_in(block, name)
        for name in ("original-recipient", "final-recipient", "x-actual-recipient")
    )
    domain = original.rpartition("@")[2]
    far = [who for who in others if who and not who.endswith(f".{domain}" if domain else "\0")]
    dotted = [who for who in far if "." in who.rpartition("@")[2]] or ([] if original else far)
    return list(dict.fromkeys(who for who in (original, *dotted[:1]) if who))


def _named_in(block: dict[str, str], name: str) -> str:
    """An address; of a pipe or a file only what stands beside it in brackets."""
    value = block.get(name, "")
    if value.lower().startswith("x400"):
        return ""
    found = RECIPIENT.match(value)
    who = address(found[1]) if found else ""
    if who and not PIPE.search(who):
        return who
    inside = BARE.search(value)
    return address(inside[0]) if inside else ""


def _blocks(message: "Message[str, str]", *, inside: bool = False) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for part in message.walk() if inside else parts(message):
        if content_type(part) != "message/delivery-status":
            continue
        payload = part.get_payload()
        for block in payload if isinstance(payload, list) else [part]:
            if isinstance(block, Message):
                found += _split_block(block)
    return found


def _in_words(mail: Mail) -> list[dict[str, str]]:
    paragraphs = re.split(r"\n\s*\n", all_words(mail)[:65536])
    return [found for each in paragraphs if "final-recipient" in (found := _fields(each))]


def _split_block(block: "Message[str, str]") -> list[dict[str, str]]:
    """Fields of a block; some senders leave out the blank line and all follows as text."""
    fields = {key.lower(): " ".join(str(value).split()) for key, value in block.raw_items()}
    text = block.get_payload()
    extra = _fields(text) if isinstance(text, str) else {}
    return [fields | extra] if fields or extra else []


def _fields(text: str) -> dict[str, str]:
    lines = re.sub(r"\r?\n[ \t]+", " ", text[:65536]).splitlines()
    pairs = (line.partition(":") for line in lines if re.match(r"[A-Za-z-]{2,40}:", line))
    return {name.lower(): value.strip() for name, _, value in pairs}


def _all_fields(mail: Mail) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in mail.message.walk():
        if content_type(part) == "message/feedback-report":
            payload = part.get_payload()
            first = payload[0] if isinstance(payload, list) and payload else part
            inner = first if isinstance(first, Message) else part
            found |= _split_block(inner)[0] if _split_block(inner) else {}
            found |= _fields(content(inner))
    return {key: value.lower() for key, value in found.items()}


def _named(mail: Mail) -> Report | None:
    """Exim and Gmail name the failed addresses in a header."""
    value = raw_header(mail.message, "x-failed-recipients")
    who = tuple(dict.fromkeys(addresses(value)))[:MAX_RECIPIENTS]
    if not value:
        return None
    words = told(mail)
    status = enhanced(words)
    kind: Kind = "bounce-hard" if severity(status, words) == "hard" else "bounce-soft"
    return Report(kind, status, who)


def _spoken(mail: Mail, raw: bytes, sender: str, null_return_path: bool) -> Report | None:
    """In words only. Where the library knows the server's ways, it says whom it missed."""
    failure = free_form(mail, sender, null_return_path)
    if failure is None and not machine_made(mail, sender, null_return_path):
        return None
    known, for_now = known_failures(raw)
    if failure is None and not known:
        return None
    words = told(mail)
    failure = failure or Failure(severity(enhanced(words), words), enhanced(words))
    hard = failure.severity == "hard" and not for_now
    kind: Kind = "bounce-hard" if hard else "bounce-soft"
    return Report(kind, failure.status, (known or failure.recipients)[:MAX_RECIPIENTS])


def _service_notice(mail: Mail) -> Report | None:
    """A sending service's JSON notice, mailed instead of posted."""
    text = words_of(mail.message).strip()
    if not text.startswith("{") or '"notificationType"' not in text:
        return None
    found = re.search(r'"notificationType"\s*:\s*"(\w+)"', text)
    who = tuple(dict.fromkeys(addresses(" ".join(_notice_recipients(text)))))[:MAX_RECIPIENTS]
    if found and found[1] == "Complaint":
        return Report("complaint", recipients=who)
    if found and found[1] == "Bounce":
        lasting = re.search(r'"bounceType"\s*:\s*"Permanent"', text)
        return Report("bounce-hard" if lasting else "bounce-soft", enhanced(text), who)
    return None


def _notice_recipients(text: str) -> list[str]:
    return re.findall(r'"emailAddress"\s*:\s*"([^"\n]{1,320})"', text)
