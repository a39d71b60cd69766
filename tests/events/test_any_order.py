"""Whatever happens in whatever order, no seat is sold twice and the queue is fair."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from service.communities.models import Community
from service.core import clock
from service.core.db import session
from service.core.refusal import Refusal
from service.core.trail import Entry
from service.events import actions, queries, rules
from service.events.due import due
from service.events.models import Event, Registration
from service.events.rules import Invite, Named
from service.outbox.models import Message
from tests.events.planning import AGOT, ANCHOR, OSLO, YES, applicant, breakfast, plan

START = datetime(2026, 12, 2, 8, 0, tzinfo=OSLO)
PEOPLE = ("anne", "bo", "cato", "dina", "eva", "frode")
TRACKS = "Lys (1)\nTorg"
who = st.sampled_from(PEOPLE)
HAPPENINGS = st.lists(
    st.one_of(
        st.tuples(st.just("register"), who),
        st.tuples(st.just("register_two"), who),
        st.tuples(st.just("yes"), who),
        st.tuples(st.just("bring_one"), who),
        st.tuples(st.just("no"), who),
        st.tuples(st.just("light"), who),
        st.tuples(st.just("no_track"), who),
        st.tuples(st.just("invite"), who),
        st.tuples(st.just("seats"), st.integers(1, 4)),
        st.tuples(st.just("hours"), st.sampled_from([1, 5, 13, 30, 49])),
        st.tuples(st.just("tick"), st.none()),
    ),
    min_size=1,
    max_size=25,
)


class Story:
    """One event, and all that happens to it; after each step the books must balance."""

    def __init__(self, community: Community, number: int) -> None:
        title = f"Frokost {number}"
        self.event = breakfast(community, title=title, capacity=2, guests_most=1, tracks=TRACKS)
        self.number = number  # people of its own: an address hears only so much in a day

        self.asked_again: Counter[int] = Counter()  # whoever asks anew is told anew

    def happen(self, clockwork: time_machine.Traveller, what: str, value: Any) -> None:
        clockwork.shift(1)  # who asks again in the same instant would stand where they stood
        line = [row.id for row in self.line()]
        try:
            getattr(self, what)(value) if what != "hours" else clockwork.shift(
                timedelta(hours=value)
            )
        except Refusal:
            session.rollback()
        session.commit()
        self.balance(line)

    def register(self, handle: str, guests: int = 0) -> None:
        who = applicant(f"{handle}{self.number}", guests=guests)
        taken = actions.register(self.event, who)
        self.asked_again[taken.registration.id] += 1

    def register_two(self, handle: str) -> None:
        self.register(handle, 1)

    def bring_one(self, handle: str) -> None:
        if seat := self.seat(handle):
            actions.bring(seat, 1, YES)

    def yes(self, handle: str) -> None:
        if seat := self.seat(handle):
            actions.accept(seat, YES)

    def no(self, handle: str) -> None:
        if seat := self.seat(handle):
            actions.cancel(seat, YES)

    def light(self, handle: str) -> None:
        if seat := self.seat(handle):
            actions.choose(seat, self.event.tracks[0], AGOT)

    def no_track(self, handle: str) -> None:
        if seat := self.seat(handle):
            actions.choose(seat, None, AGOT)

    def invite(self, handle: str) -> None:
        named = Named(handle, f"{handle}{self.number}@havnevik.example")
        actions.invite(self.event, [named], Invite("Pådriv", "listen vår", "agreed"), AGOT)

    def seats(self, number: int) -> None:
        new = plan(title=self.event.title, capacity=number, guests_most=1, tracks=TRACKS)
        actions.edit(self.event, new, AGOT)

    def tick(self, _nothing: None) -> None:
        due(clock.now())

    def seat(self, handle: str) -> Registration | None:
        rows = queries.rows(self.event)
        return next(
            (row for row in rows if row.who.email.startswith(f"{handle}{self.number}@")), None
        )

    def line(self) -> list[Registration]:
        """By our own reckoning, so that a queue turned round is seen."""
        rows = queries.rows(self.event, ["waitlisted"])
        return sorted(rows, key=lambda row: (row.waiting_since or ANCHOR, row.id))

    def balance(self, before: list[int]) -> None:
        counted = queries.counts(self.event)
        assert sum(counted.get(state, 0) for state in rules.TAKING) <= self.event.capacity
        now = [row.id for row in self.line()]
        stayed = [number for number in before if number in now]
        assert now[: len(stayed)] == stayed  # nobody is overtaken
        left = [number for number in before if number not in now]
        for number in left:
            row = session.get_one(Registration, number)
            ahead = before[: before.index(number)]
            assert row.state != "offered" or not set(ahead) & set(now)  # the first go first
        for track, taken, _waiting in queries.tracks(self.event):
            assert track.capacity is None or taken <= track.capacity
        self.letters_balance()
        self.nobody_is_told_twice()

    def nobody_is_told_twice(self) -> None:
        """Each letter answers something that happened to that seat, or somebody who asked again."""
        mine = [row.id for row in queries.rows(self.event)]
        ours = Message.about_feature == "events", Message.about_id.in_(mine)
        posted = select(Message.about_id).where(*ours, Message.letter != "events.reminder")
        turned = select(Entry.thing_id).where(
            Entry.thing == "registration", Entry.thing_id.in_(mine)
        )
        happened = Counter(session.scalars(turned)) + self.asked_again
        assert Counter(session.scalars(posted)) <= happened
        reminders = select(Message.about_id).where(*ours, Message.letter == "events.reminder")
        assert all(number == 1 for number in Counter(session.scalars(reminders)).values())

    def letters_balance(self) -> None:
        """Each offer is one turn out of the queue, and one letter says so."""
        mine = [row.id for row in queries.rows(self.event)]
        turns = select(Entry.thing_id, Entry.before).where(
            Entry.thing == "registration", Entry.thing_id.in_(mine), Entry.after == "offered"
        )
        offers = session.execute(turns).all()
        assert {before for _, before in offers} <= {"waitlisted"}
        posted = select(Message.about_id).where(
            Message.letter == "events.offered", Message.about_id.in_(mine)
        )
        letters, turned = Counter(session.scalars(posted)), Counter(each for each, _ in offers)
        assert letters.keys() == turned.keys()
        assert letters <= turned + self.asked_again


numbers = iter(range(10_000))


@given(story=HAPPENINGS)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_books_balance_whatever_happens(
    community: Community, story: list[tuple[str, Any]]
) -> None:
    with time_machine.travel(ANCHOR, tick=False) as clockwork:
        told = Story(community, next(numbers))
        for handle in PEOPLE[:5]:  # two have a seat, three wait
            told.happen(clockwork, "register", handle)
        for what, value in story:
            if clock.now() < START:
                told.happen(clockwork, what, value)


@pytest.mark.usefixtures("still")
def test_the_books_would_show_a_seat_sold_twice(
    community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without the count the same story oversells, and the test above would fail."""
    monkeypatch.setattr(queries, "free", lambda _event: 2)
    story = Story(community, next(numbers))
    for handle in PEOPLE[:3]:
        story.register(handle)
    with pytest.raises(AssertionError):
        story.balance([])


def test_each_event_of_a_story_is_its_own(community: Community) -> None:
    with time_machine.travel(ANCHOR, tick=False):
        one, other = (Story(community, next(numbers)) for _ in range(2))
        one.register("anne")
        assert (queries.taken(one.event), queries.taken(other.event)) == (1, 0)
        assert isinstance(other.event, Event)
