"""Drafting, publishing, editing and closing an event."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select, text

from service.communities.models import Community
from service.core import trail
from service.core.db import session
from service.core.refusal import Refusal
from service.events import actions, queries
from service.events.due import due
from service.events.models import Event, Registration
from service.outbox.models import Message
from service.signup.models import SignupForm
from tests import people
from tests.events.planning import (
    AGOT,
    ANCHOR,
    OSLO,
    breakfast,
    coming,
    letters,
    plan,
    register,
)

pytestmark = pytest.mark.usefixtures("still")


def test_publishing_names_everything_that_is_missing(community: Community) -> None:
    bare = plan(
        kind_name="gathering",
        programme="",
        starts_at=None,
        ends_at=None,
        doors_at=None,
        place="",
        responsible="",
    )
    event = actions.draft(community, bare, AGOT)
    community.controller = ""
    with pytest.raises(Refusal) as refused:
        actions.publish(event, AGOT)
    assert str(refused.value.sentence) == (
        "Før det kan legges ut, mangler dette: dato og begynnelse, slutt, sted, den ansvarlige, "
        "hvem som svarer for opplysningene (se Innstillinger), minst én linje program."
    )
    assert event.state == "draft"


def test_a_breakfast_needs_no_programme_but_a_gathering_does(community: Community) -> None:
    """A13."""
    assert breakfast(community, programme="").state == "published"
    with pytest.raises(Refusal):
        breakfast(community, kind_name="gathering", programme="")


def test_a_published_event_has_a_form_and_a_history(community: Community) -> None:
    event = breakfast(community)
    assert session.scalar(select(func.count()).select_from(SignupForm)) == 1
    assert [(entry.before, entry.after) for entry in trail.of(event)] == [
        (None, "draft"),
        ("draft", "published"),
    ]


def test_publishing_twice_changes_nothing(community: Community) -> None:
    event = breakfast(community)
    actions.publish(event, AGOT)
    assert len(trail.of(event)) == 2


def test_two_events_with_one_title_have_two_addresses(community: Community) -> None:
    titled = [breakfast(community, title="Frokost").slug for _ in range(3)]
    other = breakfast(people.voorbeeldstad(), title="Frokost").slug
    assert (titled, other) == (["frokost", "frokost-2", "frokost-3"], "frokost")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_at": datetime(2026, 12, 2, 8, 0, tzinfo=OSLO)}, "ends"),
        ({"doors_at": datetime(2026, 12, 2, 8, 1, tzinfo=OSLO)}, "doors"),
        ({"closes_at": datetime(2026, 12, 2, 9, 0, tzinfo=OSLO)}, "closes"),
        ({"starts_at": datetime(1, 1, 1, 0, 0, tzinfo=OSLO)}, "date"),
        ({"starts_at": datetime(9999, 12, 31, 23, 0, tzinfo=OSLO)}, "date"),
        ({"title": "  "}, "title"),
        ({"kind_name": "nosuch"}, "kind"),
    ],
)
def test_odd_plans_are_refused_at_their_field(
    community: Community, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        breakfast(community, **changes)
    assert refused.value.field == field


def test_a_date_gone_by_cannot_be_published(community: Community) -> None:
    gone = {"starts_at": ANCHOR - timedelta(days=2), "ends_at": ANCHOR - timedelta(days=1)}
    with pytest.raises(Refusal):
        breakfast(community, doors_at=None, **gone)


def test_a_new_time_reaches_whoever_is_coming_and_moves_their_calendar(
    community: Community,
) -> None:
    event = breakfast(community)
    coming(event, "gro")
    register(event, "frode")
    moved = plan(ends_at=datetime(2026, 12, 2, 10, 0, tzinfo=OSLO))
    actions.edit(event, moved, AGOT)
    told = session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert told is not None
    assert letters() == [
        *("confirm_place", "you_are_in", "confirm_place"),
        *("confirm_place", "you_are_in"),
    ]
    day = "onsdag 2. desember 2026 kl. 08.00"
    assert told.fields["note"] == f"Ny tid: {day}–10.00. Det skulle vært {day}–09.30."  # A18
    assert told.calendar is not None
    assert "SEQUENCE:1\r\n" in told.calendar
    assert "T100000\r\n" in told.calendar


def test_a_new_place_reaches_all_who_may_come_each_by_how_they_stand(
    community: Community,
) -> None:
    event = breakfast(community, capacity=2)
    coming(event, "anne"), register(event, "bo"), register(event, "cato"), register(event, "dina")
    actions.edit(event, plan(capacity=3), AGOT)
    gone = coming_no_more(event, "eva")
    session.commit()
    before = session.query(Message).count()
    with time_machine.travel(ANCHOR + timedelta(hours=30), tick=False):
        actions.edit(event, plan(capacity=3, place="Biblioteket"), AGOT)
        held, offered = (queries.rows(event, [state])[0] for state in ("held", "offered"))
        assert held.held_until == ANCHOR + timedelta(hours=78)
        assert offered.offered_until == ANCHOR + timedelta(hours=54)
    told = session.scalars(select(Message).order_by(Message.id).offset(before)).all()
    changed = "Nytt sted: Biblioteket. Det var Kulturhuset Sjøgata."
    assert [(one.name.split()[0], one.letter, one.calendar is None) for one in told] == [
        ("Anne", "events.you_are_in", False),
        ("Bo", "events.confirm_place", True),
        ("Cato", "events.offered", True),
        ("Dina", "events.waiting", True),
    ]
    assert {one.fields["note"] for one in told} == {changed}
    assert gone.state == "cancelled"


def coming_no_more(event: Event, handle: str) -> Registration:
    registration = register(event, handle)
    actions.cancel(registration, AGOT)
    return registration


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_at": datetime(2025, 12, 2, 8, 0, tzinfo=OSLO)},
        {
            "starts_at": datetime(2025, 12, 2, 8, 0, tzinfo=OSLO),
            "ends_at": datetime(2025, 12, 2, 9, 30, tzinfo=OSLO),
        },
    ],
)
def test_a_published_event_does_not_slip_into_the_past(
    community: Community, changes: dict[str, datetime]
) -> None:
    event = breakfast(community)
    with pytest.raises(Refusal) as refused:
        actions.edit(event, plan(doors_at=None, **changes), AGOT)
    session.rollback()
    assert (refused.value.field, event.start) == ("date", plan().starts_at)


def test_an_event_that_is_on_may_still_be_put_right(community: Community) -> None:
    event = breakfast(community)
    with time_machine.travel(datetime(2026, 12, 2, 8, 30, tzinfo=OSLO), tick=False):
        actions.edit(event, plan(ends_at=datetime(2026, 12, 2, 10, 0, tzinfo=OSLO)), AGOT)
    assert event.sequence == 1


def test_new_words_reach_nobody(community: Community) -> None:
    event = breakfast(community)
    coming(event)
    actions.edit(event, plan(summary="Bedre sagt."), AGOT)
    assert (event.sequence, letters()) == (0, ["confirm_place", "you_are_in"])


def test_a_published_event_cannot_lose_what_it_needs(community: Community) -> None:
    event = breakfast(community)
    with pytest.raises(Refusal):
        actions.edit(event, plan(place=""), AGOT)
    session.rollback()
    assert event.place == "Kulturhuset Sjøgata"


def test_seats_people_have_cannot_be_taken_away(community: Community) -> None:
    event = breakfast(community)
    coming(event, "gro"), coming(event, "frode")
    with pytest.raises(Refusal) as refused:
        actions.edit(event, plan(capacity=1), AGOT)
    assert refused.value.field == "capacity"


def test_more_seats_go_to_the_queue(community: Community) -> None:
    event = breakfast(community, capacity=1)
    coming(event, "gro")
    waiting = register(event, "frode")
    actions.edit(event, plan(capacity=2), AGOT)
    assert waiting.state == "offered"


def test_registration_closes_by_hand_and_opens_again(community: Community) -> None:
    event = breakfast(community)
    assert actions.close(event, AGOT)
    with pytest.raises(Refusal):
        register(event)
    assert actions.reopen(event, AGOT)
    assert register(event).state == "held"


def test_time_closes_registration_and_ends_the_event(community: Community) -> None:
    event = breakfast(community, closes_at=datetime(2026, 11, 30, 12, 0, tzinfo=OSLO))
    came, missed = coming(event, "gro"), coming(event, "frode")
    with time_machine.travel(datetime(2026, 11, 30, 12, 1, tzinfo=OSLO), tick=False):
        due(datetime(2026, 11, 30, 12, 1, tzinfo=OSLO))
        assert event.state == "registration_closed"
    with time_machine.travel(datetime(2026, 12, 2, 9, 31, tzinfo=OSLO), tick=False):
        actions.arrive(came, AGOT)
        due(datetime(2026, 12, 2, 9, 31, tzinfo=OSLO))
        assert (event.state, missed.state) == ("held", "confirmed")
    with time_machine.travel(datetime(2026, 12, 4, 9, 31, tzinfo=OSLO), tick=False):
        due(datetime(2026, 12, 4, 9, 31, tzinfo=OSLO))
        assert (came.state, missed.state) == ("attended", "no_show")


def test_one_event_that_cannot_end_does_not_keep_the_others_open(
    community: Community, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = breakfast(community), breakfast(community)
    session.execute(
        text(
            "CREATE TRIGGER stuck BEFORE UPDATE OF state ON event WHEN OLD.id = 1 "
            "BEGIN SELECT RAISE(ABORT, 'Gro Køesen'); END"
        )
    )
    session.commit()
    with time_machine.travel(datetime(2026, 12, 2, 9, 31, tzinfo=OSLO), tick=False):
        due(datetime(2026, 12, 2, 9, 31, tzinfo=OSLO))
        session.commit()
    assert (bad.state, good.state) == ("published", "held")
    (record,) = caplog.records
    assert record.message.startswith(f"event {bad.id} was passed over: IntegrityError at ")
    assert "Gro" not in caplog.text


def test_without_a_door_list_nobody_is_called_absent(community: Community) -> None:
    event = breakfast(community)
    registration = coming(event)
    with time_machine.travel(datetime(2026, 12, 9, 9, 31, tzinfo=OSLO), tick=False):
        due(datetime(2026, 12, 9, 9, 31, tzinfo=OSLO))
        due(datetime(2026, 12, 9, 9, 32, tzinfo=OSLO))
    assert (event.state, registration.state) == ("held", "confirmed")


def test_a_plan_copied_is_a_draft_of_its_own(community: Community) -> None:
    first = breakfast(community)
    second = actions.draft(community, replace(plan(), title="Den neste"), AGOT)
    assert queries.drafts(community) == [second]
    assert queries.upcoming(community) == [first]
