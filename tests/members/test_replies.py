"""Out of the membership and back in: each answer once, each with its one receipt."""

from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from service.communities.models import Community
from service.contacts import queries as people_of
from service.contacts.models import Consent, Person
from service.contacts.rules import Wording
from service.core import clock
from service.core.db import session
from service.core.trail import Cause
from service.inbox.models import Inbound
from service.inbox.rules import Answer, Outcome
from service.members import actions, due, replies
from service.members.actions import Offer
from service.members.models import Membership
from service.outbox.actions import About, post
from service.outbox.models import Message
from service.signup import letters as newsletter
from tests import people
from tests.people import WORDS

WISH = Wording("membership", "membership-1", "Frokoster", "nb", "/f/test")
NEI = Answer("no", "reply", "<nei@x.example>", reference="<nei@x.example>")
JA = Answer("yes", "reply", "<ja@x.example>", reference="<ja@x.example>")
PRESSED = Answer("no", "link", "button")


@pytest.fixture
def pending(community: Community) -> Membership:
    """Somebody typed Gro's address."""
    gro = people.person(community, "gro@post.example", "Gro Fremmedvik")
    membership = actions.request(gro, Offer("Snekring"), Cause("form"), WISH)
    session.commit()
    return membership


@pytest.fixture
def member(pending: Membership) -> Membership:
    actions.confirm(pending.person, Cause("link"), "button")
    session.commit()
    return pending


def letter(name: str) -> Message:
    """The latest letter of this name."""
    found = session.query(Message).filter_by(letter=name).order_by(Message.id.desc()).first()
    assert found is not None
    return found


def to_gro() -> list[str]:
    sent = session.query(Message).filter(Message.person_id.is_not(None)).order_by(Message.id)
    return [message.letter.removeprefix("members.") for message in sent]


def changed(outcome: Outcome | None) -> bool | None:
    return outcome.changed if outcome else None


def acts(person: Person) -> list[str]:
    return [consent.act for consent in reversed(people_of.consents(person))]


def buttons(name: str) -> tuple[bool, bool]:
    question = replies.question(letter(name))
    assert question is not None
    return question.yes is not None, question.no is not None


def at(days: int) -> None:
    with time_machine.travel(clock.now() + timedelta(days=days)):
        due.due(clock.now())
        session.commit()


def count(*tables: type) -> list[int]:
    return [session.query(table).count() for table in tables]


@pytest.mark.parametrize("answer", [NEI, PRESSED], ids=["by mail", "by button"])
def test_a_no_before_any_yes_is_forgotten_with_the_person(
    pending: Membership, answer: Answer
) -> None:
    assert changed(replies.on_answer(letter("members.confirm_membership"), answer)) is True
    session.commit()
    assert (pending.state, acts(pending.person)) == ("lapsed", ["asked"])
    at(29)
    assert count(Membership, Person) == [1, 1]
    at(31)
    assert count(Membership, Person, Consent, Message) == [0, 0, 0, 0]


@pytest.mark.parametrize(("mail", "left"), [("applied", [0, 0]), ("waiting", [1, 1])])
def test_their_no_by_mail_goes_too_unless_it_waits_for_a_person(
    pending: Membership, mail: str, left: list[int]
) -> None:
    message = letter("members.confirm_membership")
    replies.on_answer(message, NEI)
    kept = Inbound(recipient="svar@x", envelope_from="gro@post.example", raw=b"NEI", digest="1")
    kept.state, kept.message, kept.person = mail, message, message.person
    session.add(kept)
    session.commit()
    at(31)
    assert count(Person, Inbound) == left


def test_a_no_by_mail_gets_a_receipt_and_a_yes_to_it_joins(pending: Membership) -> None:
    message = letter("members.confirm_membership")
    assert [changed(replies.on_answer(message, NEI)) for _ in (1, 2)] == [True, False]
    assert to_gro() == ["confirm_membership", "declined"]
    receipt = letter("members.declined")
    assert receipt.answers == "<nei@x.example>"
    assert buttons("members.declined") == (True, False)
    assert changed(replies.on_answer(receipt, JA)) is True
    assert (pending.state, acts(pending.person)) == ("confirmed", ["asked", "given"])


def test_a_no_by_button_sends_no_more_mail(pending: Membership) -> None:
    replies.on_answer(letter("members.confirm_membership"), PRESSED)
    assert to_gro() == ["confirm_membership"]


def test_a_no_keeps_whoever_has_more_with_us(pending: Membership) -> None:
    people.subscriber(pending.person.community, "gro@post.example")
    replies.on_answer(letter("members.confirm_membership"), PRESSED)
    session.commit()
    at(31)
    assert count(Membership, Person) == [0, 1]


def test_a_member_leaves_by_mail_with_one_receipt(member: Membership) -> None:
    people.subscriber(member.person.community, "gro@post.example")
    outcomes = [replies.on_answer(letter("members.welcome"), NEI) for _ in (1, 2)]
    assert [changed(outcome) for outcome in outcomes] == [True, False]
    assert (member.state, acts(member.person)[-1]) == ("left", "withdrawn")
    assert to_gro() == ["confirm_membership", "welcome", "left"]
    receipt = letter("members.left")
    assert receipt.answers == "<nei@x.example>"
    assert receipt.fields["kept"] == ["Nyhetsbrevet fra Pådriv Havnevik"]


def test_a_yes_to_the_receipt_brings_a_member_back(member: Membership) -> None:
    replies.on_answer(letter("members.confirm_membership"), PRESSED)
    receipt = letter("members.left")
    assert buttons("members.left") == (True, False)
    assert [changed(replies.on_answer(receipt, JA)) for _ in (1, 2)] == [True, False]
    assert (member.state, member.left_at) == ("confirmed", None)
    assert acts(member.person) == ["asked", "given", "withdrawn", "renewed"]
    assert to_gro() == ["confirm_membership", "welcome", "left", "welcome"]
    assert letter("members.welcome").answers == "<ja@x.example>"
    told = session.query(Message).filter_by(letter="members.new_member").count()
    assert told == 1  # the manager never heard of the leaving


def test_the_button_in_the_receipt_does_the_same(client: FlaskClient, member: Membership) -> None:
    replies.on_answer(letter("members.welcome"), NEI)
    session.commit()
    path = f"/answer/{letter('members.left').token}"
    assert "Gjør meg til Pådriver igjen" in client.get(path).text
    assert client.post(path, data={"say": "yes"}).status_code == 200
    session.expire_all()
    assert member.state == "confirmed"


def test_the_button_of_an_old_letter_lets_a_member_out(member: Membership) -> None:
    assert buttons("members.confirm_membership") == (False, True)


def test_an_old_letter_does_not_undo_a_leaving(member: Membership) -> None:
    replies.on_answer(letter("members.welcome"), NEI)
    assert replies.on_answer(letter("members.confirm_membership"), JA) is None
    assert (buttons("members.welcome"), member.state) == ((False, False), "left")


def test_who_left_and_asks_anew_says_yes_by_any_letter(member: Membership) -> None:
    replies.on_answer(letter("members.welcome"), NEI)
    actions.request(member.person, Offer(), Cause("form"), WISH)
    assert changed(replies.on_answer(letter("members.left"), JA)) is True
    assert acts(member.person)[-2:] == ["asked", "given"]


def test_a_machine_gets_no_receipt(member: Membership) -> None:
    silent = Answer("no", "reply", "<m@x.example>", silent=True)
    assert changed(replies.on_answer(letter("members.welcome"), silent)) is True
    assert to_gro() == ["confirm_membership", "welcome"]


def test_a_no_to_a_managers_own_question_is_for_a_person(member: Membership) -> None:
    """What a manager writes about a membership may ask anything."""
    about = About("members", member.id)
    written = post(newsletter.subscribed(member.person), member.person, about)
    assert written is not None
    assert replies.on_answer(written, NEI) is None
    assert member.state == "confirmed"


@pytest.mark.parametrize("state", ["interested", "pending"])
def test_leaving_what_was_never_confirmed_is_no_leaving(community: Community, state: str) -> None:
    gro = people.person(community, "gro@post.example", "Gro Fremmedvik")
    membership = actions.interested(gro, Cause("form"), WORDS)
    membership.state = state
    assert not actions.leave(gro, PRESSED)
    assert actions.decline(gro, PRESSED)
    assert membership.state == "lapsed"
