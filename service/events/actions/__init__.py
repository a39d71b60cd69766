"""What can happen to an event and to a seat in it: planned, taken, passed on, met at the door."""

from service.events.actions.advise import advice
from service.events.actions.answer import accept, bring, cancel, confirm, hesitate
from service.events.actions.asking import ask, ask_needs, ask_no_more, ask_the_same, forget_needs
from service.events.actions.call_off import call_off
from service.events.actions.change import Receipt
from service.events.actions.checks import missing, missing_to_announce
from service.events.actions.door import arrive, at_the_door, not_seen, undo_arrival, walk_in
from service.events.actions.invite import Sorted, forget_guest, invite, nudge, whom
from service.events.actions.plan import (
    announce,
    announce_early,
    close,
    draft,
    edit,
    end,
    publish,
    reopen,
    widen,
)
from service.events.actions.registration import Taken, register
from service.events.actions.remind import inform, remind
from service.events.actions.seats import tend
from service.events.actions.thank import tell_what_came, thank, want_notes
from service.events.actions.todo import tell_the_plan, tick
from service.events.actions.tracks import choose
from service.events.actions.transfer import join_from_afar, transfer

__all__ = [
    "Receipt",
    "Sorted",
    "Taken",
    "accept",
    "advice",
    "announce",
    "announce_early",
    "arrive",
    "ask",
    "at_the_door",
    "ask_needs",
    "ask_no_more",
    "ask_the_same",
    "bring",
    "call_off",
    "cancel",
    "choose",
    "close",
    "confirm",
    "draft",
    "edit",
    "end",
    "forget_guest",
    "forget_needs",
    "hesitate",
    "inform",
    "invite",
    "join_from_afar",
    "missing",
    "missing_to_announce",
    "not_seen",
    "nudge",
    "publish",
    "register",
    "remind",
    "reopen",
    "tell_the_plan",
    "tell_what_came",
    "tend",
    "thank",
    "tick",
    "transfer",
    "undo_arrival",
    "walk_in",
    "want_notes",
    "whom",
    "widen",
]
