"""What a mail server's words mean to a person, and what to do: about a recipient, about a hold."""

import re

from flask_babel.speaklater import LazyString

from service.core.words import lazy_gettext as _l
from service.outbox.delivery.verdict import Verdict, verdict

SAID = re.compile(r"(?:(\d{3})[ -]?\s*)?(.*)", re.DOTALL)
STATUS = re.compile(r"([245])\.\d{1,3}\.\d{1,3}\b")
RELAY = re.compile(
    r"relay(?:ing)? (?:access )?(?:is )?(?:denied|not permitted)|unable to relay", re.I
)
LOGIN = re.compile(r"5\.7\.8\b|name and password|authentication required", re.I)
SENDER = re.compile(r"\b[45]\.1\.[78]\b|sender (?:address )?(?:rejected|denied|not)", re.I)
PROOF = re.compile(r"\b[45]\.7\.2[0-7]\b|dmarc|dkim|\bspf\b|authenticat", re.I)
FAST = re.compile(
    r"\b[45]\.(?:7\.28|4\.5)\b|rate.?limit|too (?:many|fast)|unusual rate|throttl"
    r"|sending (?:quota|limit)",
    re.IGNORECASE,
)
MADE = re.compile(r"\b5\.[56]\.\d")
UNSAFE = re.compile(
    r"certificate|certified|\bssl\b|\btls\b|starttls|encryption|others can listen", re.I
)

RETURNED = _l(
    "Letters were taken and then came back because of how we send, not because of the readers. "
    "Nobody's address is blamed. Whoever runs Paadriv should look at SPF, DKIM and DMARC with "
    "“paadriv doctor” before you go on."
)
REPORTED = _l(
    "Several readers have reported this letter as spam. They get nothing more from you. Look at "
    "who gets it, and whether they asked for it, before you go on."
)
NOBODY = _l(
    "Nobody has this address any more. Ask the person for another one; we send nothing more there."
)
FULL = _l("The mailbox is full. We try for two days; only the person can make room.")
OFF = _l("The mailbox is switched off or not known any more. Ask the person for another address.")
LARGE = _l("The letter is larger than the mail server takes. Use fewer or smaller pictures.")
GREY = _l(
    "The server asks every newcomer to come back a little later. We do so by ourselves; "
    "there is nothing for you to do."
)
UNPROVEN = _l(
    "The provider cannot tell that the letter really is from us. Whoever runs Paadriv should look "
    "at SPF, DKIM and DMARC: “paadriv doctor” says what is missing."
)
TOO_FAST = _l(
    "It went faster than the provider likes. Choose fewer letters an hour to this provider, "
    "under Settings, Sending pace."
)
DISTRUST = _l(
    "The provider does not trust our letters yet, or blocks them. Send more slowly, under "
    "Settings, Sending pace, and let whoever runs Paadriv look at SPF, DKIM and DMARC with "
    "“paadriv doctor”."
)
UNLIKED = _l(
    "The mail server does not like how the letter is made or handed over. Show its words to "
    "whoever runs Paadriv."
)
LOCKED_OUT = _l(
    "The mail server does not accept our name and password. Whoever runs Paadriv must put "
    "PAADRIV_SMTP_URL right."
)
NO_RELAY = _l(
    "Our own mail server does not pass letters on to this address. Whoever runs it must allow it."
)
BAD_SENDER = _l("Our sender address was not accepted. Look at it under Settings, Sender.")
BUSY = _l(
    "The mail server could not take it just then. We try again by ourselves for two days; "
    "there is nothing for you to do."
)
CUT_OFF = _l(
    "The connection ended before the letter was taken. We try again by ourselves; "
    "there is nothing for you to do."
)
STILL_FULL = _l(
    "The mailbox was full for two days, so we gave up. Only the person can make room; the next "
    "letter may arrive."
)
GIVEN_UP = _l(
    "We tried for two days and then gave up. The next letter may well arrive; if it does not, "
    "ask the person for another address."
)
NO = _l(
    "The mail server said no for good. Its own words say why; if they do not help, "
    "ask the person for another address."
)

AFTER = ((FULL, STILL_FULL), (GREY, GIVEN_UP), (BUSY, GIVEN_UP), (CUT_OFF, GIVEN_UP))

QUIET = _l("These are your quiet hours. It goes on by itself when they are over.")
DATABASE = _l("Our database does not answer. Nothing is lost, and it goes on by itself.")
NO_ROOM = _l(
    "The machine has no room left to note down what leaves, so nothing leaves. Whoever runs "
    "Paadriv must make room; then it goes on by itself, and nothing is lost."
)
NO_NOTES = _l(
    "The machine cannot note down what leaves, so nothing leaves. Whoever runs Paadriv must put "
    "that right; then it goes on by itself, and nothing is lost."
)
TOO_LARGE = _l(
    "The letter is larger than the mail server takes. Stop it, make the pictures smaller, and send "
    "it as a new letter. Or ask whoever runs the mail server to raise its limit, and then go on."
)
REFUSED = _l(
    "%(provider)s has refused many letters in a row, so we stopped. "
    "Your readers’ addresses are not to blame."
)
AFTERWARDS = _l("Then go on sending, tomorrow rather than today.")
UNSAID = _l(
    "The mail server took many letters and never said so. We stopped, so that nobody gets "
    "the letter again and again. Let whoever runs the mail server look at it before you go on."
)
DAMAGED = _l(
    "The letter is not stored as it was when you sent it, so nothing more leaves. Let whoever runs "
    "Paadriv look at the database before you go on."
)
FAULTY = _l(
    "The letter breaks a rule that mail servers keep to, so none has left. Stop it, "
    "put right what stands below, and send it as a new letter."
)
UNSAFE_WAY = _l(
    "The way to the mail server is not safe: its certificate does not hold, or it does not "
    "encrypt. Nothing leaves until whoever runs Paadriv has put that right."
)
AWAY = _l(
    "The mail server does not take letters right now. We try again every few minutes; "
    "nothing is lost."
)


def advice(said: str, *, over: bool = False) -> str:
    """About one recipient: the meaning of a reply such as "550 5.1.1 Unknown", and the way out.

    `over`: it is not tried again, whatever the reply promised.
    """
    found = SAID.fullmatch(said.strip())
    code, words = (int(found[1] or 0), found[2]) if found else (0, said)
    status = STATUS.match(words)
    if not code and status:  # a report that came back later says only this
        code = int(status[1]) * 100 + 50
    if 200 <= code < 300 or not said.strip():
        return ""
    told = meaning(code, words) if code else CUT_OFF
    if over:  # compared by identity: two that are equal in one language may differ in another
        told = next((after for before, after in AFTER if told is before), told)
    return str(told)


def meaning(code: int, words: str) -> LazyString:
    if code in (530, 534, 535, 538) or LOGIN.search(words):
        return LOCKED_OUT
    if RELAY.search(words):
        return NO_RELAY
    if SENDER.search(words):
        return BAD_SENDER
    judged = verdict(code, words)
    return distrust(words) if judged.policy else plain(judged)


def distrust(words: str) -> LazyString:
    if MADE.search(words):
        return UNLIKED
    if FAST.search(words):
        return TOO_FAST
    return UNPROVEN if PROOF.search(words) else DISTRUST


def plain(judged: Verdict) -> LazyString:
    if judged.blames_address == "hard_bounced":
        return NOBODY
    if judged.blames_address:
        return FULL if judged.fate == "deferred" else OFF
    if judged.too_large:
        return LARGE
    if judged.greylisted:
        return GREY
    return NO if judged.fate == "failed" else BUSY


def hold(trouble: str) -> str:
    """About a whole mailing: why it does not go on right now. Empty when nothing holds it."""
    kind, _, words = trouble.partition(": ")
    if kind == "refused":
        provider, _, said = words.partition(": ")
        parts = str(REFUSED) % {"provider": provider}, advice(said), str(AFTERWARDS)
        return " ".join(part for part in parts if part)
    if kind == "journal":
        return str(NO_ROOM if "no space" in words.lower() else NO_NOTES)
    known = {"too_large": TOO_LARGE, "lint": FAULTY, "quiet hours": QUIET, "doubt": UNSAID}
    known |= {"returned": RETURNED, "complaints": REPORTED}
    known["the database does not answer"] = DATABASE
    return str(known[kind]) if kind in known else relayed(trouble)


def relayed(trouble: str) -> str:
    """What the mail server itself says, or that our own print is not whole."""
    if re.fullmatch(r"print \d+ is damaged", trouble):
        return str(DAMAGED)
    if LOGIN.search(trouble):
        return str(LOCKED_OUT)
    if UNSAFE.search(trouble):
        return str(UNSAFE_WAY)
    return str(AWAY) if trouble else ""
