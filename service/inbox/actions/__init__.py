"""What happens to a mail that came in: kept, placed, decided on, and dealt with by a person."""

from service.inbox.actions.arrive import begin, handle, set_aside, take_in
from service.inbox.actions.forget import forget
from service.inbox.actions.settle import finish, respond
from service.inbox.actions.staff import answer, file, reopen, settle

__all__ = [
    "answer",
    "begin",
    "file",
    "finish",
    "forget",
    "handle",
    "reopen",
    "respond",
    "set_aside",
    "settle",
    "take_in",
]
