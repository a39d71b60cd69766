"""A letter that asks for three people: the third yes ends it, later ones are kept in reserve."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask

from service.campaigns import actions, queries, replies
from service.campaigns.models import Campaign
from service.core import clock
from service.core.db import session
from service.inbox.rules import Answer, Say
from service.outbox import actions as outbox
from service.outbox import queries as posted
from service.outbox.models import Delivery, Mailing, Message
from tests import people
from tests.campaigns.conftest import BY, a_letter, some_readers

LETTERS = "/admin/havnevik/letters"


def asking(community, wanted: int = 3, readers: int = 5) -> Campaign:
    """A letter that asks, begun and on its way to its readers."""
    some_readers(community, readers)
    campaign = a_letter(community)
    campaign.wanted = wanted
    actions.schedule(campaign, clock.now(), BY)
    actions.begin(campaign)
    session.commit()
    return campaign


def copies(campaign: Campaign) -> list[Message]:
    """Each reader's own copy, as a letter that somebody answers."""
    rows = session.query(Delivery).join(Mailing, Mailing.id == Delivery.mailing_id)
    mine = rows.filter(Mailing.about_id == campaign.id).order_by(Delivery.seq).all()
    found = [posted.of_delivery(row.mailing_id, row.seq) for row in mine]
    return [outbox.kept(message) for message in found if message]


def say(message: Message, word: Say):
    outcome = replies.on_answer(message, Answer(word, "reply", "<1@x>", reference="<1@x>"))
    session.commit()
    return outcome


def receipts() -> list[tuple[str, str, bool | None]]:
    query = session.query(Message).filter(Message.mailing_id.is_(None)).order_by(Message.id)
    return [(m.letter, m.email.partition("@")[0], m.fields.get("reserve")) for m in query]


def standing(campaign: Campaign) -> list[tuple[str, str]]:
    return [
        (each.person.email.partition("@")[0], each.place) for each in queries.responses(campaign)
    ]


def test_the_third_yes_ends_it_and_later_ones_are_kept_in_reserve(community):
    campaign = asking(community)
    letters = copies(campaign)
    for message in letters[:2]:
        say(message, "yes")
    assert campaign.state == "sending"
    say(letters[2], "yes")
    assert campaign.state == "cancelled"
    say(letters[3], "yes")
    assert standing(campaign) == [("nb0", "in"), ("nb1", "in"), ("nb2", "in"), ("nb3", "reserve")]
    assert receipts() == [
        ("campaigns.counted", "nb0", False),
        ("campaigns.counted", "nb1", False),
        ("campaigns.counted", "nb2", False),
        ("campaigns.counted", "nb3", True),
    ]


def test_a_place_that_comes_free_goes_to_the_first_in_reserve(community):
    campaign = asking(community, wanted=1)
    letters = copies(campaign)
    for message in letters[:3]:
        say(message, "yes")
    say(letters[0], "no")
    assert standing(campaign) == [("nb1", "in"), ("nb2", "reserve"), ("nb0", "")]
    assert receipts()[-2:] == [
        ("campaigns.not_this_time", "nb0", None),
        ("campaigns.counted", "nb1", False),
    ]


def test_the_same_answer_twice_changes_nothing_and_sends_nothing(community):
    letters = copies(asking(community))
    assert say(letters[0], "yes").changed
    assert not say(letters[0], "yes").changed
    assert len(receipts()) == 1


def test_maybe_takes_no_place_and_may_become_yes(community):
    campaign = asking(community, wanted=1)
    letters = copies(campaign)
    say(letters[0], "maybe")
    assert queries.taken(campaign) == 0
    say(letters[0], "yes")
    assert standing(campaign) == [("nb0", "in")]


def test_guests_are_left_to_a_person(community):
    message = copies(asking(community))[0]
    assert replies.on_answer(message, Answer("yes", "reply", "<1@x>", guests=2)) is None


def test_the_page_behind_the_button_asks_what_makes_sense(community):
    campaign = asking(community, wanted=1)
    first, second = copies(campaign)[:2]
    assert replies.question(first).yes is not None
    say(first, "yes")
    assert (replies.question(first).yes, replies.question(first).no is None) == (None, False)
    assert str(replies.question(second).yes) == "Ja, sett meg i reserve"


def test_a_manager_sees_who_said_yes(desk, community):
    campaign = asking(community)
    first, second, third, *_ = copies(campaign)
    say(first, "yes")
    say(second, "maybe")
    say(third, "no")
    page = desk.get(f"{LETTERS}/{campaign.id}/result").text
    assert "1 av 3" in page
    assert [word in page for word in ("Leser0 Fiktås", "Ja, med", "Kanskje")] == [True] * 3


def test_a_manager_asks_for_a_number_when_the_letter_begins(desk, community):
    typed = {"title": "Hjelp", "language": "nb", "wanted": "3"}
    assert desk.post(f"{LETTERS}/new", data=typed).status_code == 303
    assert session.query(Campaign.wanted).scalar() == 3
    refused = desk.post(f"{LETTERS}/new", data=typed | {"wanted": "mange"})
    assert refused.status_code == 422
    assert "mange" in refused.text


def test_two_who_say_yes_at_once_never_both_get_the_last_place(both: Flask) -> None:
    numbers = [message.id for message in copies(asking(people.havnevik(), wanted=1))]
    session.commit()
    session.remove()
    start = Barrier(len(numbers))

    def answer(number: int) -> None:
        with both.app_context():
            message = session.get_one(Message, number)
            session.rollback()
            start.wait(timeout=30)
            replies.on_answer(message, Answer("yes", "reply", "<1@x>"))
            session.commit()
            session.remove()

    with ThreadPoolExecutor(len(numbers)) as crowd:
        list(crowd.map(answer, numbers))
    campaign = session.query(Campaign).one()
    assert sorted(place for _, place in standing(campaign)) == ["in", *["reserve"] * 4]
