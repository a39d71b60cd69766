"""The line a mail program writes above a quote: "On …, Kari wrote:", in the tongues we meet."""

import re

MAX_LINE = 400
MAX_WRAPS = 4

VERB = re.compile(
    r"(?i)(?<!\w)(?:wrote|writes|skrev|skreiv|skriver|schreef|schrijft|schrieb|schreibt|"
    r"(?:a )?écrit|"
    r"ha scritto|escribió|escreveu|napisał(?:\(?a\)?)?|napisana przez|pisze|napsal(?:\(?a\)?)?|"
    r"kirjoitti|написал(?:\(?а\)?)?|пишет|пише|написав|geschreven|geschrieben|ezt írta|"
    r"a scris|έγραψε|yazdı|đã viết)(?!\w)|写道|寫道|のメール|さんは書きました|작성"
)
STARTS = re.compile(
    r"(?i)^(?:on|at|den|dan|op|le|am|il|em|el|in a message|in data|w dniu|dnia|dne|no dia|i|på|vid|"
    r"kl\.?|în|vào|la|"
    r"(?:mon|tue|wed|thu|fri|sat|sun|man|mån|tir|tys|ons|tor|fre|lør|lau|søn|lör|sön|ma|di|wo|do|"
    r"vr|za|zo|mo|mi|fr|sa|so|ti|ke|to|pe|su|niedz|pon|wt|śr|czw|pt|sob|ne|po|út|st|čt|pá|"
    r"вс|пн|вт|ср|чт|пт|сб|нд)[^\W\d]{0,9}[.,]{0,2}|\d{1,4}\S{0,20}|"
    r"[^\W\d]{1,14}[.,]{0,2}(?= \d{1,2}\D))[ ,、]"
)
DATE = re.compile(
    r"(?i)\d{1,2}[:.]\d{2}(?!\d)|(?<!\d)(?:19|20)\d{2}(?!\d)|\d{1,2}[./-] ?\d{1,2}[./-] ?\d{2,4}|"
    r"\d ?[ap]\.?m\b"
)
QUOTING = re.compile(r"(?i)^(?:quoting|zitat von|citeren|siterer|citerar|citerer|citando)\b")
DATE_ENDS = re.compile(r"(?i)(?:[\d)]|[ap]\.?m\.?|uhr|cet|cest|gmt|mez)$")
ADDRESS = re.compile(r"[<(]\s*(?:mailto:)?[^<>()\s]{1,200}@[^<>()\s]{1,200}\s*[>)]")
ADDRESS_ENDS = re.compile(rf"(?:{ADDRESS.pattern})\W*$")
OPEN = re.compile(r"<[^<>]{0,200}$")
DASHED = re.compile(r"^-{3,} ?\w.{0,360}\w?>?:? -{3,}$|^-{3,}\w.{0,360} -{3,}$")
PRONOUN = re.compile(r"(?i)(?:^|\s)(?:i|we|you|he|she|they)\s*$")
NAME_PARTS = frozenset(
    (
        "van",
        "von",
        "der",
        "den",
        "de",
        "af",
        "of",
        "og",
        "en",
        "and",
        "via",
        "te",
        "la",
        "du",
        "di",
        "al",
        "el",
        "bin",
        "i",
    )
)
MAX_WORDS = 10
DECORATION = "*_ \t\xa0\u200e\u200f\u202a\u202b\u202c"


def wrote_line(lines: list[str], at: int) -> int:
    """How many lines the attribution that starts here takes; 0 if none starts here."""
    text = ""
    for count in range(1, 1 + min(MAX_WRAPS, len(lines) - at)):
        piece = lines[at + count - 1][:MAX_LINE].strip(DECORATION)
        if not piece or (count > 1 and not _continues(text, piece)):
            return 0
        text = f"{text} {piece}".strip()[: 2 * MAX_LINE]
        if _attributes(text, quotes_follow(lines, at + count)):
            return count
    return 0


def quotes_follow(lines: list[str], at: int) -> bool:
    following = (line for line in lines[at:] if line.strip())
    return next(following, ">").lstrip().startswith(">")


def _continues(text: str, piece: str) -> bool:
    """Whether a mail program may have broken its own line here."""
    dated = DATE.search(text) or (STARTS.match(text) and any(char.isdigit() for char in text))
    if not (dated or ADDRESS.search(text)):
        return False
    if piece.startswith(">"):
        return bool(OPEN.search(text))
    return not (STARTS.match(piece) and _attributes(piece, quoted=False))


def _attributes(text: str, quoted: bool) -> bool:
    dashed = bool(DASHED.match(text))
    if not (dashed or text.endswith((":", "：")) or ("@" in text and VERB.search(text[-20:]))):
        return False
    text = text.strip("- :：")
    verbs = list(VERB.finditer(text))
    if not verbs:
        return _dates_an_address(text, quoted)
    head, tail = text[: verbs[-1].start()], text[verbs[-1].end() :].strip()
    return _says_when(text, head, tail) or (quoted or dashed) and _is_name(tail)


def _says_when(text: str, head: str, tail: str) -> bool:
    if PRONOUN.search(head) or not DATE.search(text):
        return "@" in text and not tail and len(text.split()) <= MAX_WORDS
    if _is_name(tail) and ("@" in text or STARTS.match(text)):
        return True
    # In Thunderbird the day may come last, as in "Kari schrieb am 14.03.2027".
    return bool(DATE.search(tail) and DATE_ENDS.search(tail)) and ("@" in head or _is_name(head))


def _dates_an_address(text: str, quoted: bool) -> bool:
    """ "вс, 14 мар. 2027 г. в 09:12, Kari <kari@bygda.example>:" has no verb."""
    ends = bool(ADDRESS_ENDS.search(text))
    if not DATE.search(text):
        return ends and (bool(QUOTING.match(text)) or (quoted and len(text.split()) <= MAX_WORDS))
    starts = bool(STARTS.match(text)) and "@" in text
    return (starts and ends) or (quoted and (starts or bool(ADDRESS.search(text))))


def _is_name(text: str) -> bool:
    """A name or an address, or nothing; not the rest of somebody's sentence."""
    words = text.split()
    return "@" in text or (
        len(words) <= MAX_WORDS
        and all(not word[0].islower() or word in NAME_PARTS for word in words)
    )
