"""What mail programs and habit put under the words: "-- ", "Sendt fra min iPhone", a closing."""

import re

SLASHED = re.compile(r"^\W{0,2}/ ?[A-ZÆØÅ][\w.'-]{1,30}(?: [A-ZÆØÅ][\w.'-]{0,30}){0,2}$")
MARK = re.compile(r"^(?:--|—|–-|__)\s*$")
LINE = re.compile(r"^[_]{10,}\s*$|^[-]{20,}\s*$")
SENT_FROM = re.compile(
    r"(?i)^\W{0,3}(?:sendt|sent|skickat|verstuurd|verzonden|gesendet|envoyé|inviato|enviado|"
    r"lähetetty) (?:fra|frå|from|från|vanaf|vanuit|met|via|med|mit|von|depuis|à partir|dal|desde|"
    r"do|with|using|by)\b(?=.{0,40}\b(?:my|min|mi|mitt|mijn|mon|mein\w*|mio|meu|iphone|ipad|ios|"
    r"android|samsung|galaxy|huawei|nokia|xperia|pixel|oneplus|outlook|gmail|mail|yahoo|proton\w*|"
    r"phone|telefon\w*|mobil\w*|tablet|nettbrett|blackberry|windows|hotmail|sparrow|spark)\b)"
    r".{2,60}$"
)
GET_APP = re.compile(
    r"(?i)^\W{0,3}(?:(?:get|hent|hentet|skaff|last ned|download|ontvang|hämta|få|obtenez|hol dir)"
    r"\W.{0,20}(?:outlook|yahoo|gmail|proton|mail)|(?:outlook|yahoo mail|proton mail) (?:voor|for|"
    r"til|på|für) (?:ios|android|mac|windows|iphone))\b.{0,60}$"
)
CLOSING = re.compile(
    r"(?i)^\W{0,2}(?:(?:med|vennlig|venleg|vennleg|beste|kjær|varm|gode?|hjertelig|mange|ha|mvh|"
    r"vh|vhs)\b.{0,24}\b(?:hilsen|hilsener|helsing|helsingar|hälsning\w*|hilsninger)\b|hilsen|"
    r"helsing|hälsningar|mvh|m\.v\.h\.?|vh|venlig hilsen|(?:met )?(?:vriendelijke|hartelijke|"
    r"warme|lieve) (?:groet(?:en|jes)?)|groet(?:en|jes)?|mvg|gr|(?:kind|best|warm|many|warmest) "
    r"(?:regards|wishes)|regards|sincerely|yours(?: sincerely| truly)?|cheers|best|klem|xx?)\b"
    r"(?P<after>.{0,40})$"
)
POSTSCRIPT = re.compile(r"(?i)^\W{0,2}p\.?\s?s\.?\b[:.,]?")
MAX_BELOW = 8


def ends_words(line: str) -> bool:
    """From here on nothing is the person's own sentence."""
    return bool(MARK.match(line) or LINE.match(line) or is_footer(line))


def is_footer(line: str) -> bool:
    return bool(SENT_FROM.match(line[:200]) or GET_APP.match(line[:200]))


def without_closing(words: str) -> str:
    """The words with "Med vennlig hilsen" and the names below it put aside; a postscript stays."""
    lines = words.split("\n")
    for at, line in enumerate(lines):
        below = [text for text in lines[at + 1 :] if text.strip()]
        if _closes(line) and len(below) <= MAX_BELOW:
            return "\n".join(lines[:at] + _postscript(lines[at + 1 :]))
    return words


def _closes(line: str) -> bool:
    if SLASHED.match(line.strip()):
        return True
    found = CLOSING.match(line.strip())
    if not found or len(line) > 70:
        return False
    # "Hilsen Kari" closes; "Best if we meet on Friday?" and "Hilsen fra meg, jeg kommer" do not.
    after = found["after"].strip(" ,.!")
    return (
        len(after.split()) <= 4
        and all(word[:1].isupper() or len(word) < 4 for word in after.split())
        and "?" not in line
    )


def _postscript(lines: list[str]) -> list[str]:
    for at, line in enumerate(lines):
        if POSTSCRIPT.match(line):
            return [POSTSCRIPT.sub("", line), *lines[at + 1 :]]
    return []
