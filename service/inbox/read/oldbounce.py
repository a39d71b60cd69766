"""Bounces without a machine-readable part: a daemon's letter, read for who and why."""

import re
from dataclasses import dataclass

from service.inbox.read.headers import BARE, address
from service.inbox.read.parse import EMBEDDED, Mail, content_type
from service.inbox.read.severity import Severity, enhanced, severity
from service.inbox.read.text import words_of

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
# From here on the letter is a copy of what was returned.
COPY = re.compile(
    r"(?im)^[\s>]{0,4}(?:[-=_*#]{2,}[^\n]{0,20}(?:original|copy|unsent|returned|below|message|"
    r"headers?)"
    r"[^\n]{0,60}|(?:the )?(?:original|returned) message[^\n]{0,40}|received: (?:from|by) "
    r"[^\n]{0,200}|"
    r"return-path:[^\n]{0,200}|message-id:[^\n]{0,200}|this is a copy of[^\n]{0,80})$"
)
TELLS = re.compile(
    r"(?i)(?:could|can|was|has|were|have)(?: ?not|n.t)(?: be| been)? (?:deliver|sent|reach|"
    r"process)|undeliver|"
    r"delivery (?:to|has|of|attempt|fail)|returned|unknown|unable to|failed|no such|does not "
    r"exist|not found|"
    r"permanent|fatal|error|quota|full|rejected|5\d\d[ -]|4\d\d[ -]|bounce|not listed|invalid|"
    r"did not reach|n.t able to|not be able"
)
SELDOM_FAILED = re.compile(r"(?i)^(?:mailer-daemon|postmaster|abuse|support|helpdesk|no-?reply)@")
# A person who answers or forwards a bounce is a person.
PASSED_ON = re.compile(r"(?i)^(?:re|sv|vs|fwd?|aw|wg|antw|doorst)\s?:")
MAX_WORDS = 20000


@dataclass(frozen=True, slots=True)
class Failure:
    severity: Severity
    status: str | None
    recipients: tuple[str, ...] = ()


def free_form(mail: Mail, sender: str, null_return_path: bool) -> Failure | None:
    subject = mail.text("subject")[:300]
    if PASSED_ON.match(subject):
        return None
    sure, likely = _signs(mail, sender, null_return_path, bool(SUBJECT.search(subject)))
    if not (sure or likely):
        return None
    words = words_of(mail.message)[:MAX_WORDS]
    cut = COPY.search(words, 10)
    told = words[: cut.start()] if cut else words
    if not sure and not TELLS.search(told):
        return None
    status = enhanced(told)
    return Failure(severity(status, told), status, _recipients(mail, told, sender))


def _signs(mail: Mail, sender: str, null: bool, subject: bool) -> tuple[bool, bool]:
    """(surely a daemon's letter, likely one if its words say so too)."""
    daemon = bool(DAEMON.match(sender) or DAEMON_NAME.match(mail.text("from")[:200]))
    returned = null or "mailer-daemon" in mail.text("return-path").lower()
    encloses = any(content_type(part) in EMBEDDED for part in mail.message.walk())
    return daemon and subject and returned, (
        daemon and (subject or returned or "mailer-daemon" in sender.lower())
    ) or (subject and (returned or encloses))


def _recipients(mail: Mail, told: str, sender: str) -> tuple[str, ...]:
    ours = {address(found).lower() for found in BARE.findall(mail.raw("to")[:2000])}
    found = [
        address(one.rstrip(".'>"))
        for one in BARE.findall(re.sub(r"(?i)mailto:|rfc822;", " ", told))
    ]
    named = [one for one in found if one and one.lower() not in ours | {sender.lower()}]
    return tuple(dict.fromkeys(one for one in named if not SELDOM_FAILED.match(one)))
