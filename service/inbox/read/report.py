"""Mail about mail: delivery reports (RFC 3464), complaints (RFC 5965), receipts, statistics."""

import re
from dataclasses import dataclass

from service.inbox.read.bounce import dsn
from service.inbox.read.bounce.complaint import complaint, declared
from service.inbox.read.bounce.letter import Letter, dissect
from service.inbox.read.bounce.machine import machine_made, passed_on, tells_failure, tells_success
from service.inbox.read.bounce.severity import Severity, diagnosis, enhanced, first_judged
from service.inbox.read.bounce.whom import MAX_RECIPIENTS, failed_in, surely_failed
from service.inbox.read.headers import addresses
from service.inbox.read.library import known_failures
from service.inbox.read.parse import Mail, content_type, parameter, raw_header
from service.inbox.read.reading import Kind
from service.inbox.read.text import words_of

STATISTICS = re.compile(
    r"(?i)^(?:\[\w+\] )?(?:report domain:|dmarc (?:aggregate )?report|tls report)"
)
MAX_JUDGED = 20
REFUSED = re.compile(r"(?i)reject|refus|avvist|geweigerd|abgelehnt|rejet")
RECEIPT = "message/disposition-notification"


@dataclass(frozen=True, slots=True)
class Report:
    kind: Kind
    status: str | None = None
    recipients: tuple[str, ...] = ()
    delayed: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail with what is known of where it came from."""

    mail: Mail
    raw: bytes
    sender: str
    null: bool


def report(mail: Mail, raw: bytes, sender: str, null_return_path: bool) -> Report | None:
    """What a report says; None if the mail is no report. Runs before everything else."""
    complained = complaint(mail, sender)
    if complained is not None:
        return Report("complaint", recipients=complained[:MAX_RECIPIENTS])
    if declared(mail):
        return Report("other")
    sent = Sent(mail, raw, sender, null_return_path)
    types = [content_type(part) for part in mail.message.walk()][:50]
    kind = parameter(mail.message, "report-type") if mail.type == "multipart/report" else ""
    if RECEIPT in types or "disposition" in kind:
        return _refused_receipt(sent) or Report("other")
    if kind == "tlsrpt" or STATISTICS.match(mail.text("subject")):
        return Report("other")
    present = any("delivery-status" in each for each in types)
    return _service_notice(mail) or _delivery_status(sent, present) or _in_words(sent)


def _refused_receipt(sent: Sent) -> Report | None:
    """Some servers refuse a letter in the shape of a receipt (RFC 8098 § 3.2.6.2: deleted)."""
    letter = dissect(sent.mail)
    if not REFUSED.search(letter.told) or not REFUSED.search(sent.mail.text("subject")):
        return None
    return _judged(letter, failed_in(letter, sent.mail, sent.sender))


def _delivery_status(sent: Sent, present: bool) -> Report | None:
    by_daemon = machine_made(sent.mail, sent.sender, sent.null)
    if not by_daemon and sent.mail.type != "multipart/report" and passed_on(sent.mail, sent.sender):
        return None
    blocks = dsn.blocks(sent.mail, present=present, by_daemon=by_daemon)
    failed = dsn.failed(blocks)
    if not blocks:
        return None
    if not failed:
        return Report("other")
    letter = dissect(sent.mail)
    who = tuple(
        dict.fromkeys(one for block in failed[:MAX_RECIPIENTS] for one in dsn.recipients(block))
    )
    who = (
        who[:MAX_RECIPIENTS]
        or failed_in(letter, sent.mail, sent.sender)
        or known_failures(sent.raw)[0]
    )
    why = diagnosis(letter.told, who)
    judged = [_judged_block(block, why) for block in failed[:MAX_JUDGED]]
    statuses = [status for _, status in judged if status]
    kind: Kind = "bounce-hard" if "hard" in dict(judged) else "bounce-soft"
    delayed = all(dsn.is_delayed(block) for block in failed)
    return Report(kind, next(iter(statuses), None), who, delayed)


def _judged_block(block: dsn.Block, why: str) -> tuple[Severity, str | None]:
    told = block.get("diagnostic-code", "")
    stated = enhanced(block.get("status", ""))
    status = stated if stated and not _vague(stated) else enhanced(told) or stated
    if dsn.is_delayed(block) or (status and status.startswith("4")):
        return "soft", status
    if _vague(status):
        status = enhanced(why) if not enhanced(told) and enhanced(why) else status
    reason = f"{told} {block.get('status', '')}"
    return first_judged(status, (reason, why)), status


def _vague(status: str | None) -> bool:
    return status is None or status.endswith(".0.0") or status.startswith("5.5.")


def _in_words(sent: Sent) -> Report | None:
    """In words only, or with a header that names whom it missed (Exim, Gmail)."""
    header = addresses(raw_header(sent.mail.message, "x-failed-recipients"))
    letter = dissect(sent.mail)
    if header:
        return _judged(letter, tuple(dict.fromkeys(header)))
    if tells_failure(sent.mail, letter, sent.sender, sent.null):
        who = surely_failed(letter, sent.mail, sent.sender) or known_failures(sent.raw)[0]
        who = who or failed_in(letter, sent.mail, sent.sender)
        return _judged(letter, who)
    if tells_success(letter) and machine_made(sent.mail, sent.sender, sent.null):
        return Report("other")
    return _known(sent, letter)


def _known(sent: Sent, letter: Letter) -> Report | None:
    """Where the library knows the server's ways, it says whom it missed."""
    if not machine_made(sent.mail, sent.sender, sent.null):
        return None
    known, for_now = known_failures(sent.raw)
    found = _judged(letter, known) if known else None
    return Report("bounce-soft", found.status, known) if found and for_now else found


def _judged(letter: Letter, who: tuple[str, ...]) -> Report:
    why = diagnosis(letter.told, who)
    status = enhanced(why) or enhanced(letter.told)
    hard = first_judged(status, (why, letter.told)) == "hard"
    return Report("bounce-hard" if hard else "bounce-soft", status, who[:MAX_RECIPIENTS])


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
