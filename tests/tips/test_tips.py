"""News tips by mail: words and photos on the shelf, printed once their author agrees."""

import base64
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select

from service.campaigns import actions as campaigns
from service.communities.models import Community, Picture
from service.contacts.models import Person
from service.core import clock
from service.core.db import session
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.inbox import actions as inbox
from service.inbox.models import Inbound
from service.inbox.read import read
from service.inbox.rules import Answer, Outcome, Say
from service.outbox.models import Message
from service.tips import actions, privacy, replies, rules
from service.tips.due import due
from service.tips.models import Photo, Tip
from tests import people
from tests.inbox import wire

NEWS = "news+havnevik@svar.havnevik.example"
BY = Cause("admin", "Ågot Prøvesen")
STORY = "Vi har satt opp to nye benker ved kaia."
GPS = 0x8825


def photo(width: int = 3000, height: int = 2000) -> bytes:
    """As a phone takes it: wide, lying on its side, and telling where it was."""
    image = Image.new("RGB", (width, height), "#0b4f5c")
    told = image.getexif()
    told[0x0112] = 6  # turn it to the right
    told.get_ifd(GPS)[2] = (59.0, 54.0, 40.0)
    out = BytesIO()
    image.save(out, "JPEG", exif=told)
    return out.getvalue()


def mail(words: str = STORY, *photos: bytes, sender: str = "kari@havnevik.example") -> bytes:
    parts = [f"--b\nContent-Type: text/plain; charset=utf-8\n\n{words}\n"]
    for content in photos:
        coded = base64.encodebytes(content).decode()
        head = "Content-Type: image/jpeg\nContent-Disposition: attachment; filename=benk.jpg"
        parts.append(f"--b\n{head}\nContent-Transfer-Encoding: base64\n\n{coded}")
    return wire.mail(
        NEWS,
        "".join(parts) + "--b--",
        sender=f"Kari Ås <{sender}>",
        Subject="Tips: nye benker",
        Content_Type="multipart/mixed; boundary=b",
    )


def arrives(raw: bytes, sender: str = "kari@havnevik.example") -> Inbound:
    number = inbox.take_in(sender, NEWS, raw)
    session.commit()
    row = session.get_one(Inbound, number)
    inbox.handle(row, read(raw, NEWS, sender))
    session.commit()
    return row


def the_tip() -> Tip:
    return session.scalars(select(Tip)).one()


def count(table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.usefixtures("community")
def test_a_reader_who_writes_is_thanked_and_asked_once() -> None:
    row = arrives(mail())
    assert (row.state, row.reason, the_tip().state) == ("applied", "tip", "asked")
    assert (the_tip().title, the_tip().credit, the_tip().words) == ("nye benker", "Kari Ås", STORY)
    assert [each.letter for each in session.scalars(select(Message))] == ["tips.may_we_print"]
    assert [each.detail for each in privacy.history(the_tip().person)] == ["nye benker"]


@pytest.mark.usefixtures("community")
def test_a_photo_stands_upright_fits_a_letter_and_tells_nothing_of_where() -> None:
    arrives(mail(STORY, photo()))
    (kept,) = the_tip().photos
    assert (kept.width, kept.height, kept.media_type) == (1200, 1800, "image/jpeg")
    with Image.open(BytesIO(kept.content)) as image:
        assert dict(image.getexif()) == {}
    assert len(kept.content) < 200_000


@pytest.mark.usefixtures("community")
def test_what_only_claims_to_be_a_photo_stays_with_the_mail() -> None:
    broken = b"\xff\xd8\xff\xe0" + b"\0" * 500
    arrives(mail(STORY, broken, photo(40, 20), *[photo(20, 10)] * 8))
    assert len(the_tip().photos) == rules.PHOTOS


@pytest.mark.usefixtures("community")
@pytest.mark.parametrize(
    ("headers", "ends"),
    [
        ({"Auto_Submitted": "auto-replied"}, ("filed", "autoreply")),
        ({"Precedence": "bulk", "List_Id": "<x.y.example>"}, ("filed", "loop")),
        ({"Subject": "STOPP"}, ("waiting", "no_letter")),
    ],
)
def test_no_machine_gets_onto_the_shelf_and_a_stop_reaches_a_person(
    headers: dict[str, str], ends: tuple[str, str]
) -> None:
    words = "STOPP" if headers.get("Subject") == "STOPP" else "Jeg er borte."
    row = arrives(wire.mail(NEWS, words, sender="kari@havnevik.example", **headers))
    assert ((row.state, row.reason), count(Tip)) == (ends, 0)
    assert (row.thread is not None) == (ends[0] == "waiting")


@pytest.mark.usefixtures("community")
def test_whoever_cannot_be_asked_today_waits_in_the_inbox() -> None:
    for number in range(4):
        last = arrives(mail(f"{STORY} {number}"))
    assert (last.state, last.reason, last.thread is not None) == ("waiting", "no_receipt", True)
    assert (count(Tip), count(Message)) == (3, 3)


@pytest.mark.usefixtures("community")
def test_the_same_mail_by_two_doors_is_one_tip() -> None:
    raw = mail()
    again = arrives(b"Received: from elsewhere\r\n" + raw)
    assert (again.reason, arrives(raw).reason, count(Tip)) == ("tip", "duplicate", 1)


def answers(say: Say) -> Outcome | None:
    message = session.scalars(select(Message)).first()
    assert message is not None
    return replies.on_answer(message, Answer(say, "link", "button"))


@pytest.mark.usefixtures("community")
def test_a_yes_counts_while_the_tip_is_put_away_and_so_does_a_no() -> None:
    arrives(mail())
    actions.lay_aside(the_tip(), BY)
    message = session.scalars(select(Message)).one()
    asked = replies.question(message)
    assert asked is not None
    assert str(asked.sentence).startswith("Kan vi trykke")
    answers("yes")
    actions.take_back(the_tip(), BY)
    assert the_tip().state == "ready"
    actions.lay_aside(the_tip(), BY)
    answers("no")
    assert the_tip().state == "refused"


@pytest.mark.usefixtures("community")
def test_a_no_leaves_nothing_of_the_mail_either() -> None:
    row = arrives(mail(STORY, photo(40, 20)))
    answers("no")
    session.commit()
    session.expire_all()
    assert (the_tip().words, count(Photo)) == ("", 0)
    assert (row.raw, row.own_words, row.full_text, row.sender) == (b"", "", "", "")


@pytest.mark.usefixtures("community")
def test_many_strangers_at_once_are_not_written_to() -> None:
    for number in range(rules.STRANGERS + 1):
        sender = f"leser{number}@elsewhere.example"
        last = arrives(mail(sender=sender), sender)
    assert (last.state, last.person, count(Tip)) == ("waiting", None, rules.STRANGERS)
    assert count(Message) == rules.STRANGERS


def test_nothing_is_printed_before_its_author_agrees(community: Community) -> None:
    arrives(mail(STORY, photo(400, 300)))
    letter = campaigns.draft(community, "Desember", "nb", BY)
    with pytest.raises(Refusal) as refused:
        campaigns.add_tip(letter.editions[0], the_tip(), BY)
    assert refused.value.code == "tips.asked"
    assert count(Picture) == 0
    actions.agree(the_tip(), BY)
    campaigns.add_tip(letter.editions[0], the_tip(), BY)
    assert [each["block"] for each in letter.editions[0].blocks] == ["text", "image"]
    assert (the_tip().state, count(Picture)) == ("used", 1)


def test_a_tip_may_stand_in_each_language_of_a_letter(community: Community) -> None:
    arrives(mail())
    actions.agree(the_tip(), BY)
    letter = campaigns.draft(community, "Desember", "nb", BY)
    nynorsk = campaigns.add_edition(letter, "nl", None, BY)
    campaigns.add_tip(letter.editions[0], the_tip(), BY)
    campaigns.add_tip(nynorsk, the_tip(), BY)
    assert nynorsk.blocks[0]["body"].endswith("*Ingestuurd door Kari Ås*")


@pytest.mark.usefixtures("community")
@pytest.mark.parametrize("state", rules.KEPT)
def test_each_goes_when_its_time_is_over(state: str) -> None:
    arrives(mail(STORY, photo(40, 20)))
    the_tip().state = state
    session.commit()
    kept = rules.KEPT[state]
    for gone, count_left in ((kept - timedelta(days=1), 1), (kept + timedelta(days=1), 0)):
        with time_machine.travel(clock.now() + gone, tick=False):
            due(clock.now().replace(minute=9))
            session.commit()
        assert (count(Tip), count(Photo)) == (count_left, count_left)


def test_the_shelf_shows_tips_and_photos_to_this_community_alone(
    client: FlaskClient, community: Community
) -> None:
    client.application.config["WTF_CSRF_ENABLED"] = False
    arrives(mail(STORY, photo(40, 20)))
    number, shown = the_tip().id, the_tip().photos[0].id
    people.sign_in(client, community.staff[0])
    page = client.get("/admin/havnevik/tips").text
    assert STORY in page
    assert NEWS in page
    assert client.get(f"/admin/havnevik/tips/photos/{shown}").mimetype == "image/jpeg"
    client.post(f"/admin/havnevik/tips/{number}/agreed", data={"how": ""})
    assert the_tip().state == "asked"
    client.post(f"/admin/havnevik/tips/{number}/agreed", data={"how": "På telefon i dag"})
    assert the_tip().state == "ready"
    client.post(f"/admin/havnevik/tips/{number}/aside")
    client.post(f"/admin/havnevik/tips/{number}/back")
    assert the_tip().state == "ready"

    other = people.voorbeeldstad()
    people.sign_in(client, other.staff[0])
    assert STORY not in client.get("/admin/voorbeeldstad/tips").text
    assert client.get(f"/admin/voorbeeldstad/tips/photos/{shown}").status_code == 404
    assert client.post(f"/admin/voorbeeldstad/tips/{number}/aside").status_code == 404


def test_the_editor_offers_what_may_be_printed(client: FlaskClient, community: Community) -> None:
    client.application.config["WTF_CSRF_ENABLED"] = False
    arrives(mail(STORY, photo(40, 20)))
    letter = campaigns.draft(community, "Desember", "nb", BY)
    session.commit()
    people.sign_in(client, community.staff[0])
    url = f"/admin/havnevik/letters/{letter.id}/nb"
    assert "nye benker" not in client.get(url).text
    actions.agree(the_tip(), BY)
    session.commit()
    assert "nye benker, Kari Ås" in client.get(url).text
    client.post(f"{url}/tips", data={"tip": the_tip().id})
    assert the_tip().state == "used"
    assert STORY in client.get(url).text

    arrives(mail())
    person = session.scalars(select(Person).where(Person.email == "kari@havnevik.example")).one()
    assert (person.name, person.source, person.community_id) == (
        "Kari Ås",
        "news tip",
        community.id,
    )


def test_conversations_in_the_inbox_are_named_by_their_tip(community: Community) -> None:
    arrives(mail())
    assert replies.matters(community, [the_tip().id]) == {the_tip().id: "nye benker"}
