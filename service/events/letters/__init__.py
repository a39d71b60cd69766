"""The letters and calendar files about an event, filled in from our records."""

from service.events.letters.after import Afterwards, missed_you, thanks
from service.events.letters.files import (
    address,
    feed,
    invitation,
    withdrawal,
)
from service.events.letters.inviting import (
    date_set,
    declined,
    invited,
    save_the_date,
)
from service.events.letters.planning import TASKS, plan_due
from service.events.letters.seats import (
    called_off,
    cancelled,
    confirm_place,
    maybe,
    members_first,
    offer_passed,
    offered,
    passed_on,
    practical,
    reminder,
    waiting,
    you_are_in,
)

__all__ = [
    "TASKS",
    "Afterwards",
    "address",
    "called_off",
    "cancelled",
    "confirm_place",
    "date_set",
    "declined",
    "feed",
    "invitation",
    "invited",
    "maybe",
    "members_first",
    "missed_you",
    "offer_passed",
    "offered",
    "passed_on",
    "plan_due",
    "practical",
    "reminder",
    "save_the_date",
    "thanks",
    "waiting",
    "withdrawal",
    "you_are_in",
]
