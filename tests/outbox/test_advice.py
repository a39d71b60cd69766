"""What a server's words mean and what to do about them, in sentences a person can act on."""

import pytest
from flask import Flask

from service.outbox.delivery import advice as said
from service.outbox.delivery.advice import advice, hold

REPLIES = [
    ("250 2.0.0 Ok: queued as 4F", ""),
    ("", ""),
    ("550 5.1.1 Unknown address", said.NOBODY),
    ("550 No such user here", said.NOBODY),
    ("5.1.1", said.NOBODY),
    ("452 4.2.2 The email account that you tried to reach is over quota", said.FULL),
    ("552 5.2.2 Mailbox full", said.FULL),
    ("5.2.2", said.FULL),
    ("552 5.3.4 Message size exceeds fixed limit", said.LARGE),
    ("451 4.7.1 Greylisted, please try again later", said.GREY),
    ("550 5.7.26 This mail has been blocked because the sender is unauthenticated", said.UNPROVEN),
    ("550 5.7.1 rejected due to the domain's DMARC policy", said.UNPROVEN),
    ("421 4.7.28 Our system has detected an unusual rate of mail", said.TOO_FAST),
    ("554 5.7.1 Service unavailable; Client host blocked using Spamhaus", said.DISTRUST),
    ("550 5.7.1 Our IP has a poor reputation", said.DISTRUST),
    ("535 5.7.8 Error: authentication failed", said.LOCKED_OUT),
    ("530 5.7.0 Authentication required", said.LOCKED_OUT),
    ("554 5.7.1 <a@b.example>: Relay access denied", said.NO_RELAY),
    ("553 5.1.8 Sender address rejected: Domain not found", said.BAD_SENDER),
    ("450 4.3.2 System not accepting network messages", said.BUSY),
    ("421 Too busy", said.BUSY),
    ("550 5.2.1 Mailbox disabled", said.OFF),
    ("554 5.6.0 Conversion failed", said.UNLIKED),
    ("550 5.4.5 Daily sending limit exceeded", said.TOO_FAST),
    ("554 5.3.0 No", said.NO),
    ("it hung up", said.CUT_OFF),
    ("its answer did not come in time", said.CUT_OFF),
]
HOLDS = [
    ("doubt: it hung up", said.UNSAID),
    ("", ""),
    ("quiet hours", said.QUIET),
    ("the database does not answer", said.DATABASE),
    ("journal: No space left on device", said.NO_ROOM),
    ("journal: Input/output error", said.NO_NOTES),
    ("too_large: 552 5.3.4 Message too big", said.TOO_LARGE),
    ("lint: a line is longer than 998 octets (12)", said.FAULTY),
    ("print 7 is damaged", said.DAMAGED),
    ("mx.example:25: it does not answer", said.AWAY),
    ("mx.example:25: it does not answer; mx2.example:25: it hung up", said.AWAY),
    (
        "mx.example:587: it does not accept our name and password: 5.7.8 Bad credentials",
        said.LOCKED_OUT,
    ),
    ("mx.example:587: it offers no encryption (STARTTLS)", said.UNSAFE_WAY),
    ("mx.example:465: certificate has expired", said.UNSAFE_WAY),
    ("mx.example:25: Name or service not known", said.AWAY),
]


@pytest.mark.parametrize(("words", "meaning"), REPLIES)
def test_a_reply_is_told_in_our_words(app: Flask, words: str, meaning: object) -> None:
    assert advice(words) == str(meaning)


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("451 4.7.1 Greylisted, please try again later", said.GIVEN_UP),
        ("421 Too busy", said.GIVEN_UP),
        ("it hung up", said.GIVEN_UP),
        ("452 4.2.2 Over quota", said.STILL_FULL),
        ("550 5.1.1 Unknown address", said.NOBODY),
        ("550 5.7.26 unauthenticated", said.UNPROVEN),
        ("", ""),
    ],
)
def test_what_is_over_promises_no_more_tries(app: Flask, words: str, meaning: object) -> None:
    assert advice(words, over=True) == str(meaning)


@pytest.mark.parametrize(("words", "meaning"), HOLDS)
def test_what_holds_a_mailing_up_is_told_in_our_words(
    app: Flask, words: str, meaning: object
) -> None:
    assert hold(words) == str(meaning)


def test_a_provider_that_refuses_us_is_named_with_the_way_out(app: Flask) -> None:
    told = hold("refused: gmail.com: 550 5.7.26 unauthenticated")
    assert told.startswith("gmail.com har avvist mange brev på rad")
    assert str(said.UNPROVEN) in told
    assert told.endswith(str(said.AFTERWARDS))


def test_nothing_that_a_server_says_breaks_it(app: Flask) -> None:
    for words in ("550", "550 ", "999 x", "5.", "\x00\ufffd", "refused: ", "refused", "journal:"):
        advice(words), hold(words)
