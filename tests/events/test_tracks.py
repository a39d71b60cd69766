"""Parallel tracks: each has its own seats and its own queue, and the seat at the event stays."""

import pytest
from flask.testing import FlaskClient

from service.communities.models import Community
from service.core.db import session
from service.core.refusal import Refusal
from service.events import actions, queries, rules
from service.events.models import Event, Registration
from service.outbox.models import Message
from tests import people
from tests.events.planning import AGOT, YES, applicant, breakfast, letters, plan
from tests.events.test_admin import send
from tests.events.test_public import GRO, form_of

pytestmark = pytest.mark.usefixtures("still")
TWO = "Lys i parken (1)\nEt varmere torg"


@pytest.fixture
def event(community: Community) -> Event:
    return breakfast(community, capacity=3, tracks=TWO)


def coming(event: Event, handle: str, track: int | None = None, **more: int) -> Registration:
    number = event.tracks[track].id if track is not None else None
    found = actions.register(event, applicant(handle, track=number, **more)).registration
    actions.confirm(found, YES)
    session.commit()
    return found


def note() -> str:
    last = session.query(Message).order_by(Message.id.desc()).first()
    assert last is not None
    return str(last.fields.get("note") or "")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("Lys (20)\n\n  Torg  ", [("Lys", 20), ("Torg", None)]),
        ("Lys (for barn) (5)", [("Lys (for barn)", 5)]),
        ("Lys\nLYS (3)", [("LYS", 3)]),
        ("(20)", [("(20)", None)]),
    ],
)
def test_tracks_are_written_one_a_line(text: str, found: list[tuple[str, int | None]]) -> None:
    assert rules.tracks(text) == found


def test_a_full_track_has_its_own_queue_and_the_seat_at_the_event_stays(event: Event) -> None:
    """A21."""
    first, second = coming(event, "anne", 0), coming(event, "bo", 0)
    assert (first.track_state, second.state, second.track_state) == ("in", "confirmed", "waiting")
    assert "Lys i parken er fullt" in note()
    assert "Plassen din på arrangementet er din" in note()
    actions.cancel(first, YES)
    assert second.track_state == "in"
    assert note() == "Sporet ditt: Lys i parken."
    assert letters()[-1] == "you_are_in"  # with a calendar entry that is newer than the last


def test_the_queue_of_a_track_is_first_come_first_served(event: Event) -> None:
    rows = [coming(event, handle, 0) for handle in ("anne", "bo", "cato")]
    actions.choose(rows[0], event.tracks[1], AGOT)
    assert [row.track_state for row in rows] == ["in", "in", "waiting"]
    actions.choose(rows[1], None, AGOT)
    assert [row.track_state for row in rows] == ["in", "", "in"]


def test_who_waits_for_the_event_waits_for_no_track_yet(event: Event) -> None:
    for handle in ("anne", "bo", "cato"):
        coming(event, handle)
    late = coming(event, "dina", 0)
    assert (late.state, late.track_state) == ("waitlisted", "")
    actions.cancel(queries.rows(event, ["confirmed"])[0], YES)
    assert (late.state, late.track_state) == ("offered", "in")


def test_more_seats_in_a_track_go_to_its_queue(event: Event) -> None:
    coming(event, "anne", 0)
    second = coming(event, "bo", 0)
    actions.edit(event, plan(capacity=3, tracks="Lys i parken (2)\nEt varmere torg"), AGOT)
    assert second.track_state == "in"


def test_a_track_somebody_has_chosen_is_not_taken_away(event: Event) -> None:
    coming(event, "anne", 0)
    with pytest.raises(Refusal) as refused:
        actions.edit(event, plan(capacity=3, tracks="Et varmere torg"), AGOT)
    assert str(refused.value.sentence).startswith("1 har valgt «Lys i parken».")
    session.rollback()
    actions.edit(event, plan(capacity=3, tracks="Lys i parken (1)"), AGOT)
    assert [track.title for track in event.tracks] == ["Lys i parken"]


def test_a_track_only_chosen_by_who_gave_up_may_go(event: Event) -> None:
    gone = coming(event, "anne", 0)
    actions.cancel(gone, YES)
    actions.edit(event, plan(capacity=3, tracks="Et varmere torg"), AGOT)
    session.commit()
    session.expire_all()
    assert gone.track is None


def test_a_track_is_not_made_smaller_than_who_is_in_it(event: Event) -> None:
    coming(event, "anne", 1)
    coming(event, "bo", 1)
    with pytest.raises(Refusal, match="track"):
        actions.edit(event, plan(capacity=3, tracks="Lys i parken (1)\nEt varmere torg (1)"), AGOT)


def test_guests_who_come_along_do_not_oversell_the_track(community: Community) -> None:
    event = breakfast(community, capacity=9, guests_most=3, tracks="Lys i parken (2)")
    alone = coming(event, "anne", 0)
    assert not actions.bring(alone, 2, YES)
    assert actions.bring(alone, 1, YES)
    pair = coming(event, "bo", 0, guests=1)
    assert pair.track_state == "waiting"


def test_the_form_shows_how_full_each_is_and_takes_a_choice(
    event: Event, client: FlaskClient
) -> None:
    assert "Lys i parken (1 plass igjen)" in client.get(form_of(event)).text
    coming(event, "anne", 0)
    assert "Lys i parken (venteliste)" in client.get(form_of(event)).text
    chosen = str(event.tracks[1].id)
    assert client.post(form_of(event), data=GRO | {"track": chosen}).status_code == 200
    assert queries.tracks(event)[1][1] == 1
    assert client.post(form_of(event), data=GRO | {"track": "999"}).status_code == 422


def test_staff_see_the_tracks_and_move_people(event: Event, client: FlaskClient) -> None:
    staff = people.sign_in(client, event.community.staff[0])
    guest = coming(event, "anne", 0)
    page = staff.get(f"/admin/havnevik/events/{event.id}").text
    assert "1 av 1" in page
    path = f"/{event.id}/people/{guest.id}/track"
    assert send(staff, path, track=str(event.tracks[1].id)) == 303
    session.expire_all()
    assert guest.track is event.tracks[1]
    assert send(staff, path, track="") == 303
    session.expire_all()
    assert guest.track is None


def test_a_held_seat_keeps_its_place_in_the_track_until_it_is_passed_on(event: Event) -> None:
    held = actions.register(event, applicant("anne", track=event.tracks[0].id)).registration
    assert (held.state, held.track_state) == ("held", "in")
    second = coming(event, "bo", 0)
    actions.cancel(held, YES)
    assert second.track_state == "in"
