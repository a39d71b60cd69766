"""Whether a failed delivery is the address's own fault for good (hard) or anything else (soft)."""

import re
from typing import Literal

Severity = Literal["hard", "soft"]

ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
REPLY = re.compile(r"(?<![\d.#-])([45]\d\d)(?=[ -#])")

# Only these say that nobody is there (RFC 3463); 5.2.2 is a full box, 5.7.x is about us.
DEAD = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.4.4", "5.1.351", "5.4.310"})
ALIVE = re.compile(r"4\.|5\.(?:2\.[234]|3\.[45]|4\.[67]|6\.|7\.|1\.[78]$)")

SOFT_WORDS = re.compile(
    r"(?i)quota|mailbox (?:is )?(?:full|size)|not enough (?:storage|space|disk)|"
    r"out of (?:disk|space)|"
    r"storage space|(?:box|disk|storage)[^.\n]{0,20} full|over ?limit|"
    r"exceed|"
    r"too (?:large|big|many|much)|size limit|maximum size|spam|spf|dkim|dmarc|blocked|blacklist|"
    r"black list|"
    r"block ?list|reputation|policy|unauthenticated|not authenticated|authentication|rejected due|"
    r"content|virus|temporar|try again|later|timed? ?out|time-out|expired|delayed|delay|"
    r"could not be delivered for|still (?:in|being)|retry|warning|loop|too many hops|relay|"
    r"insufficient|greylist|deferred|connection (?:refused|reset|lost|closed|dropped)|not "
    r"responding|"
    r"unable to connect|could ?n.t connect|can.?t connect|no route|administrator|prohibited|"
    r"denied|permission|"
    r"restricted|suspended|disabled|inactive|unavailable at|busy|unreachable|message size"
)
HARD_WORDS = re.compile(
    r"(?i)(?:user|mailbox|address|recipient|account|addressee|login|person|name|alias)[^.\n]{0,60}"
    r"(?:unknown|not (?:be )?(?:found|known|exist|valid|listed|a valid|our customer)|does ?n.?t "
    r"exist|"
    r"does not exist|doesn.t have|no longer|invalid|not local|nonexistent|non-existent|not in)|"
    r"(?:unknown|invalid|no such|no|bad|nonexistent|not a valid|illegal|ambiguous|incorrect|"
    r"undefined)"
    r"[^.\n]{0,30}(?:user|recipient|mailbox|address|account|person|login|host|domain|alias|e-mail)|"
    r"(?:host|domain|mx|name)[^.\n]{0,40}(?:not found|unknown|does ?n.?t exist|does not exist|no "
    r"such|"
    r"not exist|lookup fail)|nxdomain|no mx|not listed in|unrouteable|unroutable|has moved|moved "
    r"to|"
    r"doesn.t have an? [^.\n]{0,30}account|no longer (?:valid|available|in use|with us)|"
    r"domain (?:is |was )?not reachable|recipient address rejected: access denied|"
    r"(?:address|recipient|user|mailbox|account)[^\n]{0,40}"
    r"(?:could ?n.t|could not|was ?n.t) (?:be )?found|"
    r"user doesn.t|account is closed|dest(?:ination)? address|that address|couldn.t find any host|"
    r"ikke funnet|finnes ikke|bestaat niet|onbekend|utilisateur inconnu|unbekannt|no existe"
)


# Said in so many words, whatever code stands beside it.
NOBODY = re.compile(
    r"(?i)no mailbox here by that name|5\.4\.1 recipient address rejected: access denied|"
    r"(?:domain|host) (?:is |was )?not reachable|domain name not found|\b542 \S+ rejected|"
    r"5\.1\.0 (?:<[^>]*> )?recipient rejected|\b55[03] \S+ does not exist"
)
TEMPORARY = re.compile(r"(?i)\b4\.\d\.\d{1,3}\b|temporar|try again later|still being|delayed")


def enhanced(text: str) -> str | None:
    """The most telling enhanced code: a specific one before x.0.0."""
    found = [".".join(match.groups()) for match in ENHANCED.finditer(text[:20000])]
    failures = [code for code in found if code[0] != "2"]
    specific = [code for code in failures if not code.endswith(".0.0")]
    # Where a server names several, the one that spares the address is believed.
    sparing = [code for code in specific if ALIVE.match(code)]
    return next(iter(sparing or specific or failures), None)


def severity(status: str | None, words: str) -> Severity:
    if NOBODY.search(words) and not TEMPORARY.search(words):
        return "hard"
    if status in DEAD:
        return "soft" if _is_ours(words) else "hard"
    if status and ALIVE.match(status):
        return "soft"
    if SOFT_WORDS.search(words) and not _says_nobody(words):
        return "soft"
    if _temporary_reply(words):
        return "soft"
    return "hard" if HARD_WORDS.search(words) else "soft"


def _is_ours(words: str) -> bool:
    return bool(re.search(r"(?i)\b(?:spf|dkim|dmarc|mailbox (?:is )?full|over quota)\b", words))


def _says_nobody(words: str) -> bool:
    return bool(
        re.search(
            r"(?i)user ?unknown|unknown user|no such (?:user|recipient|mailbox|address|account)|"
            r"does ?n.?t exist|"
            r"does not exist|no mailbox here|host (?:not found|unknown)|unknown (?:recipient|"
            r"address|mailbox)|"
            r"invalid (?:recipient|mailbox)|recipient (?:not found|unknown)|unrouteable",
            words,
        )
    )


def _temporary_reply(words: str) -> bool:
    codes = REPLY.findall(words[:20000])
    return bool(codes) and all(code.startswith("4") for code in codes)
