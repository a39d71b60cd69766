"""Bounces without a machine-readable part: a daemon's letter, read for who and why."""

import re
from dataclasses import dataclass

from service.inbox.read.failed import failed_in
from service.inbox.read.parse import EMBEDDED, Mail, content_type
from service.inbox.read.severity import Severity, enhanced, severity
from service.inbox.read.told import told

# People are called Administrator and Exchange too, so names count for less than addresses.
DAEMON = re.compile(
    r"(?i)^(?:mailer[-_.]?daemon|mail[-_.]?daemon|mdaemon|postmaster|mail[-_.]?system|"
    r"mail[-_.]?delivery[-_.\w]{0,20}|bounces?|mailer)(?:@|$)"
)
DAEMON_NAME = re.compile(
    r"(?i)^\W{0,3}(?:mailer[- ]?daemon|mail daemon|postmaster\b|mail delivery (?:sub)?system|"
    r"internet mail delivery|system administrator|mail administrator)"
)
SUBJECT = re.compile(
    r"(?i)undeliver|returned mail|returned to sender|delivery (?:status|failure|failed|problem|"
    r"error|"
    r"report|notification|has failed|unsuccessful|delayed)|failure (?:notice|delivery|"
    r"notification)|"
    r"mail (?:delivery|system error|could not|failure|not delivered|status)|message (?:delivery|"
    r"status|"
    r"could not|not delivered)|could not (?:be delivered|send)|non[- ]?(?:deliver|remis)|"
    r"nondeliverable|"
    r"unzustellbar|unable to deliver|deliver(?:y|able)? fail|user unknown|unknown (?:user|"
    r"recipient)|bounce|"
    r"failed (?:mail|delivery|recipient)|error sending|problem delivering|warning: (?:message|"
    r"could not)|"
    r"kunne ikke leveres|kan ikke leveres|leveringsfeil|leveringsrapport|onbestelbaar|"
    r"niet bezorgd|returnert|rejected|"
    r"mail failure|dsn:|permanent error|rückmeldung|nicht zustellbar|mailbox (?:full|unavailable)"
)
TELLS = re.compile(
    r"(?i)(?:could|can|was|has|were|have)(?: ?not|n.t)(?: be| been)? (?:deliver|sent|reach|"
    r"process)|undeliver|"
    r"delivery (?:to|has|of|attempt|fail)|returned|unknown|unable to|failed|no such|does not "
    r"exist|not found|"
    r"permanent|fatal|error|quota|full|rejected|5\d\d[ -]|4\d\d[ -]|bounce|not listed|invalid|"
    r"did not reach|n.t able to|not be able|"
    r"送信できま|配信できま|届けられま|配送できま|見つかりません|存在しません|不明|超過|"
    r"n.a pas pu|pas pu (?:e|ê)tre|non remis|inconnu|nicht zugestellt|unzustellbar|no se pudo|"
    r"não (?:pôde|foi)|kunne ikke|kunde inte|niet worden|не (?:удалось|может|был)|退信|无法投递"
)
# A person who answers or forwards a bounce is a person.
PASSED_ON = re.compile(r"(?i)^(?:re|sv|vs|fwd?|aw|wg|antw|doorst)\s?:")
RETURNS = re.compile(r"(?i)\b(?:bounces?|errors?|owner|returns?|verp)(?:[-+=][^@\s]*)?@|\bowner-")


@dataclass(frozen=True, slots=True)
class Failure:
    severity: Severity
    status: str | None
    recipients: tuple[str, ...] = ()


def free_form(mail: Mail, sender: str, null_return_path: bool) -> Failure | None:
    subject = mail.text("subject")[:300]
    if PASSED_ON.match(subject) and not returns_box(mail):
        return None
    sure, likely = _signs(mail, sender, null_return_path, bool(SUBJECT.search(subject)))
    if not (sure or likely):
        return None
    words = told(mail)
    if not sure and not TELLS.search(words):
        return None
    status = enhanced(words)
    return Failure(severity(status, words), status, failed_in(words, mail, sender))


def machine_made(mail: Mail, sender: str, null_return_path: bool) -> bool:
    """Whether it may be asked about at all: no person writes from, or to, where returns go."""
    passed_on = mail.has("in-reply-to") or PASSED_ON.match(mail.text("subject")[:300])
    if passed_on and not (null_return_path or returns_box(mail)):
        return False
    daemon = bool(DAEMON.match(sender) or DAEMON_NAME.match(mail.text("from")[:200]))
    returned = null_return_path or "mailer-daemon" in mail.text("return-path").lower()
    return daemon or returned or returns_box(mail)


def returns_box(mail: Mail) -> bool:
    """Whether it was sent to where only returned mail goes."""
    return bool(RETURNS.search(mail.text("to")[:300]))


def _signs(mail: Mail, sender: str, null: bool, subject: bool) -> tuple[bool, bool]:
    """(surely a daemon's letter, likely one if its words say so too)."""
    daemon = bool(DAEMON.match(sender) or DAEMON_NAME.match(mail.text("from")[:200]))
    returned = null or "mailer-daemon" in mail.text("return-path").lower()
    encloses = any(content_type(part) in EMBEDDED for part in mail.message.walk())
    likely = daemon and (subject or returned or "mailer-daemon" in sender.lower())
    likely = likely or (subject and (returned or encloses or returns_box(mail)))
    return daemon and subject and returned, likely or (returned and encloses)
