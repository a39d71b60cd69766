"""Writing, looking, sending and reading the result, as a manager does it in the browser."""

import io
import re
import struct
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from service.campaigns import actions, queries
from service.campaigns.models import Campaign, Edition
from service.communities.models import Picture
from service.contacts import actions as contacts
from service.core import clock
from service.core.db import session
from service.core.trail import Cause
from tests import people
from tests.campaigns.conftest import BY, a_letter, turn

LETTERS = "/admin/havnevik/letters"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 640, 400) + b"\x08\x02\x00\x00\x00"
)


def edition(language: str = "nb") -> Edition:
    session.expire_all()
    return session.query(Edition).filter_by(language=language).one()


def names() -> list[str]:
    return [block["block"] for block in edition().blocks]


@pytest.fixture
def path(letter) -> str:
    return f"{LETTERS}/{letter('nb').id}"


def test_an_empty_list_says_what_to_do_first(desk: FlaskClient):
    page = desk.get(f"{LETTERS}/").text
    assert "Ingen brev ennå" in page
    assert "Skriv det første brevet" in page


def test_a_letter_begins_with_a_name_and_a_language(desk):
    reply = desk.post(f"{LETTERS}/new", data={"title": "Januar", "language": "nn"})
    campaign = session.query(Campaign).one()
    assert reply.location == f"{LETTERS}/{campaign.id}/nn"
    assert (campaign.title, campaign.created_by, campaign.spoken) == (
        "Januar",
        "Ågot Prøvesen",
        ["nn"],
    )


def test_a_letter_without_a_name_is_asked_for_one(desk):
    reply = desk.post(f"{LETTERS}/new", data={"title": " ", "language": "nb"})
    assert reply.status_code == 422
    assert "Gi brevet et navn, så du finner det igjen." in reply.text
    assert session.query(Campaign).count() == 0


def test_the_head_is_saved_and_shown_again(desk, path):
    reply = desk.post(f"{path}/nb", data={"subject": "Nytt", "preheader": "Les"})
    assert reply.status_code == 303
    assert (edition().subject, edition().preheader) == ("Nytt", "Les")


def test_a_head_that_is_too_long_is_kept_and_explained(desk, path):
    reply = desk.post(f"{path}/nb", data={"subject": "x" * 201, "preheader": "Les"})
    assert reply.status_code == 422
    assert "x" * 201 in reply.text


def test_parts_are_added_changed_moved_taken_out_and_put_back(desk, path):
    desk.post(f"{path}/nb/blocks", data={"block": "thanks"})
    assert names() == ["event", "text", "thanks"]
    number = edition().blocks[2]["id"]
    assert "Hvem, ett navn på hver linje" in desk.get(f"{path}/nb?open={number}").text
    desk.post(f"{path}/nb/blocks/{number}", data={"names": "Kaia\nPer", "body": "For hyllene"})
    assert edition().blocks[2] == {
        "id": number,
        "block": "thanks",
        "heading": "",
        "body": "For hyllene",
        "names": "Kaia\nPer",
    }
    desk.post(f"{path}/nb/blocks/{number}/move", data={"way": "up"})
    assert names() == ["event", "thanks", "text"]
    desk.post(f"{path}/nb/blocks/{number}/remove")
    assert names() == ["event", "text"]
    assert "Du tok ut «Takk»." in desk.get(f"{path}/nb").text
    desk.post(f"{path}/nb/put-back")
    assert names() == ["event", "thanks", "text"]


def test_what_the_page_saves_in_passing_leads_nowhere(desk, path):
    number, passing = edition().blocks[1]["id"], {"X-Keep": "1"}
    head = desk.post(f"{path}/nb", data={"subject": "Nytt", "preheader": ""}, headers=passing)
    part = desk.post(f"{path}/nb/blocks/{number}", data={"body": "Hyller"}, headers=passing)
    assert (head.status_code, part.status_code) == (204, 204)
    assert (edition().subject, edition().blocks[1]["body"]) == ("Nytt", "Hyller")
    gone = desk.post(f"{path}/nb/blocks/nosuch", data={"body": "x"}, headers=passing)
    assert gone.status_code == 303


def test_parts_are_offered_as_a_letter_is_built(desk, path):
    offered = re.findall(r'id="add-(\w+)"', desk.get(f"{path}/nb").text)
    assert offered == ["text", "image", "event", "help", "thanks"]


def test_a_list_is_summed_up_without_its_marks(desk, path):
    number = edition().blocks[1]["id"]
    desk.post(f"{path}/nb/blocks/{number}", data={"heading": "", "body": "- en ting\n- en til"})
    assert "<strong>en ting · en til</strong>" in desk.get(f"{path}/nb").text


def test_a_copy_says_how_much_is_still_to_be_translated(desk, path):
    desk.post(f"{path}/languages", data={"language": "nn", "source": "nb"})
    assert "2 av 2 deler er ord for ord som på Bokmål." in desk.get(f"{path}/nn").text
    assert "ord for ord" not in desk.get(f"{path}/nb").text


def test_a_part_somebody_else_took_out_is_said_to_be_gone(desk, path):
    reply = desk.post(f"{path}/nb/blocks/nosuch", data={"body": "x"}, follow_redirects=True)
    assert reply.status_code == 200
    assert "Den delen av brevet er borte" in reply.text


def test_an_unknown_part_adds_nothing(desk, path):
    desk.post(f"{path}/nb/blocks", data={"block": "../text"})
    assert names() == ["event", "text"]


def test_a_picture_is_kept_with_its_size_and_asks_for_words(desk, path):
    desk.post(f"{path}/nb/blocks", data={"block": "image"})
    number = edition().blocks[2]["id"]
    data = {"picture": (io.BytesIO(PNG), "brygga.png"), "alt": ""}
    desk.post(f"{path}/nb/blocks/{number}", data=data, content_type="multipart/form-data")
    picture = session.query(Picture).one()
    stored = edition().blocks[2]
    assert stored["url"] == f"/havnevik/pictures/{picture.token}"
    assert (stored["width"], stored["height"]) == (640, 400)
    assert "Si hva bildet viser" in desk.get(f"{path}/nb").text
    desk.post(f"{path}/nb/blocks/{number}", data={"decorative": "y"})
    assert edition().blocks[2]["url"] == stored["url"]
    assert "Si hva bildet viser" not in desk.get(f"{path}/nb").text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg onload=alert(1)>", "PNG, JPEG, GIF og WebP"),
        (PNG + b"x" * 5 * 1024**2, "høyst 5 MB"),
    ],
)
def test_a_file_that_is_no_picture_or_too_heavy_is_refused_and_the_words_stay(
    desk, path, content, sentence
):
    desk.post(f"{path}/nb/blocks", data={"block": "image"})
    number = edition().blocks[2]["id"]
    body, kind = multipart(content)
    reply = desk.post(f"{path}/nb/blocks/{number}", data=body, content_type=kind)
    assert reply.status_code == 422
    assert sentence in reply.text
    assert "Foto: Per" in reply.text
    assert session.query(Picture).count() == 0


def multipart(content: bytes) -> tuple[bytes, str]:
    """As a browser sends it. The test client would leave a file of this size open."""
    head = 'Content-Disposition: form-data; name="{}"'
    caption = f"--b\r\n{head.format('caption')}\r\n\r\nFoto: Per\r\n"
    picture = f'--b\r\n{head.format("picture")}; filename="x.png"\r\n\r\n'
    body = caption.encode() + picture.encode() + content + b"\r\n--b--\r\n"
    return body, "multipart/form-data; boundary=b"


def test_one_more_language_is_a_copy_to_translate(desk, path):
    desk.post(f"{path}/languages", data={"language": "nn", "source": "nb"})
    assert edition("nn").subject == edition("nb").subject
    assert [b["block"] for b in edition("nn").blocks] == ["event", "text"]
    desk.post(f"{path}/nn/drop")
    assert session.query(Edition).count() == 1
    desk.post(f"{path}/nb/drop")
    assert session.query(Edition).count() == 1


def test_the_preview_stands_in_a_box_where_nothing_runs(desk, path):
    frame = desk.get(f"{path}/nb/frame?look=dark")
    policy = frame.headers["Content-Security-Policy"]
    assert "sandbox;" in policy
    assert "script-src" not in policy
    assert "Hei Ågot," in frame.text
    assert "pdslot-" not in frame.text
    assert "Hei Ågot," in desk.get(f"{path}/nb/preview?as=text").text


def test_the_readers_page_opens_the_people_behind_each_number(desk, path, readers):
    first, second, *_ = readers(4)
    contacts.change_address(first, "suppressed", Cause("admin"))
    contacts.pause(second, clock.now() + timedelta(days=30), Cause("link"))
    session.commit()
    page = desk.get(f"{path}/readers").text
    assert "2 av 4" in page
    assert (first.email in page, second.email in page) == (True, True)
    assert re.findall(r'<dd class="total">(\d+)', page) == ["2", "2"]
    page = desk.get(f"{path}/readers?reason=paused").text
    assert (first.email in page, second.email in page) == (False, True)


def test_a_letter_with_something_to_mend_offers_no_button_to_send(desk, path, readers):
    readers(1)
    desk.post(f"{path}/nb", data={"subject": "", "preheader": ""})
    page = desk.get(f"{path}/send").text
    assert "Emnet mangler." in page
    assert "Send det til" not in page
    assert desk.post(f"{path}/send", data={"when": "now"}).status_code == 422


def test_send_now_leads_to_the_progress_and_then_to_the_result(
    desk, path, readers, worker, post_office
):
    readers(2)
    assert "Send det til 2 lesere" in desk.get(f"{path}/send").text
    reply = desk.post(f"{path}/send", data={"when": "now"})
    assert reply.location == f"{path}/result"
    worker()
    page = desk.get(f"{path}/result").text
    assert "state=sent" in page
    assert len(post_office.kept) == 2
    polled = desk.get(f"{path}/progress").text
    assert "Alle har fått brevet sitt" in polled
    assert "<button" not in polled
    assert '<dd class="total">2</dd>' in polled


def test_a_time_is_read_on_the_clock_of_the_community(desk, path, readers):
    readers(1)
    at = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT09:00")
    desk.post(f"{path}/send", data={"when": "later", "at": at})
    campaign = session.query(Campaign).one()
    assert campaign.state == "scheduled"
    assert campaign.send_at.hour in (7, 8)
    assert "kl. 09.00" in desk.get(f"{path}/send").text
    desk.post(f"{path}/unschedule")
    session.expire_all()
    assert campaign.state == "draft"


def test_a_later_without_a_time_is_asked_for_one(desk, path, readers):
    readers(1)
    reply = desk.post(f"{path}/send", data={"when": "later", "at": ""})
    assert reply.status_code == 422
    assert "Velg en dag og et klokkeslett." in reply.text


def test_now_and_a_time_are_refused_and_the_time_stays(desk, path, readers):
    readers(1)
    at = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT09:00")
    reply = desk.post(f"{path}/send", data={"when": "now", "at": at})
    assert reply.status_code == 422
    assert "Du har skrevet et tidspunkt, men valgt å sende nå." in reply.text
    assert f'value="{at}"' in reply.text
    assert session.query(Campaign).one().state == "draft"


def test_held_back_goes_on_and_is_stopped_from_the_page(desk, path, readers):
    readers(2)
    campaign = session.query(Campaign).one()
    actions.schedule(campaign, clock.now(), BY)
    actions.begin(campaign)
    session.commit()
    states = []
    for act in ("pause", "resume", "cancel", "cancel"):
        desk.post(f"{path}/{act}")
        session.expire_all()
        states.append(campaign.state)
    assert states == ["paused", "sending", "cancelled", "cancelled"]
    assert queries.tally(campaign).skipped == {"cancelled": 2}


def test_a_draft_put_away_comes_back(desk, path):
    desk.post(f"{path}/discard")
    assert session.query(Campaign).one().state == "cancelled"
    assert "Ta det fram igjen" in desk.get(f"{LETTERS}/").text
    desk.post(f"{path}/restore")
    session.expire_all()
    assert session.query(Campaign).one().state == "draft"


def test_the_result_adds_up_and_every_number_opens_its_rows(desk, path, readers, post_office):
    first, second, third, fourth = readers(4)
    contacts.change_address(first, "hard_bounced", Cause("delivery"))
    post_office.refusals[second.email] = "550 5.1.1 No such person"
    campaign = session.query(Campaign).one()
    actions.schedule(campaign, clock.now(), BY)
    turn(campaign)
    contacts.withdraw(session.merge(third), Cause("link"))
    session.commit()
    page = desk.get(f"{path}/result").text
    numbers = [int(n) for n in re.findall(r"<dd[^>]*>(?:<a[^>]*>)?(\d+)", page)]
    assert numbers == [2, 1, 1, 4, 0, 1]
    assert "550 5.1.1 No such person" in page
    assert "Ingen har denne adressen lenger." in page
    for kind, person in (
        ("sent", fourth),
        ("failed", second),
        ("skipped", first),
        ("stopped", third),
    ):
        assert session.merge(person).email in desk.get(f"{path}/recipients?state={kind}").text
    assert desk.get(f"{path}/recipients?state=x").status_code == 404


@pytest.mark.parametrize(
    "page",
    ["", "/nb", "/nb/preview", "/nb/frame", "/readers", "/send", "/result", "/progress"],
)
def test_a_letter_of_another_community_does_not_exist(desk, page):
    foreign = a_letter(people.voorbeeldstad())
    assert desk.get(f"{LETTERS}/{foreign.id}{page}").status_code == 404


def test_a_reader_of_the_staff_may_look_but_not_write_or_send(client, community, path):
    client.application.config["WTF_CSRF_CHECK_DEFAULT"] = False
    reader = people.staff(community, "les@havnevik.example", "Les Fiktås", "reader")
    session.commit()
    people.sign_in(client, reader)
    assert client.get(f"{path}/nb/preview").status_code == 200
    assert client.get(f"{path}/nb").status_code == 403
    assert client.post(f"{path}/send", data={"when": "now"}).status_code == 403


@pytest.mark.parametrize("page", ["{list}/", "{letter}/readers", "{letter}/send", "{letter}/nb"])
def test_a_page_asks_as_much_for_many_as_for_few(desk, letter, readers, queries_made, page):
    readers(2)
    address = page.format(list=LETTERS, letter=f"{LETTERS}/{letter('nb').id}")
    desk.get(address)
    with queries_made() as few:
        desk.get(address)
    readers(9, "nn")
    for _ in range(3):
        letter("nb", "nn")
    session.commit()
    with queries_made() as many:
        desk.get(address)
    assert len(many) == len(few)
