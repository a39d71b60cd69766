"""The channel by mail: a Pådriver writes to one address, and the others read it once."""

import base64
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from service.channel import actions, letters, queries, replies
from service.channel.due import due
from service.channel.models import Post
from service.channel.privacy import history
from service.communities.models import Community
from service.contacts.models import Person
from service.core import clock
from service.core.db import session
from service.inbox import actions as inbox
from service.inbox.models import Inbound
from service.inbox.read import read
from service.inbox.rules import Answer
from service.members.models import Membership
from service.outbox import compose
from service.outbox.models import Message
from tests import people
from tests.inbox import wire

TALK = "talk+havnevik@svar.havnevik.example"
BASE64 = "Content-Transfer-Encoding: base64"
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
ASKS = "Noen som har en tilhenger?"


def member(community: Community, name: str) -> Person:
    person = people.person(community, f"{name.lower()}@havnevik.example", name)
    session.add(Membership(community_id=community.id, person_id=person.id, state="confirmed"))
    session.commit()
    return person


@pytest.fixture
def talk(community: Community) -> list[Person]:
    """Three Pådrivere in an open channel where nobody moderates."""
    actions.set_up(community, "Praten", "For alle", "none", is_open=True)
    return [member(community, name) for name in ("Kari", "Ola", "Per")]


def arrives(words: str, sender: str = "kari@havnevik.example", **headers: str) -> Inbound:
    raw = wire.mail(TALK, words, sender=sender, **({"Subject": "Tilhenger"} | headers))
    number = inbox.take_in(sender, TALK, raw)
    session.commit()
    mail = session.get_one(Inbound, number)
    inbox.handle(mail, read(raw, TALK, sender))
    session.commit()
    return mail


def copies(letter: str = "channel.post") -> list[Message]:
    mine = select(Message).where(Message.letter == letter).order_by(Message.id)
    return list(session.scalars(mine))


@pytest.mark.usefixtures("talk")
def test_a_post_reaches_each_member_once_with_the_headers_of_a_list() -> None:
    mail = arrives(ASKS)
    assert (mail.state, mail.reason) == ("applied", "list")
    assert [each.email.partition("@")[0] for each in copies()] == ["kari", "ola", "per"]
    told = compose.headers(copies()[1])
    assert str(told["From"]) == '"Kari via Praten" <post@havnevik.example>' or "Kari" in str(told)
    assert TALK in str(told["Reply-To"])
    assert told["List-Id"] == "havnevik <talk.havnevik.svar.havnevik.example>"
    assert (told["List-Post"], told["Precedence"]) == (f"<mailto:{TALK}>", "list")
    assert told["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Auto-Submitted" not in told


@pytest.mark.usefixtures("talk")
def test_what_cannot_be_a_post_waits_for_a_person() -> None:
    long = arrives("Hei. " * 10_000)
    assert (long.state, long.reason, long.thread is not None) == ("waiting", "too_large", True)
    assert copies() == []


def test_who_is_new_hears_of_the_channel_once(community: Community, talk: list[Person]) -> None:
    quiet = datetime(2026, 11, 25, 14, 30, tzinfo=UTC)
    due(quiet)
    due(quiet)
    told = copies("channel.you_are_in")
    assert [each.person for each in told] == talk
    assert "List-Id" not in compose.headers(told[0])  # an answer to it reaches a person, not all
    new = member(community, "Gro")
    due(quiet)
    assert copies("channel.you_are_in")[-1].person == new


def test_a_stop_to_the_first_letter_leaves_the_channel(talk: list[Person]) -> None:
    due(datetime(2026, 11, 25, 14, 30, tzinfo=UTC))
    session.commit()
    told = copies("channel.you_are_in")[0]
    to = f"reply+{told.token}@svar.havnevik.example"
    raw = wire.mail(to, "STOPP", sender="kari@havnevik.example")
    mail = session.get_one(Inbound, inbox.take_in("kari@havnevik.example", to, raw))
    inbox.handle(mail, read(raw, to, "kari@havnevik.example"))
    assert (mail.state, actions.seat(talk[0]).choice) == ("applied", "off")


@pytest.mark.usefixtures("talk")
def test_what_is_safe_to_open_can_be_had_from_the_archive(client: FlaskClient) -> None:
    parts = [
        "--b\nContent-Type: text/plain; charset=utf-8\n\nSe bildet.",
        f"--b\nContent-Type: image/png; name=benk.png\n{BASE64}\n\n{PNG}",
        "--b\nContent-Type: application/x-msdownload; name=spill.exe\n\nMZ",
        "--b--",
    ]
    arrives("\n".join(parts), Content_Type="multipart/mixed; boundary=b")
    assert copies()[0].fields["attached"] == 1
    own = actions.seat(copies()[1].recipient)
    session.commit()
    url = letters.archive(own.person.community, own).partition("paadriv.example")[2]
    number = session.scalars(select(Post.id)).one()
    page = client.get(f"{url}/{number}").text
    assert ("benk.png" in page, "spill.exe" in page) == (True, False)
    saved = client.get(f"{url}/{number}/1")
    assert saved.data == base64.b64decode(PNG)
    assert saved.headers["Content-Disposition"] == "attachment; filename=benk.png"
    assert client.get(f"{url}/{number}/2").status_code == 404


def test_a_post_may_be_taken_out_and_old_talk_goes_by_itself(
    client: FlaskClient, community: Community, talk: list[Person]
) -> None:
    client.application.config["WTF_CSRF_ENABLED"] = False
    arrives(ASKS)
    to_ola = compose.headers(copies()[1])["Message-ID"]
    arrives("Ja, jeg.", sender="ola@havnevik.example", In_Reply_To=to_ola, Message_ID="<3@x>")
    first, second = session.scalars(select(Post).order_by(Post.id))
    assert [each.detail for each in history(talk[1])] == ["Tilhenger"]
    people.sign_in(client, community.staff[0])
    client.post(f"/admin/havnevik/channel/{second.id}/remove")
    session.expire_all()
    assert (second.state, second.words, second.full_text) == ("removed", "", "")
    assert queries.conversation(first) == [first]
    for days, left in ((700, 2), (731, 0)):
        with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
            due(clock.now().replace(minute=11))
            session.commit()
        assert session.query(Post).count() == left


@pytest.mark.usefixtures("talk")
def test_the_same_mail_twice_is_one_post() -> None:
    arrives(ASKS, Message_ID="<once@x>")
    assert arrives(f"{ASKS} ", Message_ID="<once@x>").reason == "duplicate_post"
    assert len(copies()) == 3


@pytest.mark.usefixtures("talk")
@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"X_Loop": TALK},
        {"List_Id": "<annen.liste.example>"},
        {"Precedence": "bulk"},
        {"Subject": "Automatisk svar: Tilhenger"},
    ],
)
def test_machines_and_loops_stay_out(headers: dict[str, str]) -> None:
    assert arrives("Jeg er på ferie.", **headers).state == "filed"
    assert session.query(Post).count() == 0


@pytest.mark.usefixtures("talk")
def test_a_stranger_posts_nothing_and_a_known_one_is_told_how_to_join(
    community: Community,
) -> None:
    people.person(community, "gro@havnevik.example", "Gro")
    session.commit()
    assert arrives(ASKS, sender="gro@havnevik.example").reason == "not_member"
    assert arrives(ASKS, sender="ukjent@elsewhere.example").reason == "not_member"
    assert [each.email for each in copies("channel.not_member")] == ["gro@havnevik.example"]
    assert session.query(Post).count() == 0


def test_the_first_post_of_each_waits_until_somebody_trusts_them(
    client: FlaskClient, community: Community, talk: list[Person]
) -> None:
    actions.set_up(community, "Praten", "", "first", is_open=True)
    assert arrives(ASKS).reason == "held"
    assert copies() == []
    client.application.config["WTF_CSRF_ENABLED"] = False
    people.sign_in(client, community.staff[0])
    url = "/admin/havnevik/channel"
    assert ASKS in client.get(url).text
    number = session.scalars(select(Post.id)).one()
    client.post(f"{url}/{number}/approve", data={"say": "trust"})
    client.post(f"{url}/{number}/approve", data={"say": "trust"})
    assert len(copies()) == 3
    assert arrives("Jeg fant en.").reason == "list"


def test_stop_leaves_the_channel_and_not_the_newsletter(
    client: FlaskClient, community: Community, talk: list[Person]
) -> None:
    subscription = people.subscriber(community, "ola@havnevik.example", "Ola")
    session.commit()
    arrives(ASKS)
    to_ola = compose.headers(copies()[1])["Message-ID"]
    arrives("STOPP", sender="ola@havnevik.example", In_Reply_To=to_ola)
    own = queries.seat_of(talk[1])
    assert own is not None
    assert (own.choice, subscription.state) == ("off", "active")
    assert [each.email for each in copies("channel.switched_off")] == ["ola@havnevik.example"]
    to_per = copies()[2]
    assert "kanalen" in client.get(f"/u/{to_per.token}").text
    client.post(f"/u/{to_per.token}", data={"List-Unsubscribe": "One-Click"})
    session.expire_all()
    own = queries.seat_of(talk[2])
    assert own is not None
    assert own.choice == "off"
    arrives("Er det noen igjen?", Message_ID="<2@x>")
    assert [each.email.partition("@")[0] for each in copies()[3:]] == ["kari"]


@pytest.mark.parametrize("answers", ["", "another's letter"])
def test_a_stop_in_somebody_elses_name_only_tells_them_the_way_out(
    talk: list[Person], answers: str
) -> None:
    arrives(ASKS)
    to_per = compose.headers(copies()[2])["Message-ID"]
    proof = {"In_Reply_To": to_per} if answers else {}
    for number in (1, 2):
        mail = arrives("STOPP", sender="ola@havnevik.example", Message_ID=f"<{number}@x>", **proof)
    assert (mail.state, mail.reason) == ("filed", "stop_unproven")
    assert actions.seat(talk[1]).choice == "single"
    told = [each.person for each in copies("channel.you_are_in")]
    assert told == [talk[1], talk[2], talk[1]]  # the first two when they joined


def test_the_receipt_brings_the_letters_back(client: FlaskClient, talk: list[Person]) -> None:
    actions.leave(talk[1], Answer("stop", "link", "button"))
    session.commit()
    (receipt,) = copies("channel.switched_off")
    assert "Slå dem på igjen" in client.get(f"/answer/{receipt.token}").text
    client.post(f"/answer/{receipt.token}", data={"say": "yes"})
    session.expire_all()
    assert actions.seat(talk[1]).choice == "single"


@pytest.mark.usefixtures("talk")
def test_no_key_in_a_quoted_letter_reaches_the_others() -> None:
    arrives(ASKS)
    key = copies()[1].token
    quoted = f"Ja.\nhttps://paadriv.example/u/{key}\n{key.upper()}\npdslot-mine-link-x"
    arrives(quoted, sender="ola@havnevik.example", Message_ID="<5@x>")
    post = session.scalars(select(Post).order_by(Post.id.desc())).first()
    assert post is not None
    assert key not in f"{post.words} {post.full_text}".lower()
    assert post.words.startswith("Ja.\nhttps://paadriv.example/u/…\n…\n…")


def test_an_answer_belongs_to_its_conversation_and_the_archive_is_for_members(
    client: FlaskClient, community: Community, talk: list[Person]
) -> None:
    arrives(ASKS)
    to_ola = compose.headers(copies()[1])["Message-ID"]
    arrives("Ja, jeg.", sender="ola@havnevik.example", In_Reply_To=to_ola, Message_ID="<3@x>")
    first, second = session.scalars(select(Post).order_by(Post.id))
    assert second.topic == first.id
    own = queries.seat_of(talk[1])
    assert own is not None
    url = letters.archive(community, own).partition("paadriv.example")[2]
    assert "Tilhenger" in client.get(url).text
    page = client.get(f"{url}/{first.id}")
    assert (ASKS in page.text, "Ja, jeg." in page.text) == (True, True)
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    session.query(Membership).filter_by(person_id=talk[1].id).update({"state": "left"})
    session.commit()
    assert client.get(url).status_code == 404
    assert arrives("Hei", sender="ola@havnevik.example", Message_ID="<4@x>").reason == "not_member"


def test_a_day_in_one_mail_for_who_wants_it_so(app: Flask, talk: list[Person]) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    own = actions.seat(talk[1])
    own.choice = "digest"
    session.commit()
    arrives(ASKS)
    assert [each.email.partition("@")[0] for each in copies()] == ["kari", "per"]
    today = clock.now().astimezone(ZoneInfo("Europe/Oslo")).replace(minute=0, second=0)
    seven = today.replace(hour=7) + timedelta(days=today.hour >= 7)
    for day, minute in ((0, 3), (0, 4), (1, 0)):
        moment = seven.replace(minute=minute) + timedelta(days=day)
        with time_machine.travel(moment, tick=False):
            due(moment)
            session.commit()
    (daily,) = copies("channel.daily")
    assert (daily.email, daily.fields["number"]) == ("ola@havnevik.example", 1)


@pytest.mark.usefixtures("talk")
def test_conversations_in_the_inbox_are_named_by_their_first_post(community: Community) -> None:
    arrives(ASKS)
    number = session.scalars(select(Post.id)).one()
    assert replies.matters(community, [number, number + 1]) == {number: "Tilhenger"}
