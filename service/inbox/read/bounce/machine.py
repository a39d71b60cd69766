"""Whether a letter without a report is a machine's word that another could not be delivered."""

import re

from service.inbox.read.bounce.letter import Letter
from service.inbox.read.bounce.named import named_in, surest
from service.inbox.read.bounce.wordings import (
    DELIVERED,
    MISSED,
    OPENING,
    SENTENCE,
    SUBJECT,
)
from service.inbox.read.parse import Mail

# People are called Administrator and Exchange too, so names count for less than addresses.
DAEMON = re.compile(
    r"(?i)^(?:mailer[-_.]?daemon|mail[-_.]?daemon|mdaemon|post[-_.]?master|mail[-_.]?system|"
    r"mail[-_.]?deliver\w*[-_.\w]{0,20}|bounces?|mailer|mail[-_.]?(?:router|gateway|server)|uucp|"
    r"mmdf|smtp[-_.]?(?:daemon|gateway|server)|microsoftexchange[0-9a-f]{20,})(?:@|$|[-+])"
)
DAEMON_ONLY = re.compile(r"(?i)^(?:mailer[-_.]?daemon|mail[-_.]?daemon|mdaemon|microsoftexch)")
DAEMON_NAME = re.compile(
    r"(?i)^\W{0,3}(?:mailer[- ]?daemon|mail daemon|postmaster\b|"
    r"(?:e-?)?mail deliver\w* (?:sub-?)?(?:system|service|agent|report)|internet mail delivery|"
    r"system administrator|mail (?:administrator|system)\b|microsoft (?:exchange|outlook)\b|"
    r"mail transport|mail router|pmdf e-mail|systemadministrator|administrateur syst|"
    r"système de distribution)"
)
# Programs that write of many things; their word counts if it names whom they missed.
ROBOT = re.compile(
    r"(?i)^(?:(?:no|do-?not)-?reply\S*|sys(?:tem|admin)\S*|\S*daemon|admin(?:istrator)?|root|"
    r"listserv|majordomo|notif\w*|auto\S*|\S+-(?:admin|bounces|owner|request)|owner-\S+|"
    r"mail(?:-\w+)?)@"
)
# A person who answers or forwards a bounce is a person.
PASSED_ON = re.compile(r"(?i)^(?:re|sv|vs|fwd?|vb|aw|wg|antw|doorst|tr|rv|i|r|enc)\s?:")
RETURNS = re.compile(r"(?i)\b(?:bounces?|errors?|owner|returns?|verp)(?:[-+=][^@\s]*)?@|\bowner-")
PERSON_AWAY = re.compile(
    r"(?i)out of (?:the )?office|vacation|auto(?:matic)?[- ]?(?:reply|svar|antwort)|abwesen|"
    r"autosvar|afwezig|fravær|on leave|on holiday"
)
PROOF = re.compile(r"(?im)^[^\n>]{0,200}(?<![\d.-])[45](?:\d\d|\.\d\.\d{1,3})[ -][^\n]*[a-z]")


def is_daemon(mail: Mail, sender: str) -> bool:
    return bool(DAEMON.match(sender) or DAEMON_NAME.match(mail.text("from")[:200]))


def returns_box(mail: Mail) -> bool:
    """Whether it was sent to where only returned mail goes."""
    return bool(RETURNS.search(mail.text("to")[:300]))


def passed_on(mail: Mail, sender: str) -> bool:
    """A daemon's letter may well refer to ours; what a person refers to is what they answer."""
    refers = mail.has("in-reply-to") and not DAEMON.match(sender)
    return refers or bool(PASSED_ON.match(mail.text("subject")[:300]))


def machine_made(mail: Mail, sender: str, null_return_path: bool) -> bool:
    """Whether it may be asked about at all: no person writes from, or to, where returns go."""
    returned = null_return_path or "mailer-daemon" in mail.text("return-path").lower()
    if passed_on(mail, sender) and not (null_return_path or returns_box(mail)):
        return False
    return is_daemon(mail, sender) or returned or returns_box(mail) or not sender


def tells_success(letter: Letter) -> bool:
    """A report that it did arrive, or was handed on."""
    said = _head(letter)[:1500]
    return bool(DELIVERED.search(said)) and not (
        MISSED.search(said) or PROOF.search(letter.told[:3000])
    )


def tells_failure(mail: Mail, letter: Letter, sender: str, null_return_path: bool) -> bool:
    subject = mail.text("subject")[:300]
    if PERSON_AWAY.search(subject[:60]):
        return False
    fails = bool(SENTENCE.search(_head(letter)))
    titled = bool(SUBJECT.search(subject))
    if tells_success(letter):
        return False
    if machine_made(mail, sender, null_return_path):
        return _machines_word(mail, letter, sender, (titled, fails))
    if not fails or passed_on(mail, sender):
        return False
    return _unsigned(mail, letter, sender, titled=titled)


def _machines_word(mail: Mail, letter: Letter, sender: str, says: tuple[bool, bool]) -> bool:
    titled, fails = says
    coded = bool(PROOF.search(letter.told[:3000]))
    if coded and letter.copies:  # in whatever language
        return True
    proof = coded or bool(letter.copies or letter.rest)
    if _listed(mail) and not DAEMON.match(sender):
        return titled and fails and proof
    if DAEMON_ONLY.match(sender):
        return titled or fails
    if is_daemon(mail, sender):
        shows = fails or proof or not letter.told.strip() or bool(surest(named_in(letter.told)))
        return (titled and shows) or (fails and proof)
    return (titled and (fails or proof)) or (fails and proof and _opens(letter))


def _unsigned(mail: Mail, letter: Letter, sender: str, *, titled: bool) -> bool:
    """From no known daemon: it must say so at once, and show what it could not deliver."""
    named = ROBOT.match(sender) and surest(named_in(letter.told))
    submitted = mail.word("auto-submitted").startswith("auto-")
    shows = bool(letter.copies or letter.rest)
    if not (titled and (shows or submitted or named)) and not (named and letter.copies):
        return False
    return _opens(letter)


def _opens(letter: Letter) -> bool:
    opening = re.split(r"\n\s*\n", letter.told.strip())[0][:600]
    return bool(OPENING.search(" ".join(opening.split())))


def _listed(mail: Mail) -> bool:
    return mail.has("list-unsubscribe") or mail.has("list-id")


def _head(letter: Letter) -> str:
    return re.sub(r"\s+", " ", letter.told[:4000])
