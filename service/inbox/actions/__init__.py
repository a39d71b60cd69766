"""What happens to a mail that came in: kept, placed, decided on, and dealt with by a person."""

from service.inbox.actions.arrive import begin, handle, set_aside, take_in
from service.inbox.actions.forget import forget, forget_these
from service.inbox.actions.settle import finish, respond
from service.inbox.actions.staff import answer, file, settle
from service.inbox.actions.threads import (
    assign,
    done,
    note,
    open_again,
    reopen,
    save_reply,
    switch_digest,
    tell_the_morning,
    unsave,
)

__all__ = [
    "answer",
    "assign",
    "begin",
    "done",
    "file",
    "finish",
    "forget",
    "forget_these",
    "handle",
    "note",
    "open_again",
    "reopen",
    "respond",
    "save_reply",
    "set_aside",
    "settle",
    "switch_digest",
    "take_in",
    "tell_the_morning",
    "unsave",
]
