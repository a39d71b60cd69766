"""What a mail server's no means: whose fault it is, and if trying again may help. Pure.

Enhanced codes decide (RFC 3463), the words where a code is missing or vague, last the first digit
(RFC 5321). In doubt the address is spared: nobody loses their letters by a server's bad English.
"""

import re
from dataclasses import dataclass
from typing import Literal


def any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


# A version such as 4.96.2 or an IP address is no enhanced code.
ENHANCED = re.compile(r"(?<![\w.])([45])\.([0-7]\.\d{1,3})(?!\d|\.\d)")
LINK = re.compile(r"https?://\S+")
ADDRESS = re.compile(r"[^\s<>():,;/]+@[^\s<>():,;]+")  # spam@havnevik.example is a name

UNKNOWN = ("1.1", "1.2", "1.3", "1.6", "1.10", "1.351", "4.4", "4.310")
DOUBTFUL = ("2.1", "4.1")  # switched off; and what Microsoft says of an address it does not know
FULL = "2.2"
LARGE = ("3.4", "2.3")
OURS = ("1.7", "1.8", "4.5")  # our own address, and more letters than our relay lets us send
VAGUE = ("0.0", "1.0", "2.0", "3.0", "4.0", "5.0")

GREY = any_of(r"gr[ae]y.?list", "postgrey")
TOO_MANY = any_of(r"too many (?:concurrent |simultaneous |smtp )*(?:connections|sessions)")
LATER = any_of(
    r"(?:try|retry|come back|resend)[^.]{0,30} (?:later|in \d)", "at a rate", "too (?:quick|fast)"
)
SENDER = any_of(
    r"(?:sender|return path|mail from|envelope from)[^.;]{0,40}(?:reject|denied|refused|invalid"
    r"|not (?:exist|found|valid|allowed|accepted)|does ?n[o']t|unknown|verif|blocked)",
    r"(?:invalid|unknown|bad|bogus|could not verify) sender",
    r"\b(?:helo|ehlo)\b",
    "client host",
    r"(?:your|reverse) (?:dns|host ?name)|\brdns\b|\bptr\b",
)
POLICY = any_of(
    r"\bspam\b|spamhaus|spamcop|\bsorbs\b|\bbl(?:ack|ock) ?-?list|\bdnsbl\b|\brbl\b",
    r"block(?:ed|s|ing)\b|listed (?:at|in|by|on)\b|banned|abus(?:e|ive)\b|complaint|suspicious",
    r"polic(?:y|ies)|prohibit|unauthenticated|authenticat|dmarc|dkim|\bspf\b|not accepted from",
    r"rate.?limit|unusual rate|unsolicited|sending (?:quota|limit)|(?:daily|hourly) .{0,20}limit",
    r"relay(?:ing)? (?:access |is )?(?:denied|not|prohib)|(?:no|not|unable to|cannot) relay",
    "reputation|rcpthosts|virus|content (?:reject|filter)",
    r"messages from \S+ weren['’]t sent|mail from \[?\d[\d.]+\]? (?:is )?not allowed",
)
FULL_WORDS = any_of(
    r"(?:over|exceed\w*|out of)[^.;]{0,30}\b(?:quota|storage)|quota (?:is )?(?:exceeded|full)",
    r"(?:mailbox|inbox|storage|account|disk)[^.;]{0,20} full\b|storage space|too many messages on",
    r"(?:mailbox|postvak|postbus|postboks|innboks|postkasse)[^.;]{0,40} (?:vol|fullt?)\b",
)
LARGE_WORDS = any_of(
    r"(?:message|mail|data|body|content)[^.;]{0,20} (?:size|too (?:large|big|long)|larger than)",
    r"exceed[^.;]{0,40}\bsize|size (?:limit|exceed)",
)
OFF_WORDS = any_of(
    r"(?:account|mailbox|user|recipient|address)[^.;]{0,40}"
    r"(?:disabled|inactive|deactivated|suspended|discontinued|expired|closed|not active|locked)",
)
REJECTED = any_of(r"recipient (?:address )?rejected|^[^a-z]*address rejected")
DOMAIN_WORDS = any_of(
    r"(?:host|domain)[^.;]{0,30}(?:not found|does ?n[o']t exist|not exist|unknown)|nullmx|null mx",
    r"(?:unknown|unrouteable|invalid|no such|non-?existent) (?:mail )?(?:domain|host)|no (?:mx|mail"
    r" exchanger)\b|non-existent hosts",
)
NOBODY = any_of(
    r"(?:user|mailbox|recipient|address|account|addressee|alias|dest)[^.;]{0,60}?(?:unknown|no"
    r" longer|not (?:be )?(?:found|known|exist|valid|listed|a valid|our customer|available)|does"
    r" ?n[o'’]t (?:exist|have)|invalid|non-?existent)",
    r"(?:unknown|invalid|no such|not a valid|non-?existent|illegal|unrouteable)[^.;]{0,25}(?:user"
    r"|recipient|mailbox|address|account|person|local part|alias)",
    r"no mailbox here|doesn['’]?t have an? [^.;]{0,30}account|not listed in|mailbox unavailable",
    r"ikke funnet|finnes ikke|ukjent|bestaat niet|onbekend|nicht bekannt|unbekannt",
)
# Of a reply without a telling code: the first that fits. Who refuses us says little of an address.
GUESSES = (
    (SENDER, "1.8"),
    (POLICY, "7.1"),
    (TOO_MANY, "4.5"),
    (FULL_WORDS, FULL),
    (LARGE_WORDS, "3.4"),
    (OFF_WORDS, "2.1"),
    (DOMAIN_WORDS, "1.2"),
    (NOBODY, "1.1"),
    (REJECTED, "2.1"),
)
ENOUGH = 1000  # characters of a reply that are looked at
PROTOCOL = (500, 501, 502, 503, 504, 530, 535, 538, 555)  # it did not like how we speak


@dataclass(frozen=True)
class Verdict:
    """`blames_address`: the state it leaves the address in; None when the fault is elsewhere."""

    fate: Literal["sent", "deferred", "failed"]
    blames_address: str | None = None
    policy: bool = False
    greylisted: bool = False
    too_large: bool = False


def verdict(code: int, words: str) -> Verdict:
    """`words` are the server's, with the enhanced code first if it gave one."""
    if 200 <= code < 300:
        return Verdict("sent")
    linked = ADDRESS.sub(" ", words[:ENOUGH])
    said = LINK.sub(" ", linked)
    detail, final = coded(code, said)
    if not final and GREY.search(linked):  # some say it only in the link
        return Verdict("deferred", greylisted=True)
    if detail in VAGUE:
        detail = guessed(code, said)
    elif detail in UNKNOWN:
        detail = doubted(detail, said)
    if detail.startswith("7.") or detail in OURS:
        return refusal(detail, final, said)
    return judged(detail, final, said)


def coded(code: int, said: str) -> tuple[str, bool]:
    """The detail of the enhanced code, and whether all that it says is for good.

    Of several codes the one that spares the address is believed.
    """
    found = ENHANCED.findall(said)
    details = [detail for _, detail in found]
    sparing = [detail for detail in details if detail.startswith("7.")]
    final = code >= 500 and all(kind == "5" for kind, _ in found)
    return next(iter(sparing or details), "0.0"), final


def guessed(code: int, said: str) -> str:
    """The detail that the server meant."""
    found = next((detail for pattern, detail in GUESSES if pattern.search(said)), "0.0")
    return "5.2" if found == "0.0" and code in PROTOCOL else found


def doubted(detail: str, said: str) -> str:
    """What is called an unknown address, and is our reputation or a full mailbox."""
    spared = ((SENDER, "1.8"), (POLICY, "7.1"), (FULL_WORDS, FULL))
    return next((better for pattern, better in spared if pattern.search(said)), detail)


def refusal(detail: str, final: bool, said: str) -> Verdict:
    """It is about us; or about who may write to one address, which says nothing of us."""
    if final and detail.startswith("7.") and private(said):
        return Verdict("deferred")
    if not final and (detail == "4.5" or (LATER.search(said) and not POLICY.search(said))):
        return Verdict("deferred", greylisted=detail != "4.5")
    return Verdict("deferred", policy=True)


def private(said: str) -> bool:
    if "RESOLVER.RST" in said:  # how Exchange says that few may write to this address
        return True
    return bool(NOBODY.search(said)) and not (POLICY.search(said) or SENDER.search(said))


def judged(detail: str, final: bool, said: str) -> Verdict:
    if detail == FULL:
        return Verdict("deferred", blames_address="soft_bouncing")
    if not final or LATER.search(said):
        return Verdict("deferred")
    if detail in LARGE:
        return large(detail, said)
    if detail in UNKNOWN:
        return Verdict("failed", blames_address="hard_bounced")
    if detail in DOUBTFUL:
        return Verdict("failed", blames_address="soft_bouncing")
    # How we speak and what a letter is made of are the same for everybody: no address is at fault.
    ours = detail.startswith(("5.", "6.")) and detail not in ("5.3", "6.7")
    return Verdict("deferred", policy=True) if ours else Verdict("failed")


def large(detail: str, said: str) -> Verdict:
    """Too large for one recipient is no reason to hold everybody's letter."""
    alone = detail == "2.3" and re.search("recip|mailbox", said, re.IGNORECASE)
    return Verdict("failed") if alone else Verdict("deferred", too_large=True)
