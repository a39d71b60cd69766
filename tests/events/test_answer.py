"""Yes, no and what follows; the queue; each transition written down once."""

from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from service.core import trail
from service.core.db import session
from service.core.refusal import Refusal
from service.events import actions, queries
from service.events.due import due
from service.events.models import Event, Registration
from service.outbox.models import Message
from tests import people
from tests.events.planning import AGOT, ANCHOR, OSLO, YES, breakfast, coming, letters, register

pytestmark = pytest.mark.usefixtures("still")


@pytest.fixture
def event(both: Flask) -> Event:  # the app it lives in
    return breakfast(people.havnevik(), capacity=2)


def calendars() -> list[Calendar]:
    found = session.scalars(select(Message.calendar).order_by(Message.id)).all()
    return [Calendar.from_ical(text) for text in found if text]


def tick(at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        due(at)
        session.commit()


def test_a_yes_gives_the_seat_and_the_calendar_file(event: Event) -> None:
    """A2, first half."""
    registration = register(event)
    assert actions.confirm(registration, YES)
    assert (registration.state, registration.confirmed_at) == ("confirmed", ANCHOR)
    assert registration.who.address_state == "verified"
    assert letters() == ["confirm_place", "you_are_in"]
    (calendar,) = calendars()
    assert calendar["METHOD"] == "REQUEST"
    assert calendar.walk("VEVENT")[0]["DTSTART"].params["TZID"] == "Europe/Oslo"


def test_a_second_yes_changes_nothing(event: Event) -> None:
    """A2, second half."""
    registration = coming(event)
    before = trail.of(registration)
    assert not actions.confirm(registration, YES)
    assert actions.accept(registration, YES) == "in_already"
    assert (trail.of(registration), letters()) == (before, ["confirm_place", "you_are_in"])


def test_a_no_frees_the_seat_and_says_how_to_undo_it(event: Event) -> None:
    registration = coming(event)
    assert actions.cancel(registration, YES)
    assert (registration.state, queries.left(event)) == ("cancelled", 2)
    assert letters() == ["confirm_place", "you_are_in", "cancelled"]
    assert not actions.cancel(registration, YES)
    assert letters() == ["confirm_place", "you_are_in", "cancelled"]


def test_the_calendar_entry_keeps_its_uid_through_no_and_yes(event: Event) -> None:
    registration = coming(event)
    actions.cancel(registration, YES)
    assert actions.accept(registration, YES) == "in"
    sent = [(each["METHOD"], each.walk("VEVENT")[0]) for each in calendars()]
    assert [(method, entry["SEQUENCE"]) for method, entry in sent] == [
        ("REQUEST", 0),
        ("CANCEL", 1),
        ("REQUEST", 2),
    ]
    assert len({entry["UID"] for _, entry in sent}) == 1


def test_a_seat_never_confirmed_has_no_calendar_entry_to_withdraw(event: Event) -> None:
    actions.cancel(register(event), YES)
    assert calendars() == []


def test_a_freed_seat_is_offered_to_the_first_in_line(event: Event) -> None:
    """A15."""
    going, _staying = coming(event, "a"), coming(event, "b")
    first, second = register(event, "c"), register(event, "d")
    actions.cancel(going, YES)
    assert (first.state, first.offered_until) == ("offered", ANCHOR + timedelta(hours=24))
    assert (second.state, queries.position(second)) == ("waitlisted", 1)
    assert actions.accept(first, YES) == "in"
    assert letters()[-2:] == ["offered", "you_are_in"]


def test_an_offer_declined_goes_on(event: Event) -> None:
    going, _staying = coming(event, "a"), coming(event, "b")
    first, second = register(event, "c"), register(event, "d")
    actions.cancel(going, YES)
    actions.cancel(first, YES)
    assert (first.state, second.state) == ("cancelled", "offered")


def test_an_offer_nobody_answers_goes_on(event: Event) -> None:
    going, _staying = coming(event, "a"), coming(event, "b")
    first, second = register(event, "c"), register(event, "d")
    actions.cancel(going, YES)
    session.commit()
    tick(ANCHOR + timedelta(hours=23, minutes=59))
    assert first.state == "offered"
    tick(ANCHOR + timedelta(hours=24))
    assert (first.state, second.state) == ("passed", "offered")
    assert letters()[-2:] == ["offer_passed", "offered"]
    tick(ANCHOR + timedelta(hours=24, minutes=1))
    assert letters()[-2:] == ["offer_passed", "offered"]


def test_at_night_the_offer_waits_until_seven(event: Event) -> None:
    """A16: nobody jumps the queue meanwhile."""
    going, _staying = coming(event, "a"), coming(event, "b")
    first = register(event, "c")
    with time_machine.travel(datetime(2026, 11, 29, 23, 10, tzinfo=OSLO), tick=False):
        actions.cancel(going, YES)
        stranger = register(event, "d")
    assert [first.state, stranger.state] == ["waitlisted", "waitlisted"]
    tick(datetime(2026, 11, 30, 6, 59, tzinfo=OSLO))
    assert first.state == "waitlisted"
    tick(datetime(2026, 11, 30, 7, 0, tzinfo=OSLO))
    assert [first.state, stranger.state] == ["offered", "waitlisted"]


def test_on_the_last_night_the_offer_goes_at_once(event: Event) -> None:
    going, _staying = coming(event, "a"), coming(event, "b")
    first = register(event, "c")
    now = datetime(2026, 12, 2, 6, 30, tzinfo=OSLO)
    with time_machine.travel(now, tick=False):
        actions.cancel(going, YES)
    assert first.offered_until == now + timedelta(hours=1)


def test_a_hold_lasts_as_long_as_nobody_waits(event: Event) -> None:
    held, _other = register(event, "a"), coming(event, "b")
    tick(ANCHOR + timedelta(days=5))
    assert held.state == "held"
    assert actions.accept(held, YES) == "in"


def test_a_hold_run_out_gives_way_as_soon_as_somebody_waits(event: Event) -> None:
    held, _other = register(event, "a"), coming(event, "b")
    with time_machine.travel(ANCHOR + timedelta(days=3), tick=False):
        waiting = register(event, "c")
    assert (held.state, waiting.state) == ("released", "offered")
    assert letters()[-3:] == ["waiting", "offer_passed", "offered"]


def test_only_as_many_holds_give_way_as_people_wait(event: Event) -> None:
    holds = [register(event, "a"), register(event, "b")]
    register(event, "c")
    tick(ANCHOR + timedelta(days=3))
    assert [hold.state for hold in holds] == ["released", "held"]


def test_a_late_yes_gets_a_seat_if_there_is_one_and_else_a_place_in_line(event: Event) -> None:
    held, _other = register(event, "a"), coming(event, "b")
    with time_machine.travel(ANCHOR + timedelta(days=3), tick=False):
        taker = register(event, "c")
        assert actions.accept(held, YES) == "waiting"
        assert actions.accept(held, YES) == "waiting_already"
        actions.cancel(taker, YES)
        assert held.state == "offered"
        assert actions.accept(held, YES) == "in"


def test_after_the_event_a_yes_changes_nothing(event: Event) -> None:
    registration = register(event)
    with time_machine.travel(datetime(2026, 12, 2, 9, 30, tzinfo=OSLO), tick=False):
        assert actions.accept(registration, YES) == "over"
    assert registration.state == "held"


def test_once_registration_has_closed_a_seat_given_up_stays_given_up(event: Event) -> None:
    registration = coming(event)
    actions.cancel(registration, YES)
    actions.close(event, AGOT)
    assert actions.accept(registration, YES) == "closed"


def test_each_step_is_written_down_once_with_its_cause(event: Event) -> None:
    registration = coming(event)
    actions.cancel(registration, AGOT)
    assert [(step.before, step.after, step.how, step.who) for step in trail.of(registration)] == [
        (None, "held", "form", ""),
        ("held", "confirmed", "link", ""),
        ("confirmed", "cancelled", "admin", "Ågot Prøvesen"),
    ]


def test_a_silent_no_sends_no_receipt_but_the_seat_goes_on(event: Event) -> None:
    going, _staying = coming(event, "a"), coming(event, "b")
    register(event, "c")
    actions.cancel(going, YES, actions.Receipt(silent=True))
    assert letters()[-2:] == ["waiting", "offered"]


def test_the_door_notes_who_came_and_can_take_it_back(event: Event) -> None:
    sure, unsure = coming(event, "a"), register(event, "b")
    host = trail.Cause("link", who="door")
    assert [actions.arrive(sure, host), actions.arrive(sure, host)] == [True, False]
    assert (sure.state, sure.arrived_at, sure.checked_in_by) == ("attended", ANCHOR, "door")
    actions.arrive(unsure, host)
    assert [actions.undo_arrival(sure, host), actions.undo_arrival(unsure, host)] == [True, True]
    assert [sure.state, unsure.state, sure.arrived_at] == ["confirmed", "held", None]
    assert not actions.undo_arrival(sure, host)


def test_who_walks_in_needs_a_name_only_and_joins_no_list(event: Event) -> None:
    came = actions.walk_in(event, "  Li ", "", AGOT)
    assert (came.state, came.name, came.person, came.walk_in) == ("attended", "Li", None, True)
    assert actions.undo_arrival(came, AGOT)
    assert came.state == "cancelled"
    assert letters() == []


def test_a_walk_in_who_was_on_the_list_is_checked_in_there(event: Event) -> None:
    registration = coming(event, "gro")
    came = actions.walk_in(event, "Gro", "gro@havnevik.example", AGOT)
    assert came is registration
    assert (came.state, came.walk_in) == ("attended", False)
    assert len(session.scalars(select(Registration)).all()) == 1


def test_a_walk_in_with_an_address_is_a_person(event: Event) -> None:
    came = actions.walk_in(event, "Hans Videresend", "hans@havnevik.example", AGOT)
    assert (came.who.email, came.walk_in) == ("hans@havnevik.example", True)


def test_a_full_room_lets_in_whoever_the_host_lets_in(event: Event) -> None:
    coming(event, "a"), coming(event, "b")
    actions.walk_in(event, "Li", "", AGOT)
    assert (queries.taken(event), queries.left(event), queries.free(event)) == (3, 0, 0)


def test_attendance_can_be_put_right_for_thirty_days(event: Event) -> None:
    registration = coming(event)
    with time_machine.travel(event.end + timedelta(days=30), tick=False):
        assert actions.arrive(registration, AGOT)
    with (
        time_machine.travel(event.end + timedelta(days=30, seconds=1), tick=False),
        pytest.raises(Refusal),
    ):
        actions.undo_arrival(registration, AGOT)
