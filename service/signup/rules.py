"""What passes between the page that shows a form and the feature that asks. Pure; no database."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

LONGEST_PAUSE = timedelta(days=366)  # who wants longer is asked by a person
KEPT = timedelta(days=30)  # a request that nobody confirms (domain L-14)

STANDING = ("members", "signup")  # the forms every community has: join, and the newsletter
ASKS = (
    "contacts.confirm_subscription",
    "contacts.unsubscribed",
    "events.date_set",
    "events.declined",
    "events.invitation",
    "events.save_the_date",
    "members.confirm_membership",
    "members.declined",
)  # gone with who never said yes
DEALT_WITH = ("applied", "filed")  # so are the mails that answered them


@dataclass(frozen=True)
class Origin:
    """Where a form was filled in: the page, the site that framed it, the reader's language."""

    page: str
    source: str
    language: str


@dataclass(frozen=True)
class Shown:
    """A page to show: its template (which extends `layout`) and what the template needs."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


def source(asked: str) -> str:
    """The framing site's host, as the snippet tells it; nothing personal, nothing long."""
    return "".join(char for char in asked.lower() if char.isalnum() or char in ".-")[:80]
