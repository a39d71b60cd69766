"""Where the words end and the name begins: "-- ", a rule above a card, a closing."""

import re

from service.inbox.read.footer import is_disclaimer, is_footer, names_a_list

SLASHED = re.compile(r"^\W{0,2}/ ?[A-ZÆØÅ][\w.'-]{1,30}(?: [A-ZÆØÅ][\w.'-]{0,30}){0,2}$")
MARK = re.compile(r"^(?:--|—|–-|__)\s*$")
RULE = re.compile(r"^(?:[-_=*~+]{3,})\s*$")
CONTACT = re.compile(r"\S@\S|https?:|www\.|\+?\d(?:[\s()./-]?\d){6,}")
CLOSING = re.compile(
    r"(?i)^\W{0,2}(?:(?:med|vennlig|venleg|vennleg|beste|kjær|varm|gode?|hjertelig|mange|ha|mvh|"
    r"vh|vhs)\b.{0,24}\b(?:hilsen|hilsener|helsing|helsingar|hälsning\w*|hilsninger)\b|hilsen|"
    r"helsing|hälsningar|mvh|m\.v\.h\.?|vh|venlig hilsen|(?:met )?(?:vriendelijke|hartelijke|"
    r"warme|lieve) (?:groet(?:en|jes)?)|groet(?:en|jes)?|mvg|gr|(?:kind|best|warm|many|warmest) "
    r"(?:regards|wishes)|regards|sincerely|yours(?: sincerely| truly)?|cheers|best|klem|xx?|"
    r"(?:mit )?(?:freundliche[nr]?|beste[nr]?|herzliche[nr]?|liebe|viele) gr(?:ü|ue)(?:ß|ss)en?|"
    r"(?:bien )?cordialement|saludos|(?:cordiali )?saluti|terveisin|pozdrawiam|s pozdravem|"
    r"с уважением)\b"
    r"(?P<after>.{0,40})$"
)
POSTSCRIPT = re.compile(r"(?i)^\W{0,2}p\.?\s?s\.?\b[:.,]?")
MAX_BELOW = 8
MAX_CARD = 14


def without_signature(lines: list[str], written: bool) -> list[str]:
    """One stretch of words above its signature; whole, if nothing was written before it."""
    kept: list[str] = []
    for at, line in enumerate(lines):
        footer = is_footer(line)
        if footer or _ends(lines, at):
            if written:
                return kept
            if footer or MARK.match(line):
                continue
        kept.append(line)
        written = written or bool(line.strip())
    return kept


def without_closing(words: str) -> str:
    """The words with "Med vennlig hilsen" and the names below it put aside; a postscript stays."""
    lines = words.split("\n")
    for at, line in enumerate(lines):
        below = [text for text in lines[at + 1 :] if text.strip()]
        if _closes(line) and len(below) <= MAX_BELOW:
            return "\n".join(lines[:at] + _postscript(lines[at + 1 :]))
    return words


def _ends(lines: list[str], at: int) -> bool:
    """From here on nothing is the person's own sentence."""
    if MARK.match(lines[at]):
        return True
    if RULE.match(lines[at].strip()):
        return _is_card([line for line in lines[at + 1 :] if line.strip()])
    return is_disclaimer(lines, at)


def _is_card(lines: list[str]) -> bool:
    """What stands below a drawn rule: an address, a list's footer or nothing, not a sentence."""
    if not lines or names_a_list(lines) or is_disclaimer(lines, 0):
        return True
    return (
        len(lines) <= MAX_CARD
        and any(CONTACT.search(line[:200]) for line in lines)
        and not any("?" in line for line in lines)
    )


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
