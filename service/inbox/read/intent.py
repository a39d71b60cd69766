"""What the person answers, judged sentence by sentence; when in doubt, nothing (R-1 to R-3)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from service.inbox.read import hesitation, lexicon
from service.inbox.read.dates import until
from service.inbox.read.guests import guests, tells_party
from service.inbox.read.names import names
from service.inbox.read.reading import Answer, Intent
from service.inbox.read.sentences import Sentence, sentences
from service.inbox.read.signature import without_closing
from service.inbox.read.stop import asks_to_stop
from service.inbox.read.wishes import colleague, new_address, wishes

MAX_JUDGED = 6000
MAX_TAIL = 4
MAX_VAGUE = 5
MAX_QUOTED = 60


def _compiled(rows: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    groups = lexicon.GROUPS
    plain = ("".join(_filled(row, groups)) for row in rows)
    return tuple(re.compile(row) for row in plain)


def _filled(row: str, groups: dict[str, str]) -> Iterable[str]:
    for index, piece in enumerate(re.split(r"\{([a-z]+)\}", row)):
        yield groups[piece] if index % 2 else piece


def _words(alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<= ))(?:{alternatives})(?= |$)")


TABLES: dict[Answer, tuple[re.Pattern[str], ...]] = {
    "no": _compiled(lexicon.NO),
    "maybe": _compiled(lexicon.MAYBE),
    "pause": _compiled(lexicon.PAUSE),
    "yes": _compiled(lexicon.YES),
}
WISH, SOFT_WISH = _compiled(lexicon.WISH), _compiled(lexicon.SOFT_WISH)
REQUESTS = _compiled(hesitation.REQUEST_WORDS)
DOUBTS, PARTIAL = _words(hesitation.DOUBTS), _words(hesitation.PARTIAL)
ELSEWHERE, NEGATIONS = _words(hesitation.ELSEWHERE), _words(hesitation.NEGATIONS)
FILLER = re.compile(rf"(?:{hesitation.FILLERS})(?: |$)")
FIRST_YES = re.compile(rf"(?:{'|'.join(lexicon.YES_WORDS)})(?: |$)")
FIRST_NO = re.compile(rf"(?:{'|'.join(lexicon.NO_WORDS)})(?: |$)")
NEVER_NO = re.compile(hesitation.NEVER_NO)
ASKS = re.compile(hesitation.QUESTION_STARTS)
PAUSING = re.compile(lexicon.PAUSING)
TURN = re.compile(r"(?:men|maar|but|så|dus|so|og|en|and) ")


@dataclass(frozen=True, slots=True)
class Judgement:
    answers: frozenset[Answer] = frozenset()
    doubt: bool = False
    told: bool = False


def judge(words: str, written: date | None = None) -> Intent:
    """What these words answer and ask for. `written` lets "til 1. mars" be a day of some year."""
    intent = _answered(words, written)
    asked = wishes(words) if intent.answer != "stop" else ()
    brought = names(words) if intent.answer == "yes" else ()
    return replace(
        intent,
        wishes=asked,
        address=new_address(words) if "address" in asked else "",
        colleague=colleague(words) if "colleague" in asked else ("", ""),
        names=brought,
        guests=max(intent.guests, len(brought)),
    )


def _answered(words: str, written: date | None) -> Intent:
    if asks_to_stop(without_closing(words)):
        return Intent(answer="stop", certain=True, because=_quoted([words.strip()]))
    told = [_own(each) for each in sentences(without_closing(words[:MAX_JUDGED]))]
    asked = any(_is_question(sentence) for sentence in told)
    if any(asks_to_stop(sentence.text) for sentence in told if not sentence.asks):
        return Intent(question=asked)  # a stop among other words: nothing is done by halves
    spoken = [sentence for sentence in told if not _is_question(sentence)]
    pause = [sentence for sentence in spoken if PAUSING.search(sentence.text)]
    day = until(pause[0].said, written) if written and len(pause) == 1 else None
    judged = [_sentence(one) for one in spoken if not (day and one is pause[0])]
    found = frozenset[Answer]().union(*(one.answers for one in judged))
    if day and not found - {"pause"}:
        because = _quoted([pause[0].said])
        return Intent("pause", question=asked, certain=True, until=day, because=because)
    if {"yes", "no"} <= found:
        return Intent(question=asked, contradictory=True)
    if day or len(found) != 1 or any(one.doubt for one in judged):
        return Intent(question=asked)
    answer = next(iter(found))
    said = [sentence.said for sentence in spoken if answer in _sentence(sentence).answers]
    return replace(_counted(answer, asked, spoken), because=_quoted(said))


def _own(sentence: Sentence) -> Sentence:
    """Without what it says of somebody who comes instead: that is not the writer's answer."""
    if "colleague" not in wishes(sentence.said):
        return sentence
    turns = [at for at, clause in enumerate(sentence.clauses) if TURN.match(clause)]
    kept = sentence.clauses[: turns[0]] if turns else ()
    return replace(sentence, text=" ".join(kept), clauses=kept)


def _quoted(pieces: list[str]) -> tuple[str, ...]:
    """At most three of their own pieces, each cut to what a glance takes in."""
    return tuple(piece[:MAX_QUOTED].strip() for piece in pieces if piece.strip())[:3]


def _counted(answer: Answer, asked: bool, spoken: list[Sentence]) -> Intent:
    named = [guests(sentence.clauses) for sentence in spoken] if answer == "yes" else []
    if None in named:
        return Intent(question=asked)
    most = max((count for count in named if count), default=0)
    return Intent(answer=answer, question=asked, guests=most, certain=True)


def _is_question(sentence: Sentence) -> bool:
    return sentence.asks or bool(ASKS.match(sentence.text))


def _sentence(sentence: Sentence) -> Judgement:
    if any(pattern.search(sentence.text) for pattern in REQUESTS):
        return Judgement()
    spoken = sentence.clauses[_exclaims(sentence.text) :]
    clauses = [_clause(clause) for clause in spoken]
    answers = frozenset[Answer]().union(*(one.answers for one in clauses))
    if any(_begins(clause, WISH) for clause in spoken):
        return Judgement(answers - {"yes"}, doubt=not answers - {"yes"})
    if "no" in answers and any(_begins(clause, SOFT_WISH) for clause in spoken):
        answers -= {"yes"}
    # A lone "ja" before a long sentence we do not understand may answer something else.
    denies = "yes" in answers and bool(NEGATIONS.search(sentence.text))
    brings = guests(spoken) != 0 or bool(names(sentence.said))
    told = any(one.told for one in clauses) or brings
    vague = not told and (denies or len(sentence.text.split()) > MAX_VAGUE)
    doubt = any(one.doubt for one in clauses) or (bool(answers) and vague)
    return Judgement(answers, doubt and answers != {"maybe"})


def _exclaims(text: str) -> bool:
    """ "Nei, så hyggelig" is joy, not a no."""
    found = FIRST_NO.match(text)
    return bool(found and NEVER_NO.match(text[found.end() :]))


def _clause(clause: str) -> Judgement:
    """One clause: a first word, then what follows it."""
    rest = _without_fillers(clause)
    if FIRST_YES.match(rest):
        return _after_yes(FIRST_YES.sub("", rest, count=1))
    if found := FIRST_NO.match(rest):
        tail = rest[found.end() :]
        return Judgement() if NEVER_NO.match(tail) else _join("no", _phrase(tail))
    return _phrase(rest, clause)


def _after_yes(tail: str) -> Judgement:
    told = _phrase(_without_fillers(tail))
    unknown = not told.answers and (len(tail.split()) > MAX_TAIL or bool(NEGATIONS.search(tail)))
    return Judgement(told.answers | {"yes"}, told.doubt or unknown, told.told)


def _join(answer: Answer, told: Judgement) -> Judgement:
    return Judgement(told.answers | {answer}, told.doubt, told.told)


def _phrase(rest: str, whole: str = "") -> Judgement:
    answer = _answer(rest) or (_answer(whole) if whole != rest else None)
    text = whole or rest
    if ELSEWHERE.search(text):
        return Judgement()
    partial = bool(PARTIAL.search(text))
    hesitant = partial or bool(DOUBTS.search(text))
    if answer in ("maybe", "pause"):
        return Judgement(frozenset({answer}), told=True)
    if answer is None:
        return Judgement(doubt=partial or (hesitant and _about_coming(text)))
    if answer == "yes" and NEGATIONS.search(rest):
        return Judgement(doubt=True)
    return Judgement(frozenset({answer}), doubt=hesitant, told=True)


def _answer(text: str) -> Answer | None:
    if not text:
        return None
    stripped = text.removesuffix(" takk").removesuffix(" thanks").removesuffix(" bedankt")
    if stripped in lexicon.ALONE_NO or text in lexicon.ALONE_NO:
        return "no"
    if stripped in lexicon.ALONE_YES:
        return "yes"
    for answer, patterns in TABLES.items():
        if any(pattern.match(text) for pattern in patterns):
            return answer
    return "yes" if tells_party(text) else None


def _begins(clause: str, patterns: tuple[re.Pattern[str], ...]) -> bool:
    rest = _without_fillers(clause)
    return any(pattern.match(rest) for pattern in patterns)


def _about_coming(text: str) -> bool:
    """Doubt about something else ("håper det blir sol") takes nothing from an answer."""
    return bool(re.match(_CONDITION, text) or re.search(_COMING, text))


_CONDITION = (
    r"(?:men |maar |but )?(?:hvis|dersom|viss|med mindre|als|indien|mits|tenzij|if|unless|"
    r"provided)\b"
)
_COMING = (
    r"\b(?:kommer?|kome|kjem|delta\w*|deltek|bli med|være med|vere med|rekker?|usikker\w*|avhenger|"
    r"kom|komen|erbij|lukt|meedoen|afhankelijk|come|coming|attend|join|make it|depends|depending)\b"
)


def _without_fillers(clause: str) -> str:
    for _ in range(6):
        found = FILLER.match(clause)
        if not found or not clause[found.end() :]:
            break
        clause = clause[found.end() :]
    return clause
