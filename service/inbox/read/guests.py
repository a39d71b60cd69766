"""How many more than the person who writes: "+1", "vi blir 3", "ik neem iemand mee"."""

import re

MAX_GUESTS = 20

NUMBERS = {
    "en": 1, "én": 1, "ein": 1, "ei": 1, "éin": 1, "a": 1, "an": 1, "een": 1, "één": 1, "one": 1,
    "to": 2, "two": 2, "twee": 2, "tre": 3, "three": 3, "drie": 3, "fire": 4, "four": 4, "vier": 4,
    "fem": 5, "five": 5, "vijf": 5, "seks": 6, "six": 6, "zes": 6, "sju": 7, "syv": 7, "seven": 7,
    "zeven": 7, "åtte": 8, "eight": 8, "acht": 8, "tweeën": 2, "tweeen": 2, "drieën": 3,
    "drieen": 3, "vieren": 4, "vijven": 5, "beiden": 2, "begge": 2, "both": 2,
}  # fmt: skip
N = r"(\d{1,3}|" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + ")"
HEADS = (
    r"(?: (?:stk|stykker|stykke|stykk|personer|personar|pers|mann|voksne|vaksne|mensen|personen|"
    r"man|people|persons|of us|totalt|i alt|til sammen|in total))?"
)
TAIL = r"(?=$| (?:på|til|den|og|takk|op|at|on|thanks|hilsen|mvh|\w+dag))"
PEOPLE = (
    r"(?:gjest\w*|kolleg\w*|venn\w*|ven(?:n)?inne\w*|ven\w*|person\w*|ekstra|til|andre|anna|"
    r"annen|barn\w*|"
    r"guests?|colleagues?|friends?|others?|more|extra|kids?|children|collega\w*|vriend\w*|gast\w*|"
    r"kind\w*|kinderen|mensen|anderen|partner\w*|ledsager\w*|følgje|bekjent\w*|nabo\w*|buur\w*)"
)
# All who come, the writer among them.
TOTALS = tuple(
    re.compile(rf"(?:^|\b){pattern}")
    for pattern in (
        rf"(?:vi|me) (?:blir|vert|er|kommer|kjem|stiller)(?: med| til sammen| totalt)? "
        rf"{N}{HEADS}{TAIL}",
        rf"(?:we|wij) (?:komen|zijn) (?:met|met z'n|met zijn)(?: ons)? {N}{HEADS}{TAIL}",
        rf"(?:met z'n|met ons) {N}\b",
        rf"(?:we will be|we'll be|we are|there will be|there'll be|we're) {N}{HEADS}{TAIL}",
        rf"{N} (?:of us)\b",
        rf"(?:meld|sett|skriv) oss {N}? ?(?:på|opp)$",
    )
)
# Those beside the writer.
EXTRAS = tuple(
    re.compile(rf"(?:^|\b){pattern}")
    for pattern in (
        rf"(?:tar|tek|har|får) (?:også |òg |gjerne )?med (?:meg |oss |seg )?{N} (?:\w+ )?{PEOPLE}",
        rf"(?:kommer|kjem) (?:sammen |saman )?med {N} (?:\w+ )?{PEOPLE}",
        rf"(?:neem|nemen|breng|brengen) (?:ook |graag |nog )?{N} (?:\w+ )?{PEOPLE}",
        rf"(?:bring|bringing|taking|with) {N} (?:\w+ )?{PEOPLE}",
        rf"(?:pluss|plus) {N}\b(?! ?\d)",
    )
)
PLUS = re.compile(r"(?:^|[a-zæøå] )\+ ?([1-9])(?![\d]| \d{2})")
SOMEONE = re.compile(
    r"(?:tar|tek|har) med (?:meg |oss )?(?:noen|nokon|mannen|kona|samboer\w*|partner\w*|min |mi |"
    r"mitt )|"
    r"(?:neem|breng) (?:ook |graag |nog )?(?:iemand|mijn \w+) mee|"
    r"(?:bring|bringing) (?:someone|my \w+|a plus one)|med følge$|med følgje$|met (?:mijn "
    r")?partner$|"
    r"met introducé"
)


def guests(clauses: tuple[str, ...]) -> int | None:
    """The number of guests named in a sentence; None if it names more than we take on trust."""
    found = [count for clause in clauses if (count := _guests(clause)) is not None]
    most = max(found, default=0)
    return most if most <= MAX_GUESTS else None


def tells_party(clause: str) -> bool:
    """ "Vi blir tre" says that they come."""
    return any((found := pattern.search(clause)) and found.start() == 0 for pattern in TOTALS)


def _guests(clause: str) -> int | None:
    for pattern in TOTALS:
        if (found := pattern.search(clause)) and found[1]:
            return max(0, _number(found[1]) - 1)
    for pattern in (*EXTRAS, PLUS):
        if found := pattern.search(clause):
            return _number(found[1])
    return 1 if SOMEONE.search(clause) else None


def _number(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS[word]
