"""An event is called off: each hears of it once, calendars too, and nothing comes after it."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from service.communities.models import Community
from service.core.db import session
from service.core.refusal import Refusal
from service.events import actions
from service.events.due import due
from service.events.models import Event, Registration
from service.events.replies import on_answer
from service.inbox.rules import Answer
from service.outbox.models import Message
from tests import people
from tests.events.planning import AGOT, ANCHOR, YES, breakfast, coming, letters, register

pytestmark = pytest.mark.usefixtures("still")
WHY = "Foredragsholderen er syk."


def told() -> list[Message]:
    mine = Message.letter == "events.called_off", Message.state == "waiting"
    return list(session.scalars(select(Message).where(*mine).order_by(Message.id)))


def full_house(community: Community) -> Event:
    """One is coming, one has not answered, one waits, one gave up the seat."""
    event = breakfast(community, capacity=3)
    coming(event, "kari")
    register(event, "ola")
    gone = coming(event, "per")
    actions.cancel(gone, YES)
    register(event, "li")
    register(event, "gro")
    session.commit()
    return event


def test_everybody_concerned_hears_of_it_once(community: Community) -> None:
    event = full_house(community)
    assert actions.call_off(event, f" {WHY}\n", AGOT) == 4
    session.commit()
    assert (event.state, event.called_off) == ("cancelled", WHY)
    assert sorted(each.recipient.first_name for each in told()) == ["Gro", "Kari", "Li", "Ola"]
    assert {each.fields["reason"] for each in told()} == {WHY}
    with pytest.raises(Refusal):
        actions.call_off(event, WHY, AGOT)


def test_only_who_had_a_calendar_entry_gets_it_taken_out(community: Community) -> None:
    event = full_house(community)
    before = session.scalars(select(Message).where(Message.calendar.is_not(None))).first()
    assert before is not None
    actions.call_off(event, "", AGOT)
    files = {each.recipient.first_name: each.calendar for each in told()}
    assert [name for name, file in files.items() if file] == ["Kari"]
    assert "METHOD:CANCEL" in str(files["Kari"])
    assert "SEQUENCE:1" in str(files["Kari"])
    assert uid(str(files["Kari"])) == uid(str(before.calendar))


def uid(calendar: str) -> str:
    return next(line for line in calendar.splitlines() if line.startswith("UID:"))


def test_nobody_gets_both_a_letter_about_a_seat_and_a_cancellation(community: Community) -> None:
    event = breakfast(community)
    register(event, "ola")
    actions.call_off(event, "", AGOT)
    session.commit()
    states = {each.letter: each.state for each in session.scalars(select(Message))}
    assert states == {"events.confirm_place": "skipped", "events.called_off": "waiting"}


@pytest.mark.parametrize("say", ["yes", "no"])
def test_an_answer_afterwards_changes_nothing(community: Community, say: str) -> None:
    event = breakfast(community)
    seat = coming(event, "kari")
    message = session.scalars(select(Message)).first()
    assert message is not None
    actions.call_off(event, "", AGOT)
    session.commit()
    before = len(letters())
    outcome = on_answer(message, Answer(say, "link", "button"))  # type: ignore[arg-type]  # a name
    assert outcome is not None
    assert (outcome.changed, "avlyst" in str(outcome.sentence)) == (False, True)
    assert (seat.state, len(letters())) == ("confirmed", before)


def test_time_brings_nothing_more(community: Community) -> None:
    event = full_house(community)
    actions.call_off(event, "", AGOT)
    session.commit()
    before = len(letters())
    due(ANCHOR)
    assert len(letters()) == before
    assert session.scalars(select(Registration.state).distinct()).all().count("no_show") == 0


def test_what_is_over_cannot_be_called_off(community: Community) -> None:
    event = breakfast(community)
    event.state = "held"
    session.commit()
    with pytest.raises(Refusal) as refused:
        actions.call_off(event, "", AGOT)
    assert refused.value.code == "events.over"


def test_staff_see_who_hears_of_it_and_readers_see_why(
    client: FlaskClient, community: Community
) -> None:
    client.application.config["WTF_CSRF_ENABLED"] = False
    event = full_house(community)
    people.sign_in(client, community.staff[0])
    page = f"/admin/havnevik/events/{event.id}/call-off"
    assert "4 personer" in client.get(page).text
    assert event.state == "published"
    assert client.post(page, data={"reason": WHY}, follow_redirects=True).text.count(WHY) == 1
    session.expire_all()
    public = client.get(f"/havnevik/events/{event.slug}?lang=nb").text
    assert ("Det er avlyst." in public, WHY in public, "Meld på" in public) == (True, True, False)
    assert event.title not in client.get("/havnevik/events?lang=nb").text
