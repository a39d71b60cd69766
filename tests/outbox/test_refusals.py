"""A single letter is refused by the same judgement as a letter to many."""

import pytest

from emails.members.welcome import Welcome
from service.core.db import session
from service.outbox import actions
from service.outbox.actions import About
from service.outbox.actions import message as letters
from tests import people


@pytest.mark.parametrize(
    ("reply", "state", "address"),
    [
        ("550 5.1.1 User unknown", "failed", "hard_bounced"),
        ("550 sorry, no mailbox here by that name (#5.1.1)", "failed", "hard_bounced"),
        ("550 5.1.8 Sender address rejected: Domain not found", "waiting", "unverified"),
        ("550 5.1.1 Blocked by Spamhaus", "waiting", "unverified"),
        ("550 5.7.515 not authenticated", "waiting", "unverified"),
        ("552 5.2.2 Over quota", "waiting", "soft_bouncing"),
        ("550 5.4.1 Recipient address rejected: Access denied", "failed", "soft_bouncing"),
        ("552 5.3.4 Message size exceeds fixed limit", "failed", "unverified"),
        ("450 4.1.1 User unknown for now", "waiting", "unverified"),
        ("554 Transaction failed", "failed", "unverified"),
    ],
)
def test_what_the_server_says_decides(community, reply, state, address):
    person = people.person(community)
    letter = Welcome(person.first_name, None, None, "https://paadriv.example/mine/x")
    posted = actions.post(letter, person, About("members", 1))
    session.commit()
    message = letters.claim(posted.id)
    assert message is not None
    letters.refused(message, int(reply[:3]), reply[4:])
    session.commit()
    assert (message.state, message.response) == (state, reply)
    assert person.address_state == address
