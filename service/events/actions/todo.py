"""What an event's back-plan asks for is ticked off, and told to the managers in the morning."""

from zoneinfo import ZoneInfo

from service.communities import queries as communities
from service.communities.models import Community
from service.core import clock, trail
from service.core.db import session
from service.core.trail import Cause
from service.events import letters, queries
from service.events.actions.change import locked
from service.events.models import Event, Todo
from service.outbox import actions as outbox
from service.outbox.actions import Extras


def tick(event: Event, name: str, cause: Cause, *, done: bool = True) -> bool:
    """Done, or not done after all. False if it is no line of the plan, or nothing changed."""
    event = locked(event)
    if name not in {task.name for plan in queries.tasks([event]).values() for task in plan}:
        return False
    known = session.get(Todo, (event.id, name))
    if done == (known is not None):
        return False
    if known is None:
        ids = {"event_id": event.id, "community_id": event.community_id}
        session.add(Todo(**ids, name=name, done_by=cause.who[:120]))
    else:
        session.delete(known)
    trail.note(event, event.state, f"{'done' if done else 'not done'}: {name}", cause)
    return True


def tell_the_plan(community: Community) -> None:
    """Once a day to each manager, when something of today or of an earlier day is left."""
    due = queries.due_tasks(community)
    today = clock.now().astimezone(ZoneInfo(community.zone)).date()
    fresh = any(task.due == today for _event, task in due)
    if not fresh and today.weekday() != 0:
        return  # what is late is told again on Mondays only
    for account in communities.managers(community):
        once = Extras(once=f"plan:{community.id}:{account.id}:{today}")
        outbox.post_staff(letters.plan_due(account, community, due), account, community, once)
