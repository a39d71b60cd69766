"""What can happen to a letter: posted, claimed, sent, come back; and the same for one to many."""

from service.outbox.actions.health import probe, weigh
from service.outbox.actions.mailing import (
    again,
    beat,
    mailing_of,
    prepare,
    print_letter,
    revive,
    settle,
    steer,
)
from service.outbox.actions.message import (
    About,
    Extras,
    bounced,
    claim,
    in_doubt,
    kept,
    post,
    post_staff,
    refused,
    sent,
    unwritable,
    withdraw,
)
from service.outbox.actions.pace import Wish, change_pace

__all__ = [
    "About",
    "Extras",
    "Wish",
    "again",
    "beat",
    "bounced",
    "change_pace",
    "claim",
    "in_doubt",
    "kept",
    "mailing_of",
    "post",
    "post_staff",
    "prepare",
    "print_letter",
    "probe",
    "refused",
    "revive",
    "sent",
    "settle",
    "steer",
    "unwritable",
    "weigh",
    "withdraw",
]
