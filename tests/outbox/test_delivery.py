"""A letter's way out: posted, committed, handed over once, and what the far server said."""

import time_machine
from rq import Queue
from sqlalchemy import select

from emails.members.welcome import Welcome
from service.contacts import actions as contacts
from service.core import clock
from service.core.db import session
from service.core.queue import later
from service.core.trail import Cause
from service.outbox import actions, due, rules
from service.outbox.actions import About, Extras
from service.outbox.actions.message import draft, leave
from service.outbox.models import Message
from tests import people


def post(person, once=None):
    letter = Welcome(person.first_name, None, None, "https://paadriv.example/mine/x")
    message = actions.post(letter, person, About("members", 1), Extras(once=once))
    session.commit()
    return message


def test_a_letter_leaves_after_the_commit_and_arrives(community, worker, post_office):
    message = post(people.person(community))
    worker()
    (mail,) = post_office.kept
    session.refresh(message)
    assert (message.state, message.attempts) == ("sent", 1)
    assert message.response == "250 2.0.0 kept"
    assert mail.recipients == ["aerlig@havnevik.example"]
    assert mail.sender == f"bounce+{message.token}@svar.havnevik.example"


def test_what_is_rolled_back_is_never_sent(community, worker, post_office):
    actions.post(Welcome("Ærlig", None, None, "x"), people.person(community), About("members", 1))
    session.rollback()
    worker()
    assert post_office.kept == []


def test_the_same_letter_under_the_same_name_leaves_once(community, worker, post_office):
    person = people.person(community)
    assert post(person, once="welcome:1") is not None
    assert post(person, once="welcome:1") is None
    worker()
    assert len(post_office.kept) == 1


def test_two_jobs_for_one_letter_send_it_once(community, worker, post_office):
    message = post(people.person(community))
    later("deliver", message.id)
    session.commit()
    worker()
    assert len(post_office.kept) == 1


def test_not_now_is_tried_again_later_with_the_same_message_id(community, worker, post_office):
    post_office.refusals["aerlig@havnevik.example"] = "450 4.2.1 not now"
    message = post(people.person(community))
    worker()
    session.refresh(message)
    assert (message.state, message.response) == ("waiting", "450 4.2.1 not now")
    post_office.refusals.clear()
    with time_machine.travel(clock.now().timestamp() + 120, tick=True):
        due.due(clock.now())
        session.commit()
        worker()
    session.refresh(message)
    assert (message.state, message.attempts) == ("sent", 2)
    assert post_office.kept[0].message["Message-ID"] == f"<{message.token}@svar.havnevik.example>"


def test_no_such_person_stops_every_later_letter(community, worker, post_office):
    post_office.refusals["aerlig@havnevik.example"] = "550 5.1.1 no such person"
    person = people.person(community)
    message = post(person)
    worker()
    session.refresh(message)
    session.refresh(person)
    assert (message.state, person.address_state) == ("failed", "hard_bounced")
    second = post(person)
    worker()
    session.refresh(second)
    assert (second.state, second.reason) == ("skipped", "hard_bounced")
    assert post_office.kept == []


def test_a_no_that_is_about_us_blames_no_address(community, worker, post_office):
    post_office.refusals["aerlig@havnevik.example"] = "550 5.7.515 not authenticated"
    person = people.person(community)
    post(person)
    worker()
    session.refresh(person)
    assert person.address_state == "unverified"


def test_a_server_that_hangs_up_after_its_no_has_still_said_no(
    community, worker, post_office, monkeypatch
):
    async def hang_up(*_):
        return "421 4.7.0 Goodbye"

    monkeypatch.setattr(post_office, "handle_RSET", hang_up, raising=False)
    post_office.refusals["aerlig@havnevik.example"] = "550 5.1.1 Nobody here"
    message = post(people.person(community))
    worker()
    session.refresh(message)
    assert (message.state, message.response) == ("failed", "550 5.1.1 Nobody here")


def test_a_message_whose_sender_died_is_found_by_the_clock(community, worker, post_office):
    message = post(people.person(community))
    actions.claim(message.id)
    session.commit()
    worker()
    assert post_office.kept == []
    with time_machine.travel(clock.now() + rules.LEASE + rules.STUCK, tick=True):
        due.due(clock.now())
        session.commit()
        worker()
    assert len(post_office.kept) == 1


def test_a_claim_outlives_the_job_that_made_it(app):
    """Else a slow server's letter would be taken up by another worker, and come twice."""
    assert rules.LEASE.total_seconds() > Queue.DEFAULT_TIMEOUT + 30


def test_the_number_of_a_forgotten_person_and_letter_is_never_given_again(community):
    """Else the old links would open the new person's page."""
    person = people.person(community)
    message = post(person)
    numbers = person.id, message.id
    session.delete(message)
    session.flush()
    session.delete(person)
    session.commit()
    other = people.person(community)
    assert (other.id, post(other).id) == tuple(number + 1 for number in numbers)


def test_who_stops_before_the_hand_over_gets_no_news(community, worker, post_office):
    subscription = people.subscriber(community)
    message = draft(Welcome("Ærlig", None, None, "x"), community, About("members", 1), Extras())
    message.stream, message.person, message.language = "news", subscription.person, "nb"
    leave(message)
    contacts.withdraw(subscription.person, Cause("link"))
    session.commit()
    worker()
    assert session.scalars(select(Message.reason)).all() == ["withdrawn"]
    assert post_office.kept == []


def test_an_address_that_never_answered_is_not_flooded(community, worker, post_office):
    stranger = people.person(community, "gro@post.example", "Gro Fremmedvik")
    posted = [post(stranger) for _ in range(9)]
    worker()
    assert ([message is not None for message in posted].count(True), len(post_office.kept)) == (
        6,
        6,
    )
    contacts.verify(stranger, Cause("reply"))
    assert post(stranger) is not None
