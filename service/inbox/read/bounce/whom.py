"""Whom a bounce could not reach, where no machine-readable part says so."""

import re

from service.inbox.read.bounce.letter import Letter
from service.inbox.read.bounce.machine import DAEMON
from service.inbox.read.bounce.named import ALONE, SELDOM, Named, named_in, surest
from service.inbox.read.headers import address, addresses
from service.inbox.read.parse import Mail, raw_header

MAX_RECIPIENTS = 100
VERP = re.compile(r"[+-]([^\s@+=<>]{1,64})=([a-z0-9-]+(?:\.[a-z0-9-]+)+)@", re.I)
ECHOED = re.compile(
    r"(?im)^\W{0,8}(?:to|an|til|aan|para|à|a|宛先|recipients?)\s*[:：]([^\n]{3,500})"
)
LISTED = re.compile(
    r"(?i)(?:recipients?|address(?:es|\(es\))?|users?)\b[^\n]{0,200}:[ \t]*\n"
    r"((?:[ \t]*[a-z0-9][\w.+-]{1,40}[ \t]*\n){1,20})"
)
WORD = re.compile(r"[\w.+&'-]{2,64}")


def failed_in(letter: Letter, mail: Mail, sender: str) -> tuple[str, ...]:
    """From the surest to the last resort: named as failed, meant by name, returned, only there."""
    returned = letter.field("to", "cc")
    ours = _ours(letter, mail, sender) - {one.lower() for one in returned}
    told = _without(named_in(letter.told), ours)
    found = surest(told) or _told_before(letter, ours) or _completed(letter, returned)
    found = found or _returned(letter, mail, told)
    found = found or surest(_without(named_in(letter.rest), ours)) or list(told)
    found = found or _at_home(letter.told, sender)
    return tuple(found)[:MAX_RECIPIENTS]


def surely_failed(letter: Letter, mail: Mail, sender: str) -> tuple[str, ...]:
    """Only those that stand alone on a line of the told part, as lists of the failed do."""
    ours = _ours(letter, mail, sender) - {one.lower() for one in letter.field("to", "cc")}
    told = _without(named_in(letter.told), ours)
    return tuple(who for who, sure in told.items() if sure == ALONE)[:MAX_RECIPIENTS]


def _told_before(letter: Letter, ours: set[str]) -> list[str]:
    """What came back may itself be a bounce, passed on by another daemon."""
    wrote = [heads.get("from", "") for heads in letter.copies]
    if not any(DAEMON.match(one) or "MAILER-DAEMON" in one for one in wrote):
        return []
    inner = letter.rest.partition("\n\n")[2]
    return surest(_without(named_in(inner), ours))


def _ours(letter: Letter, mail: Mail, sender: str) -> set[str]:
    """Who wrote and who got the bounce: neither is who was missed."""
    wrote = letter.field("from", "sender", "return-path", "reply-to")
    got = addresses(raw_header(mail.message, "to"))
    return {one.lower() for one in (*wrote, *got, sender)}


def _without(found: Named, ours: set[str]) -> Named:
    return {who: sure for who, sure in found.items() if who.lower() not in ours}


def _completed(letter: Letter, returned: list[str]) -> list[str]:
    """Of the returned letter's readers those whom the told part calls by local name or domain."""
    known = list(dict.fromkeys([*returned, *_echoed(letter.told)]))
    if not 1 < len(known) <= MAX_RECIPIENTS:
        return []
    said = {word.lower().strip(".'-") for word in WORD.findall(ECHOED.sub("", letter.told)[:8000])}
    by_name = [who for who in known if who.rpartition("@")[0].lower() in said]
    return by_name or [who for who in known if who.rpartition("@")[2] in said]


def _returned(letter: Letter, mail: Mail, told: Named) -> list[str]:
    """Whom the letter was for, if that was one person; of several, whoever is mentioned."""
    routed = [
        one
        for heads in letter.copies
        for found in re.findall(r"(?i)\bfor\s+<?([^\s<>;]{3,254})", heads.get("received", ""))
        if (one := address(found))
    ]
    for each in (letter.field("to"), letter.field("cc"), _echoed(letter.told), routed, _verp(mail)):
        whole = [one for one in dict.fromkeys(each) if not SELDOM.match(one)]
        if len(whole) == 1:
            return whole
        if mentioned := [one for one in whole if one.lower() in map(str.lower, told)]:
            return mentioned
    return []


def _at_home(told: str, sender: str) -> list[str]:
    """A list of mere names is of people at the daemon's own domain."""
    listed = LISTED.search(told[:8000])
    domain = sender.rpartition("@")[2]
    return [f"{name}@{domain}" for name in listed[1].split()] if listed and domain else []


def _echoed(told: str) -> list[str]:
    return [one for line in ECHOED.findall(told[:8000]) for one in addresses(line)]


def _verp(mail: Mail) -> list[str]:
    """The return address of some letters holds whom they were for."""
    for name in ("to", "delivered-to", "x-original-to"):
        if found := VERP.search(raw_header(mail.message, name)[:1000]):
            return [address(f"{found[1]}@{found[2]}")]
    return []
