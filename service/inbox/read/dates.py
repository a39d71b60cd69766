"""Days that people name without saying the year: when a pause ends, when somebody is back."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "maa": 3, "mrt": 3, "mär": 3, "apr": 4, "mai": 5, "mei": 5,
    "may": 5, "maj": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11,
    "des": 12, "dec": 12, "dez": 12,
}  # fmt: skip
M = (
    r"(?P<month>jan(?:uar[iy]?)?|feb(?:ruar[iy]?)?|mars?|maart|mrt|märz|march|apr(?:il)?|mai|mei|"
    r"maj|may|jun[ie]?|jul[iy]?|aug(?:ust(?:us|i)?)?|sept?(?:ember)?|okt(?:ober)?|oct(?:ober)?|"
    r"nov(?:ember)?|d[ei][cs](?:ember)?|dez(?:ember)?)\b\.?"
)
D, Y = r"(?P<day>\d{1,2})", r"(?P<year>\d{4})"
WRITTEN = tuple(
    re.compile(rf"(?i)(?<![\w.]){pattern}")
    for pattern in (
        rf"{Y}-(?P<number>\d\d)-{D}(?!\d)",
        rf"{D}(?:\.|st|nd|rd|th)? ?(?:of )?{M}(?:,? {Y})?",
        rf"{M} {D}(?:st|nd|rd|th)?(?!\d|\.\d)(?:,? {Y})?",
        rf"{D}[.-](?P<number>\d{{1,2}})[.-]{Y}",
        rf"{D}\.(?P<number>\d{{1,2}})\.?(?![\d.])",
        rf"{D}/(?P<number>\d{{1,2}})(?:/{Y})?(?!\d)",
    )
)
MONTH_ALONE = re.compile(
    rf"(?i)\b(?:til|før|tot|until|till|before|fram til|bis|voor|etter|na|after) (?:i )?{M}(?! \d)"
)
NUMBERS = {
    "en": 1, "ein": 1, "ei": 1, "et": 1, "eit": 1, "a": 1, "one": 1, "een": 1, "to": 2, "two": 2,
    "twee": 2, "tre": 3, "three": 3, "drie": 3, "fire": 4, "four": 4, "vier": 4, "seks": 6,
    "six": 6, "zes": 6,
}  # fmt: skip
SPAN = re.compile(
    rf"(?i)\b(?:i|for|in|de neste|the next|komende) ?(?P<count>\d{{1,2}}|{'|'.join(NUMBERS)}) "
    r"(?P<unit>uker?|veker?|weeks?|weken|måned(?:er)?|månad(?:er|ar)?|maand(?:en)?|months?)\b"
)
FEASTS = re.compile(
    r"(?i)\b(?P<side>før|etter|over|til|na|tot|voor|after|before|until) "
    r"(?P<feast>påske\w*|pasen|easter|jul(?:a|en)?|kerst\w*|christmas|nyttår|nieuwjaar|new year)\b"
)
BACK = re.compile(
    r"(?i)tilbake|attende|terug|\bback\b|return|wieder|zurück|tillbaka|\bigjen\b|retour|"
    r"t\.?o\.?m\b|t/m|til og med|tot en met|until|through|\btil\b|\btot\b|\bbis\b|weer "
    r"(?:aanwezig|op)"
)
THROUGH = re.compile(
    r"(?i)(?:t\.?o\.?m\.?|t/m|til og med|tot en met|through|bis einschließlich|to and including)\s+"
    r"(?:\w+ )?$"
)


def until(text: str, written: date) -> date | None:
    """The day a pause ends that is named in this sentence; None when none surely is."""
    found = next(_days(text[:600], written), None)
    day = found[0] if found else _span(text, written) or _feast(text, written)
    day = day or _first_of_month(text, written)
    return day if day and day > written else None


def away_until(text: str, written: date) -> date | None:
    """The day somebody is back, as an automatic reply tells it."""
    for line in re.split(r"(?<=[!?])\s|(?<=[a-zæøå]{3}\.)\s|\n", text[:4000])[:40]:
        told = BACK.search(line)
        later = [(day, at) for day, at in _days(line, written) if day >= written]
        if told and later:
            day, at = later[-1]
            return day + timedelta(days=1) if THROUGH.search(line[:at]) else day
    return None


def easter(year: int) -> date:
    """Easter Sunday (Meeus, Astronomical Algorithms, § 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def _days(text: str, written: date) -> Iterator[tuple[date, int]]:
    """Each day written out, with where it begins; the first way of writing that fits a place."""
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, date]] = []
    for pattern in WRITTEN:
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            taken.append(match.span())
            if day := _day(match, written):
                found.append((match.start(), day))
    yield from ((day, at) for at, day in sorted(found))


def _day(match: re.Match[str], written: date) -> date | None:
    parts = match.groupdict()
    day = int(parts["day"])
    number = parts.get("number")
    if number and "/" in match[0] and day <= 12 and int(number) <= 12 and day != int(number):
        return None  # 3/4 is another day on either side of the sea
    if number and "/" in match[0] and int(number) > 12:
        day, number = int(number), parts["day"]
    month = int(number) if number else MONTHS[parts["month"][:3].lower()]
    return _on(day, month, parts.get("year"), written)


def _on(day: int, month: int, year: str | None, written: date) -> date | None:
    """That day; without a year, the next one to come."""
    try:
        found = date(int(year) if year else written.year, month, day)
        if not year and found < written:
            found = date(written.year + 1, month, day)
    except ValueError:
        return None
    return found if found < written + timedelta(days=800) else None


def _first_of_month(text: str, written: date) -> date | None:
    found = MONTH_ALONE.search(text)
    if not found:
        return None
    month = MONTHS[found["month"][:3].lower()]
    if found[0].lower().startswith(("etter", "na ", "after")):
        month = month % 12 + 1
    return _on(1, month, None, written)


def _span(text: str, written: date) -> date | None:
    found = SPAN.search(text)
    if not found:
        return None
    count = found["count"].lower()
    number = int(count) if count.isdigit() else NUMBERS[count]
    weeks = found["unit"].lower().startswith(("uk", "ve", "we"))
    return written + timedelta(days=number * (7 if weeks else 30))


def _feast(text: str, written: date) -> date | None:
    found = FEASTS.search(text)
    if not found:
        return None
    name, before = found["feast"].lower(), found["side"].lower() in ("før", "til", "tot", "voor")
    if name.startswith(("påske", "pasen", "easter")):
        sunday = next(day for year in (0, 1) if (day := easter(written.year + year)) > written)
        return sunday if before else sunday + timedelta(days=2)
    if name.startswith(("jul", "kerst", "christmas")) and before:
        return _on(24, 12, None, written)
    return _on(1 if before else 2, 1, None, written)
