"""What a Pådriver may be asked again for, and how long we wait. Pure; no database."""

from datetime import timedelta

PURPOSE = "membership"
VALID = timedelta(days=7)  # the confirm mail (domain § 2.2)
KEPT = timedelta(days=30)  # an unanswered request, then it is deleted
REMINDER = timedelta(days=3)
REMINDED = "remind-membership:"  # how the names of all reminders begin
OPEN = ("new", "interested", "pending", "lapsed", "left")  # from here a new request starts
ASKED = ("interested", "pending", "lapsed")  # a yes from here makes a member
UNANSWERED = ("interested", "pending")  # a no from here is as if nobody had asked
MEMBERS = ("confirmed", "needs_info", "active", "dormant")


def missing(competence: str, interests: str) -> tuple[str, ...]:
    """What the manager may want to ask about (method f4-1: check completeness)."""
    return tuple(
        name
        for name, text in (("competence", competence), ("interests", interests))
        if not text.strip()
    )
