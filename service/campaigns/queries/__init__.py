"""Look-ups of letters: which there are, who will get one, what is wrong with it, how it went."""

from service.campaigns.queries.audience import count, left_out, recipients
from service.campaigns.queries.find import (
    by_id,
    complained_of,
    edition,
    last_sent,
    leftovers,
    letters,
    published,
    refused_later,
    sleeping,
    titles,
)
from service.campaigns.queries.preflight import Note, notes
from service.campaigns.queries.responses import first_in_reserve, response, responses, taken
from service.campaigns.queries.results import (
    answers,
    domains,
    next_try,
    rows,
    stopped,
    tallies,
    tally,
)

__all__ = [
    "Note",
    "answers",
    "by_id",
    "complained_of",
    "count",
    "domains",
    "edition",
    "first_in_reserve",
    "last_sent",
    "left_out",
    "leftovers",
    "letters",
    "next_try",
    "notes",
    "published",
    "recipients",
    "refused_later",
    "response",
    "responses",
    "rows",
    "sleeping",
    "stopped",
    "taken",
    "tallies",
    "tally",
    "titles",
]
