"""Old mail loses its words and keeps what it led to; what waits for a person is kept."""

from datetime import timedelta

import time_machine
from sqlalchemy import select

from service.communities.models import Staff
from service.core import clock
from service.core.db import session
from service.events.models import Registration
from service.inbox import actions
from service.inbox.due import due
from service.inbox.models import Note
from service.outbox.models import Message
from tests.inbox import wire
from tests.inbox.conftest import Arrives, box

LATER = timedelta(days=181)


def after_half_a_year() -> None:
    then = (clock.now() + LATER).replace(minute=7)
    with time_machine.travel(then, tick=False):
        due(then)
        session.commit()


def test_its_words_go_and_what_it_led_to_stays(
    seat: Registration, letter: Message, arrives: Arrives
) -> None:
    mail = arrives(wire.mail(box(letter), "Ja, jeg kommer"), box(letter))
    after_half_a_year()
    session.refresh(mail)
    assert (mail.raw, mail.own_words, mail.full_text, mail.subject, mail.sender) == (b"", *[""] * 4)
    assert (mail.state, mail.says, mail.person, seat.state) == (
        "applied",
        "yes",
        seat.person,
        "confirmed",
    )
    assert mail.forgotten_at is not None


def test_what_waits_for_a_person_is_kept(letter: Message, arrives: Arrives) -> None:
    mail = arrives(wire.mail(box(letter), "Kan jeg komme kl. 9?"), box(letter))
    after_half_a_year()
    session.refresh(mail)
    assert (mail.own_words, mail.state) == ("Kan jeg komme kl. 9?", "waiting")


def test_notes_and_answers_of_a_conversation_at_rest_go_too(
    letter: Message, arrives: Arrives
) -> None:
    agot = session.scalars(select(Staff)).one()
    mail = arrives(wire.mail(box(letter), "Kan jeg komme kl. 9?"), box(letter))
    assert mail.thread is not None
    session.add(
        Note(community_id=mail.thread.community_id, thread_id=mail.thread.id, author="Å", text="?")
    )
    actions.answer(mail, agot, "Ja, kom når du kan.")
    mail.thread.state = "done"
    session.commit()
    after_half_a_year()
    answer = session.scalars(select(Message).where(Message.letter == "inbox.answer")).one()
    session.refresh(mail.thread)
    assert (session.query(Note).count(), mail.thread.subject, mail.thread.name) == (0, "", "")
    assert set(answer.fields.values()) == {""}


def test_young_mail_is_left_alone(letter: Message, arrives: Arrives) -> None:
    mail = arrives(wire.mail(box(letter), "Ja"), box(letter))
    assert actions.forget(clock.now() + timedelta(days=179)) == 0
    assert mail.own_words == "Ja"
