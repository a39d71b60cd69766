"""What comes back: clear answers are done once and receipted, the rest waits, nothing is lost."""

import pytest
from sqlalchemy import select

from service.communities.models import Community, Staff
from service.contacts import queries as people_known
from service.core.db import session
from service.core.refusal import Refusal
from service.events.models import Event, Registration
from service.inbox import actions, queries
from service.inbox.models import Inbound
from service.outbox.compose import headers
from service.outbox.models import Message
from tests import people
from tests.inbox import wire
from tests.inbox.conftest import DOMAIN, Arrives, ask_for_a_seat, box, last_letter, letters_after

OUTLOOK = """Ja, jeg kommer!

Fra: Pådriv Havnevik <post@havnevik.example>
Sendt: torsdag 26. november 2026 09:12
Til: Ærlig Fiktås <aerlig@havnevik.example>
Emne: Er du med?

Svar JA eller NEI på denne e-posten."""
DEEP = [b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (n, n) for n in range(900)]
YES = {"nb": "Ja, jeg kommer", "nn": "Ja, eg kjem", "nl": "Ja graag!", "en": "Yes, I will be there"}
NO = {"nb": "Nei, dessverre", "nn": "Nei, diverre", "nl": "Nee, helaas", "en": "No, sorry"}
STOP = {"nb": "Stopp", "nn": "Stopp", "nl": "Stop", "en": "Unsubscribe"}


def outcome(inbound: Inbound) -> tuple[str, str]:
    return inbound.state, inbound.reason


# Clear answers


def test_a_yes_above_an_outlook_quote_confirms_with_one_receipt(
    seat: Registration, letter: Message, arrives: Arrives
) -> None:
    mail = arrives(wire.mail(box(letter), OUTLOOK), box(letter))
    assert outcome(mail) == ("applied", "")
    assert seat.state == "confirmed"
    assert [(sent.letter, sent.answers) for sent in letters_after(letter)] == [
        ("events.you_are_in", mail.reference)
    ]
    assert mail.own_words == "Ja, jeg kommer!"


@pytest.mark.parametrize("language", YES)
def test_yes_then_no_in_four_languages(breakfast: Event, arrives: Arrives, language: str) -> None:
    seat = ask_for_a_seat(breakfast, language=language)
    letter = last_letter()
    assert outcome(arrives(wire.mail(box(letter), YES[language]), box(letter))) == ("applied", "")
    assert seat.state == "confirmed"
    receipt = last_letter()
    assert outcome(arrives(wire.mail(box(receipt), NO[language]), box(receipt))) == ("applied", "")
    assert seat.state == "cancelled"
    assert [sent.language for sent in letters_after(letter)] == [language] * 2


@pytest.mark.parametrize("language", STOP)
def test_stop_in_four_languages_ends_the_newsletter_and_keeps_the_seat(
    breakfast: Event, arrives: Arrives, language: str
) -> None:
    subscription = people.subscriber(breakfast.community, language=language)
    seat = ask_for_a_seat(breakfast, language=language)
    letter = last_letter()
    mail = arrives(wire.mail(box(letter), STOP[language]), box(letter))
    assert outcome(mail) == ("applied", "")
    assert subscription.state == "withdrawn"
    assert seat.state == "held"
    assert [sent.letter for sent in letters_after(letter)] == ["contacts.unsubscribed"]


@pytest.mark.usefixtures("seat")
def test_an_empty_mail_to_the_stop_address_stops_whoever_sends_it(
    letter: Message, arrives: Arrives
) -> None:
    subscription = people.subscriber(letter.community)
    to = box(letter, "stop")
    mail = arrives(wire.mail(to, "", sender="other@elsewhere.example", Subject=""), to)
    assert outcome(mail) == ("applied", "")
    assert subscription.state == "withdrawn"


@pytest.mark.usefixtures("seat")
def test_the_same_mail_twice_is_one_row_and_one_receipt(letter: Message, arrives: Arrives) -> None:
    raw = wire.mail(box(letter), "Ja")
    assert arrives(raw, box(letter)).id == arrives(raw, box(letter)).id
    assert len(letters_after(letter)) == 1


@pytest.mark.usefixtures("seat")
def test_the_same_mail_by_another_way_is_filed(letter: Message, arrives: Arrives) -> None:
    raw = wire.mail(box(letter), "Ja", Message_ID="<once@mail.example>")
    arrives(raw, box(letter))
    again = arrives(b"Received: by relay\r\n" + raw, box(letter))
    assert outcome(again) == ("filed", "duplicate")
    assert len(letters_after(letter)) == 1


@pytest.mark.usefixtures("seat")
def test_a_second_yes_changes_nothing_and_sends_nothing(letter: Message, arrives: Arrives) -> None:
    arrives(wire.mail(box(letter), "Ja"), box(letter))
    again = arrives(wire.mail(box(letter), "Ja!"), box(letter))
    assert outcome(again) == ("applied", "")
    assert len(letters_after(letter)) == 1


def test_an_answer_that_lost_its_address_is_known_by_the_message_id(
    seat: Registration, letter: Message, arrives: Arrives
) -> None:
    to = f"post@{DOMAIN}"
    raw = wire.mail(to, "Ja", In_Reply_To=headers(letter)["Message-ID"])
    assert outcome(arrives(raw, to)) == ("applied", "")
    assert seat.state == "confirmed"


@pytest.mark.parametrize(
    ("partstat", "state"), [("ACCEPTED", "confirmed"), ("DECLINED", "cancelled")]
)
def test_a_calendar_answer_counts(
    seat: Registration, letter: Message, arrives: Arrives, partstat: str, state: str
) -> None:
    to = box(letter, "rsvp")
    mail = arrives(wire.invitation_answer(to, "1-x@y.example", partstat), to)
    assert outcome(mail) == ("applied", "")
    assert seat.state == state


def test_a_calendar_answer_to_the_sender_is_known_by_its_uid(
    seat: Registration, letter: Message, arrives: Arrives
) -> None:
    from_calendar = "post@havnevik.example"
    uid = next(
        line[4:] for line in confirmed(letter, arrives).splitlines() if line.startswith("UID:")
    )
    mail = arrives(wire.invitation_answer(from_calendar, uid.upper(), "DECLINED"), from_calendar)
    assert outcome(mail) == ("applied", "")
    assert seat.state == "cancelled"


def confirmed(letter: Message, arrives: Arrives) -> str:
    arrives(wire.mail(box(letter), "Ja"), box(letter))
    return last_letter().calendar or ""


# What waits for a person


def test_a_clear_yes_with_a_question_is_done_and_waits(
    seat: Registration, letter: Message, arrives: Arrives
) -> None:
    mail = arrives(wire.mail(box(letter), "Ja, jeg kommer. Er det heis i bygget?"), box(letter))
    assert outcome(mail) == ("waiting", "question")
    assert seat.state == "confirmed"
    assert [sent.letter for sent in letters_after(letter)] == ["events.you_are_in"]


@pytest.mark.parametrize("words", ["Kan jeg komme kl. 9?", "Ja. Nei, jeg kan ikke komme."])
def test_what_is_not_certain_waits_and_the_sender_is_told_once(
    seat: Registration, letter: Message, arrives: Arrives, words: str
) -> None:
    mail = arrives(wire.mail(box(letter), words), box(letter))
    arrives(wire.mail(box(letter), words), box(letter))
    assert outcome(mail) == ("waiting", "unclear")
    assert seat.state == "held"
    assert [sent.letter for sent in letters_after(letter)] == ["inbox.person_will_answer"]


def test_maybe_takes_no_seat(seat: Registration, letter: Message, arrives: Arrives) -> None:
    mail = arrives(wire.mail(box(letter), "Kanskje, avhenger av jobb"), box(letter))
    assert outcome(mail) == ("applied", "")
    assert mail.says == "maybe"
    assert seat.state == "held"
    assert [sent.letter for sent in letters_after(letter)] == ["events.maybe"]


def test_a_forwarded_letter_to_the_community_answered_by_another_changes_nothing(
    seat: Registration, letter: Message, arrives: Arrives
) -> None:
    seat.event.audience = "community"
    raw = wire.mail(box(letter), "Ja, jeg kommer", sender="Gro <gro@elsewhere.example>")
    mail = arrives(raw, box(letter))
    assert outcome(mail) == ("waiting", "other_sender")
    assert (mail.says, mail.person) == ("yes", None)
    assert seat.state == "held"
    assert letters_after(letter) == []


def test_a_stop_is_told_once_however_many_answers_left_that_day(
    seat: Registration, letter: Message, arrives: Arrives
) -> None:
    subscription = people.subscriber(letter.community)
    for words in ("Ja", "Nei", "Ja"):
        arrives(wire.mail(box(letter), words), box(letter))
    stopped = arrives(wire.mail(box(letter), "Stopp nyhetsbrevet, takk!\n/ Bjørg"), box(letter))
    again = arrives(wire.mail(box(letter), "Stopp"), box(letter))
    assert [outcome(stopped), outcome(again)] == [("applied", "")] * 2
    assert (subscription.state, seat.state) == ("withdrawn", "confirmed")
    told = [(sent.letter, sent.answers) for sent in letters_after(letter)[3:]]
    assert told == [("contacts.unsubscribed", stopped.reference)]


@pytest.mark.usefixtures("seat")
def test_a_machine_that_stops_is_obeyed_and_never_answered(
    letter: Message, arrives: Arrives
) -> None:
    subscription = people.subscriber(letter.community)
    to = box(letter, "stop")
    arrives(wire.mail(to, "", Subject="unsubscribe", Precedence="bulk"), to)
    assert subscription.state == "withdrawn"
    assert letters_after(letter) == []


def test_after_three_automatic_answers_a_day_the_next_waits(
    seat: Registration, letter: Message, arrives: Arrives
) -> None:
    for words in ("Ja", "Nei", "Ja"):
        arrives(wire.mail(box(letter), words), box(letter))
    fourth = arrives(wire.mail(box(letter), "Nei"), box(letter))
    assert outcome(fourth) == ("waiting", "no_receipt")
    assert seat.state == "confirmed"
    assert len(letters_after(letter)) == 3


def test_a_forged_token_changes_nothing_and_is_kept(
    seat: Registration, letter: Message, arrives: Arrives
) -> None:
    to = f"reply+{'a' * 26}@{DOMAIN}"
    mail = arrives(wire.mail(to, "Ja", sender="gro@elsewhere.example"), to)
    assert outcome(mail) == ("waiting", "unknown_token")
    assert (mail.community, mail.message) == (letter.community, None)
    assert seat.state == "held"


@pytest.mark.usefixtures("seat", "letter")
def test_with_two_communities_a_strangers_forged_token_is_filed(arrives: Arrives) -> None:
    people.voorbeeldstad()
    to = f"reply+{'a' * 26}@{DOMAIN}"
    mail = arrives(wire.mail(to, "Ja", sender="gro@elsewhere.example"), to)
    assert outcome(mail) == ("filed", "unknown_token")
    assert mail.community is None
    assert mail.raw == wire_bytes(mail)


def wire_bytes(mail: Inbound) -> bytes | None:
    return session.scalar(select(Inbound.raw).where(Inbound.id == mail.id))


# Machines


def test_an_out_of_office_changes_nothing_and_is_not_answered(
    seat: Registration, letter: Message, arrives: Arrives
) -> None:
    assert outcome(arrives(wire.away(box(letter)), box(letter))) == ("filed", "autoreply")
    assert seat.state == "held"
    assert letters_after(letter) == []


@pytest.mark.parametrize(
    ("status", "state"), [("5.1.1", "hard_bounced"), ("4.2.2", "soft_bouncing")]
)
def test_a_bounce_is_held_against_the_address_and_the_seat_stays(
    seat: Registration, letter: Message, arrives: Arrives, status: str, state: str
) -> None:
    letter.state = "sent"
    to = box(letter, "bounce")
    assert outcome(arrives(wire.bounce(to, status), to, "<>")) == ("applied", "returned")
    assert (letter.recipient.address_state, letter.state) == (state, "failed")
    assert seat.state == "held"


def test_a_delay_is_noted_and_held_against_nobody(
    seat: Registration, letter: Message, arrives: Arrives
) -> None:
    letter.state = "sent"
    to = box(letter, "bounce")
    told = arrives(wire.bounce(to, "4.4.1", "delayed"), to, "<>")
    assert (outcome(told), told.kind) == (("filed", "delayed"), "bounce-soft")
    assert (letter.recipient.address_state, letter.state) == ("unverified", "sent")
    given_up = arrives(wire.bounce(to, "4.4.7"), to, "<>")
    assert (outcome(given_up), letter.state) == (("applied", "returned"), "failed")
    assert seat.state == "held"


@pytest.mark.usefixtures("seat")
def test_a_bounce_with_a_forged_token_blocks_nobody(letter: Message, arrives: Arrives) -> None:
    to = f"bounce+{'b' * 26}@{DOMAIN}"
    assert outcome(arrives(wire.bounce(to), to, "<>")) == ("filed", "unknown_token")
    assert letter.recipient.address_state == "unverified"


@pytest.mark.usefixtures("seat")
def test_a_complaint_stops_the_newsletter_for_good(
    community: Community, letter: Message, arrives: Arrives
) -> None:
    subscription = people.subscriber(community)
    to = f"abuse@{DOMAIN}"
    mail = arrives(wire.complaint(to, letter.token), to)
    assert outcome(mail) == ("applied", "complaint")
    assert letter.recipient.address_state == "complained"
    assert subscription.state == "withdrawn"


# Bad bytes


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff" * 500,
        wire.mail("x@y.example", "Ja")[:60],
        b"Subject: " + b"=?utf-8?b?" + b"A" * 70_000,
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nJa",
        b"".join(DEEP),
    ],
    ids=["empty", "binary", "cut", "word bomb", "truncated", "nested"],
)  # fmt: skip
def test_whatever_arrives_is_kept_and_placed(
    seat: Registration, letter: Message, arrives: Arrives, raw: bytes
) -> None:
    mail = arrives(raw, box(letter))
    assert mail.state in ("waiting", "filed")
    assert wire_bytes(mail) == raw
    assert seat.state == "held"


@pytest.mark.usefixtures("both")
def test_text_that_a_database_cannot_hold_is_cleaned(arrives: Arrives) -> None:
    community = people.havnevik()
    people.person(community)
    session.commit()
    to = f"reply+{'a' * 26}@{DOMAIN}"
    mail = arrives(wire.mail(to, "Hei\0 der \ud800".encode("utf-8", "replace").decode()), to)
    assert mail.state == "waiting"
    assert "\0" not in mail.own_words + mail.full_text


# What a manager does


@pytest.fixture
def agot(community: Community) -> Staff:
    return community.staff[0]


@pytest.fixture
def puzzling(letter: Message, arrives: Arrives) -> Inbound:
    return arrives(wire.mail(box(letter), "Kan jeg komme kl. 9?"), box(letter))


def test_a_manager_notes_a_yes_for_somebody(
    puzzling: Inbound, seat: Registration, agot: Staff
) -> None:
    actions.settle(puzzling, agot, "yes")
    assert seat.state == "confirmed"
    assert (puzzling.state, puzzling.handled_by) == ("applied", "Ågot Prøvesen")


def test_of_two_managers_the_second_is_told(puzzling: Inbound, agot: Staff) -> None:
    actions.file(puzzling, agot)
    session.commit()
    with pytest.raises(Refusal, match=r"inbox\.done"):
        actions.settle(puzzling, agot, "yes")


def test_a_manager_answers_in_words_in_the_same_thread(
    puzzling: Inbound, letter: Message, agot: Staff
) -> None:
    actions.answer(puzzling, agot, "Ja, kl. 9 går fint.")
    session.commit()
    sent = last_letter()
    assert (sent.letter, sent.answers) == ("inbox.answer", puzzling.reference)
    assert (sent.about_feature, sent.about_id) == (letter.about_feature, letter.about_id)
    assert puzzling.state == "answered"


def test_a_stranger_is_met_when_answered(
    community: Community, arrives: Arrives, agot: Staff
) -> None:
    to = f"hei@{DOMAIN}"
    mail = arrives(wire.mail(to, "Hvem er dere?", sender="Gro Ukjent <gro@elsewhere.example>"), to)
    actions.answer(mail, agot, "Vi er Pådriv.")
    session.commit()
    gro = people_known.by_email(community, "gro@elsewhere.example")
    assert last_letter().person is gro
    assert last_letter().name == "Gro Ukjent"


@pytest.mark.usefixtures("seat")
def test_the_counts_of_the_tabs_add_up(
    community: Community, letter: Message, arrives: Arrives
) -> None:
    arrives(wire.mail(box(letter), "Ja"), box(letter))
    arrives(wire.mail(box(letter), "Kan jeg komme kl. 9?"), box(letter))
    arrives(wire.away(box(letter)), box(letter))
    counts = queries.counts(community)
    assert counts == {"open": 1, "waiting": 0, "done": 0, "filed": 1}
