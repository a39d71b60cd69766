"""Whole mails in the shapes that real programs write, each read to the end."""

from pathlib import Path

import pytest

from service.inbox.read import Reading, read

MAILS = Path(__file__).parent.parent / "mails"
REPLY = "reply+ABCDEFGHIJ234567@in.oppdrift.example"


def read_mail(name: str, recipient: str = REPLY) -> Reading:
    return read((MAILS / f"{name}.eml").read_bytes(), recipient, None)


@pytest.mark.parametrize(
    ("name", "own_words", "answer", "language"),
    [
        ("gmail-nb", "Ja, jeg kommer!", "yes", "nb"),
        ("outlook-nb", "Ja, jeg kommer!\n\nMed vennlig hilsen\nKari Ås", "yes", "nb"),
        ("iphone-nb", "Nei, kan dessverre ikke", "no", "nb"),
        ("gmail-nn", "Eg kjem gjerne, og me blir to.", "yes", "nn"),
        ("outlook-nn", "Eg kan diverre ikkje kome.\n\nBeste helsing\nPer Li", "no", "nn"),
        ("gmail-nl", "Ja graag! Ik neem iemand mee.", "yes", "nl"),
        (
            "outlook-nl",
            "Helaas kan ik niet komen.\n\nMet vriendelijke groet,\nAnna de Nee",
            "no",
            "nl",
        ),
        ("iphone-nl", "Ik kom!", "yes", "nl"),
        ("gmail-en", "Count me in.", "yes", None),
        ("html-only", "Ja, jeg kommer & gleder meg.\nTar med en venn", "yes", "nb"),
        ("html-outlook", "Nei, dessverre.", "no", "nb"),
        ("bottom-posted", "Ja takk, jeg kommer.", "yes", "nb"),
        ("interleaved", "Ja, jeg kommer.\n\nTåler ikke nøtter.", "yes", "nb"),
        ("only-quoted-yes", "", None, None),
        (
            "latin1-base64",
            "Ja, jeg kommer på frøkost og gleder meg til å være der. Håper bæret smaker.",
            "yes",
            "nb",
        ),
        ("human-on-a-list", "Ja, jeg kommer", "yes", "nb"),
        ("html-on-a-list", "Ja, jeg kommer.", "yes", "nb"),
        ("samsung-nb", "Jeg må dessverre melde avbud.", "no", "nb"),
    ],
)
def test_a_person_is_understood(
    name: str, own_words: str, answer: str | None, language: str | None
) -> None:
    reading = read_mail(name)

    assert (reading.kind, reading.own_words, reading.intent.answer) == (
        "human-reply",
        own_words,
        answer,
    )
    assert reading.language == language
    assert (reading.box, reading.token) == ("reply", "abcdefghij234567")


@pytest.mark.parametrize("name", ["gmail-nn", "gmail-nl", "html-only"])
def test_a_guest_comes_along(name: str) -> None:
    assert read_mail(name).intent.guests == 1


def test_the_headers_of_a_reply_are_read() -> None:
    reading = read_mail("gmail-nb")

    assert (reading.sender, reading.sender_name) == ("kari@bygda.example", "Kari Ås")
    assert reading.message_id == "<gmail-nb@mail.example>"
    assert reading.references == ("<invite-1@oppdrift.example>", "<first-0@oppdrift.example>")
    assert reading.may_answer
    assert "Svar JA eller NEI" in reading.full_text


def test_an_encoded_subject_is_read() -> None:
    assert read_mail("latin1-base64").subject == "Re: Frøkost på bæret"


def test_contradiction_applies_nothing() -> None:
    intent = read_mail("contradictory").intent

    assert (intent.answer, intent.contradictory) == (None, True)


def test_an_answer_and_a_question_are_both_kept() -> None:
    intent = read_mail("yes-and-question").intent

    assert (intent.answer, intent.question, intent.certain) == ("yes", True, True)


@pytest.mark.parametrize("name", ["away-nb", "away-nl"])
def test_an_absence_changes_nothing(name: str) -> None:
    reading = read_mail(name)

    assert (reading.kind, reading.intent.answer, reading.may_answer) == ("autoreply", None, False)


@pytest.mark.parametrize(
    ("name", "recipient"),
    [
        ("stopp-nb", REPLY),
        ("stopp-nn", REPLY),
        ("stop-nl", REPLY),
        ("stop-en", REPLY),
        ("stop-mailto", ""),
        ("stop-apple", ""),
    ],
)
def test_a_request_to_stop_is_heard(name: str, recipient: str) -> None:
    reading = read_mail(name, recipient)

    assert (reading.kind, reading.intent.answer) == ("unsubscribe", "stop")


@pytest.mark.parametrize(
    ("name", "kind", "status", "recipients"),
    [
        ("dsn-unknown", "bounce-hard", "5.1.1", ("kari@bygda.example",)),
        ("dsn-full-later", "bounce-soft", "4.2.2", ("kari@bygda.example",)),
        ("dsn-full", "bounce-soft", "5.2.2", ("kari@bygda.example",)),
        ("dsn-policy", "bounce-soft", "5.7.1", ("kari@bygda.example",)),
        ("dsn-success", "other", None, ()),
        ("complaint", "complaint", None, ("kari@bygda.example",)),
    ],
)
def test_a_report_is_told_from_a_person(
    name: str, kind: str, status: str | None, recipients: tuple[str, ...]
) -> None:
    reading = read_mail(name, "")

    assert (reading.kind, reading.status, reading.recipients) == (kind, status, recipients)
    assert (reading.intent.answer, reading.may_answer) == (None, False)


@pytest.mark.parametrize(("name", "delayed"), [("dsn-full-later", True), ("dsn-full", False)])
def test_a_delay_is_told_from_a_failure(name: str, delayed: bool) -> None:
    assert read_mail(name, "").delayed is delayed


def test_a_calendar_declines() -> None:
    reading = read_mail("calendar-declined")

    assert (reading.kind, reading.rsvp) == ("rsvp-ics", (("kari@bygda.example", "DECLINED"),))
    assert reading.uid == "frokost-abcdefghij234567@oppdrift.example"
    assert (reading.sequence, reading.stamp) == (1, "20270315T081200Z")
    assert reading.own_words == "Rekker ikke, dessverre"


@pytest.mark.parametrize(
    ("header", "may_answer"),
    [
        (b"", True),
        (b"Auto-Submitted: no\r\n", True),
        (b"Auto-Submitted: auto-generated\r\n", False),
        (b"Precedence: bulk\r\n", False),
        (b"Precedence: list\r\n", False),
        (b"Precedence: junk\r\n", False),
        (b"List-Id: <x.example>\r\n", False),
        (b"Return-Path: <>\r\n", False),
        (b"Return-Path: <kari@bygda.example>\r\n", True),
    ],
)
def test_a_machine_is_never_answered_by_a_machine(header: bytes, may_answer: bool) -> None:
    raw = header + b"From: kari@bygda.example\r\nSubject: Re: Frokost\r\n\r\nJa\r\n"

    assert read(raw, REPLY).may_answer == may_answer


def test_a_null_envelope_sender_is_never_answered() -> None:
    assert not read(b"From: kari@bygda.example\r\n\r\nJa\r\n", REPLY, "").may_answer


@pytest.mark.parametrize(
    ("recipient", "box", "token"),
    [
        (REPLY, "reply", "abcdefghij234567"),
        ("<Bounce+A2@in.example>", "bounce", "a2"),
        ("rsvp+ab@in.example", "rsvp", "ab"),
        ("stop@in.example", "stop", ""),
        ("reply+with-dash@in.example", "reply", ""),
        ("reply+" + "a" * 65 + "@in.example", "reply", ""),
        ("post@in.example", "", ""),
        ("", "", ""),
    ],
)
def test_the_address_names_the_box(recipient: str, box: str, token: str) -> None:
    reading = read(b"From: a@b.example\r\n\r\nJa", recipient)

    assert (reading.box, reading.token) == (box, token)
