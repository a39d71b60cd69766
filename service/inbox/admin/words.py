"""What the Inbox says of a mail: why it is there, what it told, and whose turn it is."""

from collections.abc import Iterator
from datetime import date

from flask_babel import format_decimal
from flask_babel.speaklater import LazyString

from service.core import words
from service.core.words import lazy_gettext as _l
from service.inbox.models import Inbound

WHY = {
    "": _l("Understood and done"),
    "autoreply": _l("An automatic reply; nothing to do"),
    "by_hand": _l("Filed by hand"),
    "complaint": _l("Reported as spam; no more mail goes there"),
    "damaged": _l("Part of it was lost on its way"),
    "duplicate": _l("The same mail once more"),
    "no_letter": _l("Answers no letter that we know of"),
    "no_receipt": _l("No receipt may be sent to it, so nothing was changed"),
    "other": _l("A list or a machine wrote it"),
    "other_sender": _l("Written by somebody else than the letter went to"),
    "question": _l("The answer is noted; a question is left"),
    "reopened": _l("Put back by hand"),
    "returned": _l("A letter came back"),
    "asks_address": _l("They have a new address"),
    "asks_colleague": _l("A colleague comes instead"),
    "asks_data": _l("They ask what we hold on them"),
    "asks_erase": _l("They ask to be forgotten"),
    "duplicate_post": _l("The same post once more"),
    "held": _l("A post that waits for a moderator"),
    "late_return": _l("A letter came back after more than a month; that says nothing any more"),
    "list": _l("Posted in the channel"),
    "loop": _l("A mail that went round in a circle"),
    "newcomer": _l("A letter was sent on to them; they got one of their own"),
    "not_member": _l("Written to the channel by somebody who is not in it"),
    "overtaken": _l("They have answered anew since"),
    "policy": _l("Refused because of how we send; the address is fine"),
    "proposes": _l("Their calendar proposes another time"),
    "staff_answer": _l("An answer from the team, sent on"),
    "staff_unsent": _l("An answer from the team that could not be sent; it is among the notes"),
    "stop_unproven": _l("A stop that answers no letter of theirs; they were told how to leave"),
    "tip": _l("A news tip, on the shelf"),
    "too_large": _l("Too long for the channel"),
    "delayed": _l("A letter is delayed; the mail server keeps trying"),
    "staff_letter": _l("Answers a letter to one of the team"),
    "unclear": _l("We could not tell what it answers"),
    "unknown_token": _l("Its address is not one we have given out"),
    "unread": _l("We could not read it; the mail itself is kept"),
}
BY_HAND = {"applied": _l("Noted by hand"), "answered": _l("Answered in words")}
ELSE = _l("It could not be settled by itself")
TABS = {
    "open": _l("Our turn"),
    "waiting": _l("Their turn"),
    "done": _l("Done"),
    "filed": _l("Machines"),
}
WHOSE = {"": _l("Everybody's"), "mine": _l("Mine"), "free": _l("Nobody's")}
STATES = {
    "open": _l("It is our turn"),
    "waiting": _l("It is their turn"),
    "done": _l("Done"),
}
EMPTY = {
    "open": (
        _l("Nothing waits for you"),
        _l("When somebody answers a letter in words that we cannot act on, it comes here."),
    ),
    "waiting": (
        _l("Nobody owes you an answer"),
        _l("Conversations that you have answered rest here until they write again."),
    ),
    "done": (_l("Nothing here yet"), _l("Mail that has been dealt with is kept here.")),
    "filed": (
        _l("No machine has written"),
        _l("Letters that come back and automatic replies are kept here. They need nothing of you."),
    ),
}
NONE_OF = {
    "": (_l("Nothing more here"), _l("The list has become shorter since.")),
    "mine": (
        _l("Nothing here is yours right now"),
        _l("Take a conversation on from its page, and it stands here."),
    ),
    "free": (
        _l("Somebody has taken on each of these"),
        _l("What nobody has taken on yet stands here."),
    ),
}
NEXT = {
    "asks_address": _l("Ask them to confirm it from the new address, or change it on their page."),
    "asks_colleague": _l("Write to the colleague, or note the answer by hand."),
    "asks_data": _l("Their page shows all we hold on them. Answer within a month (GDPR art. 12)."),
    "asks_erase": _l("Answer within a month (GDPR art. 12). What the law wants kept is kept."),
}
TOLD = {
    "because": _l("The words we went by"),
    "guests": _l("Guests"),
    "names": _l("Guests by name"),
    "address": _l("New address"),
    "colleague": _l("Comes instead"),
    "until": _l("Pause until"),
    "away_until": _l("Away until"),
    "delegates": _l("Passed on to"),
    "proposed": _l("Proposed time"),
    "recipients": _l("Could not reach"),
    "status": _l("Code"),
    "damage": _l("What is wrong with it"),
}
SORTS = {
    "image": _l("Picture"),
    "document": _l("Document"),
    "text": _l("Text"),
    "calendar": _l("Calendar file"),
    "mail": _l("A mail"),
    "archive": _l("Packed files"),
    "program": _l("A program, or a file that can run"),
    "other": _l("Some other file"),
}
QUOTED = ("because",)
DAMAGE = _l("Part of it could not be read. The mail itself is kept.")


def why(found: Inbound) -> str:
    """By itself it was understood only if nobody had to deal with it."""
    if found.handled_by and not found.reason and found.state in BY_HAND:
        return str(BY_HAND[found.state])
    return str(WHY.get(found.reason, ELSE))


def told(found: Inbound) -> Iterator[tuple[LazyString, str]]:
    """What was read in it, a line each: (what, as text)."""
    for name, title in TOLD.items():
        value = found.found.get(name)
        if value:
            yield title, shown(name, value)


def size(octets: int) -> str:
    """In the thousands that people count files in."""
    if octets < 1_000_000:
        return f"{max(1, round(octets / 1000))} kB"
    return f"{format_decimal(round(octets / 1_000_000, 1))} MB"


def shown(name: str, value: object) -> str:
    if name == "damage":
        return str(DAMAGE)
    if isinstance(value, list):
        marks = "“%s”" if name in QUOTED else "%s"
        return ", ".join(marks % each for each in value)
    if name in ("until", "away_until"):
        return words.day(date.fromisoformat(str(value)), words.language())
    return str(value)
