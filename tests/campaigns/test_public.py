"""What anybody may read: letters that were sent, about nobody in particular."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest

from service.campaigns import actions
from service.core import clock
from service.core.db import session
from tests.campaigns.conftest import BY
from tests.people import voorbeeldstad

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def sent(letter, readers):
    campaign = letter("nb", "nn")
    actions.head(campaign.editions[1], "Hald av 20. januar 2027", "Frukost", BY)
    actions.remember(campaign, clock.now() - timedelta(days=9), readers(2))
    session.commit()
    return campaign


def test_the_archive_shows_what_was_sent_and_no_draft(client, sent, letter):
    draft = letter("nb")
    page = client.get("/havnevik/letters").text
    assert f"/havnevik/letters/{sent.id}" in page
    assert f"/havnevik/letters/{draft.id}" not in page
    assert client.get(f"/havnevik/letters/{draft.id}").status_code == 404


def test_a_letter_on_the_web_names_nobody_and_stops_nothing(client, sent):
    page = client.get(f"/havnevik/letters/{sent.id}").text
    assert "Hold av 20. januar 2027" in page
    for trace in ("pdslot-", "/u/", "Hei ", "/mine/", "reply+", "<script"):
        assert trace not in page


def test_a_letter_on_the_web_is_read_in_the_language_one_asks_for(client, sent):
    page = client.get(f"/havnevik/letters/{sent.id}?lang=nn").text
    assert "Hald av 20. januar 2027" in page
    assert 'lang="nn"' in page
    assert "Hold av 20. januar 2027" in client.get(f"/havnevik/letters/{sent.id}?lang=nl").text


def test_public_pages_set_no_cookie(client, sent):
    for path in ("letters", f"letters/{sent.id}", "letters.atom"):
        assert "Set-Cookie" not in client.get(f"/havnevik/{path}").headers


def test_a_letter_of_another_community_is_not_found_here(client, sent):
    voorbeeldstad()
    assert client.get(f"/voorbeeldstad/letters/{sent.id}").status_code == 404


def test_the_feed_is_well_formed_and_lists_each_letter(client, sent):
    reply = client.get("/havnevik/letters.atom")
    assert reply.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(reply.text)
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Hold av 20. januar 2027"]


def test_whoever_reads_the_mail_while_it_is_still_sent_finds_the_web_version(
    client, letter, readers
):
    readers(1)
    campaign = letter("nb")
    actions.schedule(campaign, clock.now(), BY)
    actions.begin(campaign)
    session.commit()
    assert client.get(f"/havnevik/letters/{campaign.id}").status_code == 200
    assert f"/havnevik/letters/{campaign.id}" not in client.get("/havnevik/letters").text
