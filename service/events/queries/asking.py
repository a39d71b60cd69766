"""What an event asks besides, and what was answered."""

from collections import defaultdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from forms.events import RegistrationForm, registration_form
from forms.questions import Question as Asked
from service.contacts.models import Person
from service.core import clock
from service.core.db import session
from service.core.words import gettext as _
from service.core.words import ngettext
from service.events import rules
from service.events.models import Answer, Event, Needs, Question, Registration, Track
from service.events.queries.tracks import tracks


def questions(event: Event) -> list[Question]:
    mine = select(Question).where(Question.event_id == event.id)
    return list(session.scalars(mine.order_by(Question.id)))


def question(event: Event, number: int) -> Question | None:
    mine = Question.event_id == event.id, Question.id == number
    return session.scalar(select(Question).where(*mine))


def asked(event: Event) -> list[Asked]:
    """Its questions as fields of the form."""
    return [as_field(question) for question in questions(event)]


def as_field(question: Question) -> Asked:
    return Asked(
        name=f"q{question.id}",
        kind=question.kind,
        words=question.words,
        options=question.choices,
        required=question.required and not question.remember,
        optional=question.remember,
    )


def answers(registration: Registration) -> dict[int, Answer]:
    """By the number of the question."""
    mine = select(Answer).where(Answer.registration_id == registration.id)
    return {answer.question_id: answer for answer in session.scalars(mine)}


def answers_by_seat(event: Event) -> dict[int, list[Answer]]:
    """Of everybody, by registration, each with its question."""
    mine = select(Answer).join(Answer.question).where(Question.event_id == event.id)
    found: dict[int, list[Answer]] = defaultdict(list)
    for answer in session.scalars(
        mine.options(contains_eager(Answer.question)).order_by(Answer.id)
    ):
        found[answer.registration_id].append(answer)
    return found


def remembered(person: Person, question: Question) -> str:
    """What they answered to the same words here the last time, or nothing."""
    earlier = select(Answer.words).join(Answer.question)
    earlier = earlier.join(Registration, Registration.id == Answer.registration_id)
    same = Question.words == question.words, Question.kind == question.kind
    mine = Registration.person_id == person.id, Question.community_id == question.community_id
    latest = earlier.where(*same, *mine, Question.id != question.id).order_by(Answer.id.desc())
    return session.scalar(latest.limit(1)) or ""


def needs_of(event: Event) -> list[tuple[Registration, Needs]]:
    """Of those who are expected, with their registrations, by name."""
    mine = select(Registration, Needs).join(Needs, Needs.registration_id == Registration.id)
    here = Needs.event_id == event.id, Registration.state.in_(rules.TAKING)
    found = session.execute(mine.where(*here)).all()
    return sorted(((one, two) for one, two in found), key=lambda pair: pair[0].name.casefold())


def events_with_old_needs() -> list[Event]:
    """Events over for so long that nobody needs to know any more."""
    some = select(Needs.event_id).distinct()
    over = Event.ends_at <= clock.now() - rules.NEEDS_KEPT
    return list(session.scalars(select(Event).where(Event.id.in_(some), over)))


def form_of(event: Event, **kwargs: Any) -> RegistrationForm:
    """The form for one event, as anybody sees it."""
    found = tracks(event) if event.tracks else []
    choices = [(str(track.id), offered(track, taken)) for track, taken, _waiting in found]
    return registration_form(asked(event), choices, needs=event.asks_needs, **kwargs)


def offered(track: Track, taken: int) -> str:
    """Its title, and how many seats are left if there is a limit."""
    if track.capacity is None:
        return track.title
    left = max(0, track.capacity - taken)
    seats = ngettext("%(num)s seat left", "%(num)s seats left", left) if left else _("waiting list")
    return f"{track.title} ({seats})"
