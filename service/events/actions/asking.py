"""What an event asks besides name and address, and what becomes of the answers."""

from collections.abc import Mapping

from sqlalchemy import delete

from service.core import trail
from service.core.db import session
from service.core.refusal import Refusal
from service.core.seal import seal
from service.core.trail import Cause
from service.core.words import force_locale
from service.core.words import gettext as _
from service.core.words import lazy_gettext as _l
from service.events import queries, rules
from service.events.kinds import Kind
from service.events.models import Answer, Event, Needs, Question, Registration
from service.events.rules import Applicant

MOST = 12  # questions at one event: whoever asks more gets fewer people
SEVERAL = ("choice", "many")
COPIED = ("kind", "words", "options", "required", "remember")


def ask(event: Event, question: rules.Asking, cause: Cause) -> Question:
    """One more question, at the end of the form."""
    if len(queries.questions(event)) >= MOST:
        sentence = _l("Twelve questions are enough: with more, fewer people sign up.")
        raise Refusal("events.questions", sentence, field="words")
    options = [" ".join(line.split())[:120] for line in question.options.splitlines()]
    given = list(dict.fromkeys(option for option in options if option))
    if question.kind in SEVERAL and len(given) < 2:
        sentence = _l("Write at least two to choose from, one on each line.")
        raise Refusal("events.options", sentence, field="options")
    asked = Question(
        community_id=event.community_id,
        event_id=event.id,
        kind=question.kind,
        words=" ".join(question.words.split())[:200],
        options="\n".join(given) if question.kind in SEVERAL else "",
        required=question.required,
        remember=question.remember,
    )
    session.add(asked)
    session.flush()
    trail.note(event, event.state, "asks", Cause(cause.how, cause.who, asked.words))
    return asked


def ask_no_more(event: Event, question: Question, cause: Cause) -> None:
    """The question goes, and with it what was answered."""
    session.execute(delete(Answer).where(Answer.question_id == question.id))
    session.delete(question)
    trail.note(event, event.state, "asks no more", Cause(cause.how, cause.who, question.words))


def ask_as_usual(event: Event, kind: Kind) -> None:
    """What this kind of event asks, in the first language of the community."""
    event.asks_needs = "needs" in kind.asks
    if "roles" in kind.asks:
        with force_locale(event.community.language):
            words = str(_("What do you come as?"))
        ids = {"community_id": event.community_id, "event_id": event.id}
        session.add(Question(kind="roles", words=words, options="", **ids))


def ask_needs(event: Event, wanted: bool, cause: Cause) -> None:
    """Whether the form asks about food and access; once it does not, what was told is forgotten."""
    event.asks_needs = wanted
    trail.note(event, event.state, "asks needs" if wanted else "asks no needs", cause)
    if not wanted:
        session.execute(delete(Needs).where(Needs.event_id == event.id))


def ask_the_same(event: Event, like: Event) -> None:
    """What the last one asked, the next one asks too."""
    event.asks_needs = like.asks_needs
    session.execute(delete(Question).where(Question.event_id == event.id))
    for each in queries.questions(like):
        copied = {name: getattr(each, name) for name in COPIED}
        session.add(Question(community_id=event.community_id, event_id=event.id, **copied))


def answer(registration: Registration, applicant: Applicant) -> None:
    """Keep what was answered with the seat.

    Anybody may type their address: what somebody with a seat has answered is not replaced.
    """
    settled = registration.state in ("confirmed", "attended")
    if applicant.answers:
        keep_answers(registration, applicant.answers, settled)
    if applicant.needs is not None:
        keep_needs(registration, applicant.needs, settled)


def keep_answers(registration: Registration, given: Mapping[int, str], settled: bool) -> None:
    known = queries.answers(registration)
    for question in queries.questions(registration.event):
        words = given.get(question.id, "")
        if not words and question.remember and question.id not in known:
            words = queries.remembered(registration.who, question)
        if not words or (settled and question.id in known):
            continue
        if question.id in known:
            known[question.id].words = words
        else:
            mine = {"registration_id": registration.id, "question_id": question.id}
            session.add(Answer(community_id=question.community_id, words=words, **mine))


def keep_needs(registration: Registration, needs: rules.Needs, settled: bool) -> None:
    known = session.get(Needs, registration.id)
    if known is None:
        known = Needs(
            registration_id=registration.id,
            community_id=registration.community_id,
            event_id=registration.event_id,
        )
        session.add(known)
    elif settled:
        return
    known.sealed, known.wording = seal(needs.packed()), needs.wording


def forget_needs_of(registration: Registration) -> None:
    """They are not coming: nobody needs to know."""
    if registration.event.asks_needs:
        session.execute(delete(Needs).where(Needs.registration_id == registration.id))


def forget_needs(event: Event) -> None:
    """It is over, and its food eaten (domain A10)."""
    session.execute(delete(Needs).where(Needs.event_id == event.id))
    trail.note(event, event.state, "forgot needs", Cause("timer"))
