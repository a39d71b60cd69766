"""The morning letter to managers: what their events need today."""

from flask import current_app

from emails.events.plan_due import PlanDue
from service.communities.models import Account, Community
from service.contacts.rules import first_name
from service.core import words
from service.core.words import force_locale
from service.core.words import lazy_gettext as _l
from service.events.models import Event
from service.events.rules import Task

TASKS = {
    "save_the_date": _l("Tell people to save the date"),
    "programme": _l("Write the programme"),
    "invitation": _l("Invite people"),
    "nudge": _l("Ask those who have not answered"),
    "tables": _l("Make a plan for the tables"),
    "run_sheet": _l("Write down who does what, and when"),
    "thanks": _l("Thank those who came"),
    "recognition": _l("See who has contributed and has not been thanked"),
}


def plan_due(account: Account, community: Community, due: list[tuple[Event, Task]]) -> PlanDue:
    with force_locale(account.language):
        tasks = [
            (str(TASKS[task.name]), event.title, words.day(task.due, account.language))
            for event, task in due
        ]
    here = f"{current_app.config['BASE_URL']}/admin/{community.slug}/"
    return PlanDue(first_name(account.name), community.name, tuple(tasks), here)
