"""Own words cut into sentences and clauses, lower-cased and bare, ready for the word rules."""

import re
from dataclasses import dataclass

MAX_SENTENCES = 60
MAX_SENTENCE = 600

STOP = re.compile(r"[.!?…;]+(?=\s|$)|[!?]+")
SHORT = re.compile(
    r"(?i)(?:^|\s)(?:kl|f\.eks|t\.d|bl\.a|ca|nr|dr|ev|evt|mr|mrs|ms|st|bijv|bv|o\.l|e\.g|i\.e|a\.m|"
    r"p\.m|jan|feb|mar|apr|jun|jul|aug|sep|sept|okt|oct|nov|des|dec|man|tir|ons|tor|fre|lør|søn)$"
)
LINK = re.compile(r"(?:https?://|www\.)\S{1,2000}")
NOISE = re.compile(r"[^\w+/' ]")
DIVIDERS = re.compile(
    r"\s*[,:()\u2013\u2014]+\s*|\s+-+\s+|\s+(?=(?:men|maar(?! in\b| aan\b| op\b| mee\b| niet\b| "
    r"af\b)|but|want|for eg|for jeg|because|og eg|"
    r"og jeg|og vi|og me|and i|and we|en ik|en we|så|so)\s)"
)
APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u00b4": "'", "`": "'"})


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    clauses: tuple[str, ...]
    asks: bool
    said: str = ""  # as the person wrote it


def sentences(words: str) -> list[Sentence]:
    found = []
    for paragraph in _paragraphs(words):
        for text in _split(paragraph):
            plain = text.lower().translate(APOSTROPHES)
            found.append(Sentence(bare(plain), _clauses(plain), "?" in text[-4:], text))
    return [sentence for sentence in found if sentence.text or sentence.asks][:MAX_SENTENCES]


def bare(text: str) -> str:
    """Only letters, digits, plus, slash and apostrophe, one space apart."""
    return " ".join(NOISE.sub(" ", text.lower().translate(APOSTROPHES)).split())


def _clauses(text: str) -> tuple[str, ...]:
    return tuple(clause for part in DIVIDERS.split(text) if (clause := bare(part)))


def _paragraphs(words: str) -> list[str]:
    """Lines that a mail program wrapped are joined; lines that a person ended are not."""
    found: list[str] = []
    wrapped = False
    for line in LINK.sub("", words).split("\n"):
        text = line.strip()
        if wrapped and text and text[0] not in "-*•":
            found[-1] += " " + text
        else:
            found.append(text)
        wrapped = len(text) > 50 and text[-1] not in ".!?:"
    return [text for text in found if text]


def _split(paragraph: str) -> list[str]:
    texts, start = [], 0
    for stop in STOP.finditer(paragraph):
        if stop[0] == "." and _abbreviates(paragraph, stop.start()):
            continue
        texts.append(paragraph[start : stop.end()].strip()[:MAX_SENTENCE])
        start = stop.end()
    return [*texts, paragraph[start:].strip()[:MAX_SENTENCE]]


def _abbreviates(text: str, at: int) -> bool:
    """ "kl. 9" and "14. mars" go on; "vi blir 3. Gleder oss" does not."""
    word = text[max(0, at - 12) : at]
    if SHORT.search(word):
        return True
    return word[-1:].isdigit() and text[at + 1 : at + 3].strip()[:1].islower()
