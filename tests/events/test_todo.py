"""The back-plan: from the save-the-date eight weeks before to the thanks a day after."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from service.communities.models import Community
from service.core.db import session
from service.events import actions, kinds, queries
from service.events.due import due
from service.events.letters import TASKS
from service.events.models import Event
from service.events.rules import Invite, Named, Task
from service.outbox.models import Message
from tests import people
from tests.events.planning import AGOT, OSLO, plan
from tests.events.test_admin import send
from tests.events.test_public import questions

pytestmark = pytest.mark.usefixtures("still")
TARGET = {
    "kind_name": "gathering",
    "title": "Pådriversamling",
    "starts_at": datetime(2027, 1, 20, 9, 0, tzinfo=OSLO),
    "ends_at": None,
    "doors_at": None,
    "programme": "",
}
MORNING = datetime(2026, 11, 25, 7, 5, tzinfo=UTC)  # 08.05 in Havnevik, eight weeks before


@pytest.fixture
def event(community: Community) -> Event:
    event = actions.announce_early(actions.draft(community, plan(**TARGET), AGOT), AGOT)
    session.commit()
    return event


def lines(event: Event) -> dict[str, Task]:
    return {task.name: task for task in queries.tasks([event])[event.id]}


def mornings() -> list[Message]:
    mine = Message.letter == "events.plan_due"
    return list(session.scalars(select(Message).where(mine).order_by(Message.id)))


def test_the_days_are_counted_from_the_events_own(event: Event) -> None:
    due_on = {name: task.due for name, task in lines(event).items()}
    assert due_on["save_the_date"] == date(2026, 11, 25)  # domain § 3.3
    assert due_on["invitation"] == date(2026, 12, 23)
    assert due_on["thanks"] == date(2027, 1, 21)
    assert due_on["recognition"] == date(2027, 2, 3)


@pytest.mark.parametrize("kind", kinds.every().values(), ids=lambda kind: kind.name)
def test_every_kind_has_a_plan_in_the_order_of_its_days(kind: kinds.Kind) -> None:
    days = [day for _name, day in kind.todos]
    assert days == sorted(days)
    assert {name for name, _day in kind.todos} <= TASKS.keys()


def test_what_our_own_records_show_is_ticked_by_itself(event: Event) -> None:
    assert not any(task.done for task in lines(event).values())
    own = Invite("Pådriv Havnevik", "listen vår", "agreed")
    actions.invite(event, [Named("Anne", "anne@havnevik.example")], own, AGOT)
    assert lines(event)["save_the_date"].done
    actions.edit(event, plan(**(TARGET | {"programme": "09.00 Samling"})), AGOT)
    actions.publish(event, AGOT)
    assert lines(event)["programme"].done
    actions.invite(event, [Named("Anne", "anne@havnevik.example")], own, AGOT)
    actions.nudge(event, AGOT)
    done = [name for name, task in lines(event).items() if task.done]
    assert done == ["save_the_date", "programme", "invitation", "nudge"]


def test_staff_tick_off_the_rest_and_take_it_back(event: Event, client: FlaskClient) -> None:
    staff = people.sign_in(client, event.community.staff[0])
    assert "8 ting igjen" in staff.get(f"/admin/havnevik/events/{event.id}").text
    assert send(staff, f"/{event.id}/plan/tables", act="done") == 303
    assert lines(event)["tables"].done
    assert send(staff, f"/{event.id}/plan/tables", act="undo") == 303
    assert send(staff, f"/{event.id}/plan/nonsense", act="done") == 303
    session.expire_all()
    assert not any(task.done for task in lines(event).values())


def test_the_morning_it_is_due_the_managers_hear_of_it_once(
    event: Event, still: time_machine.Traveller
) -> None:
    due(MORNING - timedelta(days=1))
    assert mornings() == []
    still.move_to(MORNING)
    due(MORNING)
    due(MORNING + timedelta(minutes=1))
    assert [message.fields["tasks"] for message in mornings()] == [
        [["Be folk holde av tiden", "Pådriversamling", "onsdag 25. november 2026"]]
    ]
    still.move_to(MORNING + timedelta(days=1))
    due(MORNING + timedelta(days=1))
    assert len(mornings()) == 1  # late things are told again on Mondays
    still.move_to(MORNING + timedelta(days=5))
    due(MORNING + timedelta(days=5))
    assert len(mornings()) == 2
    assert event.state == "scheduled"


def test_the_desk_shows_what_is_due_and_never_more_questions_for_more_events(
    event: Event, client: FlaskClient, still: time_machine.Traveller
) -> None:
    staff = people.sign_in(client, event.community.staff[0])
    still.move_to(MORNING)
    staff = people.sign_in(client, event.community.staff[0])
    assert "Pådriversamling: Be folk holde av tiden" in staff.get("/admin/havnevik/").text
    one = questions(staff, "/admin/havnevik/")
    for number in range(3):
        other = plan(**(TARGET | {"title": f"Samling {number}"}))
        actions.announce_early(actions.draft(event.community, other, AGOT), AGOT)
    session.commit()
    assert questions(staff, "/admin/havnevik/") == one


def test_what_is_called_off_asks_for_nothing(event: Event) -> None:
    actions.call_off(event, "", AGOT)
    assert queries.due_tasks(event.community) == []
