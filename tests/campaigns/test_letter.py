"""The newsletter as it arrives: who may stop it and how, what is the same for all, what is not."""

import re
from email.message import EmailMessage

from emails.events.you_are_in import YouAreIn
from service.campaigns import actions
from service.core import clock
from service.core.db import session
from service.outbox import actions as outbox
from service.outbox.models import Delivery
from tests.campaigns.conftest import BY

TOKEN = re.compile(r"[a-z2-7]{26}")


def sent(letter, worker, post_office, *languages: str) -> list[EmailMessage]:
    actions.schedule(letter(*languages), clock.now(), BY)
    worker()
    return [kept.message for kept in post_office.kept]


def html(mail: EmailMessage) -> str:
    return mail.get_body(("html",)).get_content()


def text(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content()


def test_every_letter_says_how_to_stop_it_with_one_click_or_by_mail(
    letter, readers, worker, post_office
):
    """A29"""
    readers(1)
    (mail,) = sent(letter, worker, post_office)
    message = session.query(Delivery).one()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].split() == [
        f"<https://paadriv.example/u/{message.token}>,",
        f"<mailto:stop+{message.token}@svar.havnevik.example>",
    ]
    assert mail["List-Id"] == "havnevik <news.havnevik.svar.havnevik.example>"
    assert mail["Reply-To"].addresses[0].addr_spec == f"reply+{message.token}@svar.havnevik.example"
    assert post_office.kept[0].sender == f"bounce+{message.token}@svar.havnevik.example"
    assert f"https://paadriv.example/u/{message.token}" in html(mail)
    assert f"https://paadriv.example/u/{message.token}" in text(mail)


def test_a_receipt_says_nothing_of_stopping(readers, worker, post_office):
    """A30"""
    (person,) = readers(1)
    outbox.post(YouAreIn.sample(), person, outbox.About("events", 1))
    worker()
    (kept,) = post_office.kept
    names = {name.lower() for name in kept.message}
    assert {name for name in names if name.startswith("list-")} == set()


def test_two_letters_differ_only_in_greeting_and_tokens(letter, readers, worker, post_office):
    """A31"""
    readers(2)
    one, other = sent(letter, worker, post_office)
    bare = [
        TOKEN.sub("·", html(mail)).replace(name, "·")
        for mail, name in ((one, "Leser0"), (other, "Leser1"))
    ]
    assert bare[0] == bare[1]
    assert html(one) != html(other)
    assert "Hei Leser0," in html(one)


def bare(mail: EmailMessage, name: str) -> str:
    return TOKEN.sub("·", html(mail)).replace(name, "·")


def test_no_picture_is_fetched_from_anywhere(letter, readers, worker, post_office):
    """A31"""
    readers(1)
    (mail,) = sent(letter, worker, post_office)
    assert re.findall(r"<img|url\(|@import|@font-face", html(mail)) == []


def test_the_plain_text_has_the_same_facts_and_links(letter, readers, worker, post_office):
    """A32"""
    readers(1)
    (mail,) = sent(letter, worker, post_office)
    for fact in ("Frokost", "onsdag 20. januar 2027 kl. 08.00", "Biblioteket", "Seks", "hyller"):
        assert fact in text(mail)
        assert fact in html(mail)
    links = set(re.findall(r'href="(https?://[^"]+)"', html(mail)))
    assert {link for link in links if link.replace("&amp;", "&") not in text(mail)} == set()


def test_the_language_of_the_letter_and_of_a_part_is_said(letter, readers, worker, post_office):
    """A32"""
    readers(1, "nn")
    campaign = letter("nn")
    edition = campaign.editions[0]
    fields = {"heading": "New here?", "body": "Come as you are.", "lang": "en"}
    actions.add_block(edition, "text", fields, BY)
    actions.schedule(campaign, clock.now(), BY)
    worker()
    page = html(post_office.kept[0].message)
    assert re.search(r'<html[^>]* lang="nn"', page)
    assert re.search(r'lang="en"[^>]*>(?:(?!lang=).)*New here\?', page, re.DOTALL)


def test_no_name_and_no_subject_can_add_a_header(letter, readers, worker, post_office):
    (person,) = readers(1)
    person.name = "Ole\r\nBcc: alle@havnevik.example\r\n\r\n<b>hei</b>"
    campaign = letter("nb")
    actions.head(campaign.editions[0], "Nytt\r\nBcc: alle@havnevik.example", "x\r\ny", BY)
    actions.schedule(campaign, clock.now(), BY)
    worker()
    (kept,) = post_office.kept
    assert kept.message["Bcc"] is None
    assert kept.message["Subject"] == "Nytt Bcc: alle@havnevik.example"
    assert kept.recipients == [person.email]
    assert "<b>hei</b>" not in html(kept.message)


def test_a_name_that_looks_like_a_slot_stays_a_name(letter, readers, worker, post_office):
    (person,) = readers(1)
    person.name = "pdslot-stop-link-x Berg"
    (mail,) = sent(letter, worker, post_office)
    assert "Hei pdslot-stop-link-x," in text(mail)


def test_someone_without_a_name_is_greeted_all_the_same(letter, readers, worker, post_office):
    (person,) = readers(1)
    person.name = ""
    (mail,) = sent(letter, worker, post_office)
    assert "Hei du," in text(mail)
