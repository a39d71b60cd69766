"""Where a quoted mail begins: the lines mail programs write above it, in the tongues we meet."""

import re

MAX_LINE = 400

WROTE = (
    r"(?:wrote|writes|skrev|skreiv|skriver|schreef|schrijft|schrieb|a écrit|ha scritto|escribió|"
    r"escreveu|napisał(?:\(a\))?|kirjoitti|написал(?:\(а\))?|пишет)"
)
# A line that says who wrote and when: a verb, a number, and a colon at its end.
SAYS_WHO = re.compile(rf"(?i)(?:^|[\s>)\"\]]){WROTE}(?:$|[\s:<\"(])")
STARTS = re.compile(
    r"(?i)^(?:on|den|dan|op|le|am|il|em|el|in data|w dniu|dnia|i|på|vid|kl\.?|ti|ke|to|pe|la|su|ma|"
    r"(?:mon|tue|wed|thu|fri|sat|sun|man|måndag|mandag|tir|tirsdag|tys|tysdag|ons|onsdag|tor|"
    r"tors|torsdag|fre|fredag|lør|lau|laurdag|lørdag|søn|sun|sundag|søndag|ma|di|wo|do|vr|za|zo|"
    r"maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|lör|sön)[a-z]*\.?|\d{1,4}\S*)[ ,]"
)
WHEN = re.compile(r"\d{1,2}[:.]\d{2}|\b(?:19|20)\d{2}\b|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|@")
ADDRESS_COLON = re.compile(r"<\s*(?:mailto:)?[^<>\s]+@[^<>\s]+\s*>\s*:?\s*$")

ORIGINAL = re.compile(
    r"(?i)^[ >*]{0,4}[-_=]{2,40} ?[^-_=\n]{0,30}"
    r"(?:origin|oppri|opphav|oprind|ursprung|ursprüng|oorspronk|doorgestuurd|forwarded|"
    r"videresend|vidaresend|weitergeleitet|transféré|ordförande|vidarebefordra|begin|start av)"
    r"[^-_=\n]{0,40} ?[-_=]{2,40}\s*$"
)
RULE = re.compile(r"^[-_=]{5,}\s*$|^={4}\s*$")
FROM = re.compile(
    r"(?i)^\W{0,4}(?:from|fra|frå|från|van|von|de|da|lähettäjä|od|от)\s?:(?:\W{0,4})(?=\s*\S)"
)
FIELD = re.compile(
    r"(?i)^\W{0,4}(?:sent|date|to|cc|subject|sendt|dato|til|kopi|emne|verzonden|datum|aan|"
    r"onderwerp|skickat|ämne|till|gesendet|an|betreff|envoyé(?: le)?|à|a|objet|sujet|copie à|"
    r"inviato|oggetto|reply-to|svar til|importance|prioritet|viktighet)\s?:"
)


def wrote_line(lines: list[str], at: int) -> int:
    """How many lines the attribution that starts here takes; 0 if none starts here."""
    first = lines[at].strip()
    if not first or len(first) > MAX_LINE:
        return 0
    for count in (1, 2, 3):
        text = " ".join(line.strip() for line in lines[at : at + count])
        if count > 1 and (not STARTS.match(text) or not lines[at + count - 1 : at + count]):
            return 0
        if count > 1 and not lines[at + count - 1].strip():
            return 0
        if _is_attribution(text[: 2 * MAX_LINE]):
            return count
    return 0


def header_block(lines: list[str], at: int) -> bool:
    """An Outlook block: Fra/Sendt/Til/Emne, or the rule drawn above one."""
    line = lines[at].strip()
    if ORIGINAL.match(line[:MAX_LINE]):
        return True
    if RULE.match(line[:MAX_LINE]):
        following = [i for i in range(at + 1, min(at + 4, len(lines))) if lines[i].strip()]
        return any(_fields(lines, index) for index in following[:2])
    return _fields(lines, at)


def _is_attribution(text: str) -> bool:
    text = text.rstrip()
    if not WHEN.search(text):
        return False
    if SAYS_WHO.search(text):
        return text.endswith(":") or bool(STARTS.match(text) and text.lower().endswith("wrote"))
    return bool(
        ADDRESS_COLON.search(text)
        and text.endswith(":")
        and (STARTS.match(text) or text[:1].isalpha())
        and any(char.isdigit() for char in text[:12])
        or (text.endswith(">:") and re.search(r"\d{1,2}[:.]\d{2}", text) and "<" in text)
    )


def _fields(lines: list[str], at: int) -> bool:
    if not FROM.match(lines[at][:MAX_LINE]):
        return False
    return sum(1 for line in lines[at + 1 : at + 8] if FIELD.match(line[:MAX_LINE])) >= 2 or (
        len(FIELD.findall(lines[at])) + _inline_fields(lines, at) >= 2
    )


def _inline_fields(lines: list[str], at: int) -> int:
    """Some phones write two fields on a line: "Til: a@b Emne: c"."""
    return sum(1 for line in lines[at + 1 : at + 4] if FIELD.match(line[:MAX_LINE])) + sum(
        1 for line in lines[at + 1 : at + 4] if re.search(r"(?i)\s(?:emne|objet|subject) ?:", line)
    )
