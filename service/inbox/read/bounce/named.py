"""Addresses that the told part names, by how surely each is said to be the one that failed."""

import re
from collections.abc import Iterator

from service.inbox.read.headers import address

# As in a header, but writings without spaces put their brackets and stops right beside it.
_PART = r"[^\s<>(),;:\"@\[\]（）。，、：；「」『』【】《》“”„«»＜＞…،]"
BARE = re.compile(rf"{_PART}{{1,64}}@{_PART}{{1,255}}")
# How a line says of an address that it failed: alone, by its words, or only by being there.
ALONE, WORDED, LOOSE = 3, 2, 1

SELDOM = re.compile(
    r"(?i)^(?:mailer-daemon|postmaster|hostmaster|abuse|support|help-?desk|help|no-?reply|"
    r"customer-?(?:service|care)|contact|webmaster|noc|info-?desk)@"
)
# A line that repeats the letter's own head.
ECHO = re.compile(
    r"(?i)^\W{0,6}(?:from|to|cc|subject|date|sent|reply-to|message-id|sender|return-path|sujet|"
    r"betreff|von|an|fra|til|emne|asunto|de|objet|oggetto|onderwerp|van|aan|件名|差出人|宛先)\s*[:：]"
)
EXPANDED = re.compile(r"(?i)expanded from:?\W{0,4}$")
GENERATED = re.compile(r"(?i)generated from:?\W{0,4}$")
ORIGINAL = re.compile(r"(?i)^\s*original address\s*:")
HELP = re.compile(
    r"(?i)\bcontact\w*|assist|please (?:send|write|e?-?mail|reply|forward)|questions?\b|\bhelp\b|"
    r"your (?:mail|message|e-?mail) from|mail from|(?<!expanded )from:? <|^\W{0,4}from |mailto:|"
    r"reply to (?!rcpt|mail|end|data|helo|ehlo)|write to|(?:sent|written|submitted) (?:by|from)|"
    r"problem report|call\b|wenden sie|kontakt|contactez|neem contact|póngase"
)
SENDER = re.compile(
    r"(?i)(?:\bfrom|\bsender|\bby|\bvia|message-id|\bid|originator|afsender|absender|expéditeur|"
    r"remitente|return-path|envelope-from|on behalf of)(?: address)?\W{0,6}$"
)
STICKS = re.compile(
    r"(?i)(?:\b(?:smtp|rfc822|mailto|internet|inet|e-?mail)\s*[:;=]|[\s<>\"'`({\[|*=:;.,»«_-])+$"
)
NAMES = re.compile(
    r"(?i)(?:recipients?|dda|address(?:ee|e?s)?|addressed to|rcpt to|\bto|\bfor|users?|mailbox|"
    r"account|person|\bwith|unknown|expanded from|destin\w+|adres\w*|empf\S+nger\w*|mottaker\w*|"
    r"modtager\w*|ontvanger\w*|geadresseerde\w*|\ban|\btil|\baan|\bà|\bpara|indirizz\w+|宛先|宛て|アドレス|"
    r"收件人|地址|получател\S+|адрес\S*|rejected|delivering|\bof|undeliverable)(?:\s?\([^)\n]{0,20}\)|"
    r"\s(?:address|is|was|are))?$"
)
CODED = re.compile(r"(?:^|[^\d.])[45](?:\d\d|\.\d{1,3}\.\d{1,3})[ -][^@\n]{0,60}$")
FAILED = re.compile(
    r"(?i)^[>\"'\])}:;,. (\[-]{0,8}(?:user |mailbox |account |address |host |recipient |e-?mail |"
    r"\S{1,20} (?:is |was )?)?(?:unknown|not |no |does|doesn|is not|isn|invalid|over |full|exceed|"
    r"unable|fail|reject|could|wasn|has |mailbox|account|disabled|inactive|unavail|undeliver|"
    r"unrout|bad |illegal|permanent|deferred|delayed|did |cannot|can.t|refused|error|5\d\d|4\d\d|"
    r"gave)"
)
BLAMED = re.compile(r"[>\"' ]{0,3}(?:: |:$| \(expanded |\.\.\. )")
RUNS_ON = re.compile(r"[\w,]\s*$")
OPENED = re.compile(r"(?i)(?:contact\w*|to|at|with|write|mail|an|à|kontakt\w*)\s*$")

Named = dict[str, int]


def named_in(text: str) -> Named:
    """Every address of a text with the surest way in which it is named."""
    found: Named = {}
    before = ""
    holder = -1  # how far a paragraph's first address stood from the left
    last = ""
    for line in text.split("\n")[:400]:
        if not line.strip():
            holder = -1
        elif not ECHO.match(line):
            if ORIGINAL.match(line):  # what it was before it was rewritten
                found.pop(last, None)
            for who, sure in _in_line(line[:1000], before, holder):
                found[who] = max(sure, found.get(who, 0))
                last = who
        if holder < 0 and BARE.search(line[:1000]):
            holder = len(line) - len(line.lstrip())
        before = line
    return found


def surest(found: Named) -> list[str]:
    """Only those that are named most surely, if any is named at all and not just there."""
    top = max(found.values(), default=0)
    return [who for who, sure in found.items() if sure == top] if top > LOOSE else []


def _in_line(line: str, before: str, holder: int) -> Iterator[tuple[str, int]]:
    hung = 0 <= holder < len(line) - len(line.lstrip())
    wrapped = len(before) > 45 and bool(RUNS_ON.search(before)) and not BARE.search(before)
    asks = bool(HELP.search(line) or (HELP.search(before) and OPENED.search(before)))
    for match in BARE.finditer(line):
        who = address(_trimmed(match[0]))
        left, right = line[: match.start()], line[match.end() :]
        if not who or "." not in who.rpartition("@")[2]:
            continue
        if SELDOM.match(who) and not BLAMED.match(right):
            continue
        if EXPANDED.search(left[-60:]):
            yield who, ALONE
        elif GENERATED.search(left[-60:]):
            yield who, LOOSE
        elif not SENDER.search(left[-60:]):
            yield who, _surety(left, right, hung=hung, asks=asks, wrapped=wrapped)


def _surety(left: str, right: str, *, hung: bool, asks: bool, wrapped: bool) -> int:
    bare = STICKS.sub("", left[-200:])
    if not bare.strip() and not asks:
        return WORDED if hung or wrapped else ALONE
    if CODED.search(left[-120:]) or (FAILED.match(right[:60]) and not asks):
        return WORDED
    return WORDED if NAMES.search(bare[-60:]) and not asks else LOOSE


def _trimmed(text: str) -> str:
    """Without what sticks to it: quotes, a type before it, dots and a word after it."""
    plain = re.sub(r"(?i)^(?:smtp|mailto|rfc822|to)[=:;]", "", text.strip("'\"`*.|[]{}!?"))
    return plain.partition("..")[0].rstrip(".'")
