"""The newsletter from form to stop and back: asked, confirmed, stopped, undone, forgotten."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from service.communities.models import Community
from service.contacts import actions as contacts
from service.contacts import queries as people_of
from service.contacts.models import Consent, Person, Subscription
from service.core import clock
from service.core.db import session
from service.core.trail import Cause
from service.inbox.rules import Answer, Outcome, Say
from service.members import actions as members
from service.members.actions import Offer
from service.outbox.actions import About, post
from service.outbox.models import Message
from service.signup import actions, letters, replies
from service.signup.due import due
from service.signup.models import SignupForm
from tests import people
from tests.services import Sink

YES = Answer("yes", "link", "button")
JA = Answer("yes", "reply", "<ja@x.example>", reference="<ja@x.example>")
STOPP = Answer("stop", "reply", "<stopp@x.example>", reference="<stopp@x.example>")
ERLIG = {"name": "Ærlig Fiktås", "email": "aerlig@havnevik.example"}


@pytest.fixture
def form(community: Community) -> SignupForm:
    form = actions.publish(community, "signup")
    session.commit()
    return form


def letter(name: str) -> Message:
    """The latest letter of this name."""
    found = session.query(Message).filter_by(letter=name).order_by(Message.id.desc()).first()
    assert found is not None
    return found


def letters_sent() -> list[str]:
    return [message.letter for message in session.query(Message).order_by(Message.id)]


def state() -> str:
    return session.query(Subscription).one().state


def asked(client: FlaskClient, form: SignupForm) -> Message:
    assert client.post(f"/f/{form.token}", data=ERLIG).status_code == 200
    return letter("contacts.confirm_subscription")


def test_sending_the_form_asks_the_address_for_a_yes(
    client: FlaskClient, form: SignupForm, worker: Callable[[], None], post_office: Sink
) -> None:
    page = client.post(f"/f/{form.token}?from=avisa.example", data=ERLIG)
    assert (page.status_code, "Set-Cookie" in page.headers) == (200, False)
    assert "a…@havnevik.example" in page.text
    worker()
    assert "aerlig@havnevik.example" in str(post_office.kept[-1].message["To"])
    person = session.query(Person).one()
    assert (person.name, person.source) == ("Ærlig Fiktås", "newsletter form avisa.example")
    assert state() == "requested"


@pytest.mark.parametrize("language", ["nb", "nn", "nl", "en"])
def test_the_words_kept_are_the_words_shown(
    client: FlaskClient, form: SignupForm, language: str
) -> None:
    url = f"/f/{form.token}?lang={language}"
    shown = re.search("<q>(.+)</q>", client.get(url).text)
    client.post(url, data=ERLIG)
    consent = session.query(Consent).one()
    assert shown is not None
    assert (consent.words, consent.language, consent.act) == (shown[1], language, "asked")


def test_sending_it_again_brings_no_second_letter_within_the_hour(
    client: FlaskClient, form: SignupForm
) -> None:
    asked(client, form)
    asked(client, form)
    assert letters_sent() == ["contacts.confirm_subscription"]


def test_a_reader_who_signs_up_again_sees_the_same_page(
    client: FlaskClient, form: SignupForm
) -> None:
    first = client.post(f"/f/{form.token}", data=ERLIG).text
    replies.on_answer(letter("contacts.confirm_subscription"), YES)
    session.commit()
    again = client.post(f"/f/{form.token}", data=ERLIG).text
    assert nameless(again) == nameless(first)
    assert state() == "active"


def nameless(page: str) -> str:
    return re.sub(r'nonce="[^"]+"', "", page)


@pytest.mark.parametrize(
    "fault", [{"name": ""}, {"email": "nobody"}, {"name": "a\nb"}, {"website": "x"}]
)
def test_a_fault_brings_the_form_back_and_nothing_else(
    client: FlaskClient, form: SignupForm, fault: dict[str, str]
) -> None:
    assert client.post(f"/f/{form.token}", data=ERLIG | fault).status_code == 422
    assert session.query(Person).count() == 0


@pytest.mark.parametrize("answer", [YES, JA])
def test_a_yes_starts_it_with_proof(client: FlaskClient, form: SignupForm, answer: Answer) -> None:
    message = asked(client, form)
    outcome = replies.on_answer(message, answer)
    assert outcome is not None
    assert outcome.changed
    assert (state(), message.recipient.address_state) == ("active", "verified")
    acts = [(one.act, one.evidence) for one in session.query(Consent).order_by(Consent.id)]
    assert acts[-1] == ("given", answer.evidence)
    assert letter("contacts.subscribed").answers == answer.reference


def test_a_second_yes_changes_nothing(client: FlaskClient, form: SignupForm) -> None:
    message = asked(client, form)
    replies.on_answer(message, YES)
    again = replies.on_answer(message, YES)
    assert again is not None
    assert not again.changed
    assert letters_sent() == ["contacts.confirm_subscription", "contacts.subscribed"]


@pytest.mark.parametrize("say", ["no", "stop"])
def test_a_no_before_any_yes_is_forgotten_with_the_person(
    client: FlaskClient, form: SignupForm, say: Say
) -> None:
    message = asked(client, form)
    assert changed(replies.on_answer(message, Answer(say, "reply", "<x@y>"))) is True
    assert changed(replies.on_answer(message, Answer("stop", "reply", "<x@y>"))) is False
    session.commit()
    assert letters_sent() == ["contacts.confirm_subscription", "contacts.unsubscribed"]
    at(29)
    assert state() == "refused"
    at(31)
    assert [session.query(table).count() for table in KEPT] == [0, 0, 0, 0]


@pytest.mark.parametrize("name", ["contacts.confirm_subscription", "contacts.unsubscribed"])
def test_a_no_pressed_by_mistake_is_taken_back(
    client: FlaskClient, form: SignupForm, name: str
) -> None:
    replies.on_answer(asked(client, form), Answer("no", "link", "button"))
    assert buttons(replies.question(letter(name))) == (True, False)
    assert changed(replies.on_answer(letter(name), JA)) is True
    assert state() == "active"
    acts = [consent.act for consent in session.query(Consent).order_by(Consent.id)]
    assert acts == ["asked", "given"]


def test_a_no_from_a_reader_is_for_a_person_to_read(client: FlaskClient, form: SignupForm) -> None:
    message = asked(client, form)
    replies.on_answer(message, YES)
    assert replies.on_answer(message, Answer("no", "reply", "<x@y>")) is None
    assert state() == "active"


def test_who_marked_the_asking_as_spam_is_remembered_so_that_we_never_ask_again(
    client: FlaskClient, form: SignupForm
) -> None:
    person = asked(client, form).recipient
    contacts.bounced(person, "complained", Cause("delivery"))
    session.commit()
    at(31)
    assert (session.query(Person).one().address_state, state()) == ("complained", "none")


def test_stop_works_from_any_letter_with_one_receipt(community: Community) -> None:
    subscription = people.subscriber(community)
    message = post(letters.subscribed(subscription.person), subscription.person, about_events())
    assert message is not None
    stopped = replies.on_answer(message, STOPP)
    again = replies.on_answer(message, STOPP)
    assert (changed(stopped), changed(again)) == (True, False)
    assert subscription.state == "withdrawn"
    assert letters_sent() == ["contacts.subscribed", "contacts.unsubscribed"]
    assert letter("contacts.unsubscribed").answers == "<stopp@x.example>"


def about_events() -> About:
    return About("events", 1)


def changed(outcome: Outcome | None) -> bool | None:
    return outcome.changed if outcome else None


def test_a_stop_that_a_machine_sent_gets_no_receipt(community: Community) -> None:
    person = people.subscriber(community).person
    assert actions.stop(person, Answer("stop", "reply", "<m@x>", silent=True))
    assert letters_sent() == []


def test_the_receipt_brings_it_back(community: Community) -> None:
    subscription = people.subscriber(community)
    actions.stop(subscription.person, STOPP)
    receipt = letter("contacts.unsubscribed")
    assert receipt.fields["kept"] == []
    assert changed(replies.on_answer(receipt, JA)) is True
    assert changed(replies.on_answer(receipt, JA)) is False
    assert subscription.state == "active"
    assert people_of.consents(subscription.person)[0].act == "renewed"


def test_an_old_confirm_letter_does_not_undo_a_stop(client: FlaskClient, form: SignupForm) -> None:
    message = asked(client, form)
    replies.on_answer(message, YES)
    replies.on_answer(message, STOPP)
    assert replies.on_answer(message, YES) is None
    assert state() == "withdrawn"


def test_a_stop_from_somebody_without_the_newsletter_is_read_by_a_person(
    community: Community,
) -> None:
    person = people.person(community)
    message = post(letters.subscribed(person), person, about_events())
    assert message is not None
    assert replies.on_answer(message, STOPP) is None
    assert changed(replies.on_answer(message, Answer("stop", "link", "button"))) is False


def test_the_question_follows_how_things_stand(client: FlaskClient, form: SignupForm) -> None:
    message = asked(client, form)
    assert buttons(replies.question(message)) == (True, True)
    replies.on_answer(message, YES)
    assert buttons(replies.question(message)) == (False, False)
    assert buttons(replies.stop_page(message)) == (False, True)
    replies.on_answer(message, STOPP)
    assert buttons(replies.question(message)) == (False, False)
    assert buttons(replies.question(letter("contacts.unsubscribed"))) == (True, False)
    assert buttons(replies.stop_page(message)) == (False, False)


def buttons(question: object) -> tuple[bool, bool]:
    return getattr(question, "yes", None) is not None, getattr(question, "no", None) is not None


def test_the_promise_is_left_out_in_another_language(community: Community) -> None:
    here = people.person(community)
    away = people.person(community, "jip@stad.example", "Jip", "nl")
    assert letters.cadence(here) == "ca. en gang i måneden"
    assert letters.cadence(away) == ""


def test_who_never_confirms_is_forgotten_after_thirty_days(
    client: FlaskClient, form: SignupForm
) -> None:
    asked(client, form)
    at(29)
    assert state() == "requested"
    at(31)
    assert [session.query(table).count() for table in KEPT] == [0, 0, 0, 0]


KEPT = (Person, Subscription, Consent, Message)


def at(days: int) -> None:
    with time_machine.travel(clock.now() + timedelta(days=days)):
        due(clock.now())
        session.commit()


def test_who_has_more_with_us_stays_and_only_the_request_lapses(
    client: FlaskClient, form: SignupForm
) -> None:
    person = asked(client, form).recipient
    members.request(person, Offer(), Cause("form"), people.WORDS)
    session.commit()
    at(31)
    assert (session.query(Person).count(), state()) == (1, "none")
    assert session.query(Consent).count() == 2
    at(31)
    assert session.query(Person).count() == 1
