"""What people write to us of their own accord: a tip with a photo, a post to all the others."""

import smtplib
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from service.campaigns import actions as campaigns
from service.channel import actions as channel
from service.channel.models import Post
from service.communities.models import Picture
from service.core.db import session
from service.inbox.models import Inbound
from service.members.models import Membership
from service.tips.models import Tip
from tests import people
from tests.campaigns.conftest import BY
from tests.journeys.town import ADDRESS, DOMAIN, Town, last_id, receipts
from tests.processes import wait_until

pytestmark = pytest.mark.postfix
TALK = f"talk+havnevik@{DOMAIN}"


def test_a_tip_with_a_photo_gets_into_a_letter_once_its_author_says_yes(town: Town) -> None:
    mail = town.answer("news-tip", EmailMessage())
    assert (mail.state, mail.reason, receipts(0)) == ("applied", "tip", ["tips.may_we_print"])
    tip = session.scalars(select(Tip)).one()
    assert (tip.state, tip.title, tip.credit) == ("asked", "nye benker ved kaia", "Ærlig Fiktås")
    assert [photo.name for photo in tip.photos] == ["benk.png"]

    mail = town.answer("ja-gmail-nb", town.letter())
    session.refresh(tip)
    assert (mail.state, tip.state, tip.person.address_state) == ("applied", "ready", "verified")

    letter = campaigns.draft(town.community, "Desember", "nb", BY)
    campaigns.add_tip(letter.editions[0], tip, BY)
    session.commit()
    text, image = letter.editions[0].blocks
    assert text["body"].endswith("*Sendt inn av Ærlig Fiktås*")
    assert image["caption"] == "Foto: Ærlig Fiktås"
    token = session.scalars(select(Picture.token)).one()
    assert (image["url"], tip.state) == (f"/havnevik/pictures/{token}", "used")


def test_a_no_lets_go_of_all_that_was_sent(town: Town) -> None:
    town.answer("news-tip", EmailMessage())
    before = last_id()
    mail = town.answer("nei-iphone-nb", town.letter())
    tip = session.scalars(select(Tip)).one()
    assert (mail.state, tip.state, tip.words, tip.photos) == ("applied", "refused", "", [])
    assert receipts(before) == ["tips.noted"]


def test_a_post_reaches_the_others_and_their_answer_stays_in_the_conversation(
    town: Town,
) -> None:
    for email in (ADDRESS, "ola@havnevik.example"):
        person = people.person(town.community, email, email.partition("@")[0])
        session.add(
            Membership(community_id=town.community.id, person_id=person.id, state="confirmed")
        )
        channel.seat(person)
    channel.set_up(town.community, "Praten", "", "none", is_open=True)
    session.commit()

    first = write(town, ADDRESS, "Noen som har en tilhenger?")
    assert (first.state, receipts(0)) == ("applied", ["channel.post", "channel.post"])
    copy = next(each for each in outside(town, 2) if "ola" in str(each["To"]))
    assert str(copy["Reply-To"]).endswith(TALK) or TALK in str(copy["Reply-To"])

    write(town, "ola@havnevik.example", "Jeg har en.", copy["Message-ID"])
    opener, answer = session.scalars(select(Post).order_by(Post.id)).all()
    assert (answer.topic, answer.words) == (opener.id, "Jeg har en.")
    threads = {each["References"] or each["In-Reply-To"] for each in outside(town, 4)}
    assert len(threads) == 1  # one conversation in each mail program


def write(town: Town, sender: str, words: str, answers: str = "") -> Inbound:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, TALK, "Tilhenger"
    mail["Message-ID"] = f"<{abs(hash(words))}@havnevik.example>"
    if answers:
        mail["In-Reply-To"] = mail["References"] = answers
    mail.set_content(words)
    kept = town.arrived()
    with smtplib.SMTP("127.0.0.1", town.road.relay) as server:
        server.sendmail(sender, [TALK], mail.as_bytes())
    wait_until(lambda: town.arrived() > kept, "the post at our door")
    town.work()
    return session.scalars(select(Inbound).order_by(Inbound.id.desc()).limit(1)).one()


def outside(town: Town, number: int) -> list[EmailMessage]:
    """The letters that have come to the far side, once there are so many."""
    wait_until(lambda: len(town.road.outside.kept) == number, "the copies outside")
    kept = [each.content for each in town.road.outside.kept]
    return [message_from_bytes(raw, policy=policy.default) for raw in kept]
