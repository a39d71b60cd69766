"""A daemon's letter without a machine-readable part, and people who only sound like one."""

import pytest

from service.inbox.read import read

LETTER = (
    b"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: post@oppdrift.example\r\n"
    b"Subject: failure notice\r\n\r\n<kari@bygda.example>:\r\n%s\r\n\r\n"
    b"--- Below this line is a copy of the message.\r\n\r\nTo: other@x.example\r\nJa takk\r\n"
)


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        (b"550 5.1.1 User unknown", "bounce-hard"),
        (b"Sorry, no mailbox here by that name.", "bounce-hard"),
        (b"Host not found", "bounce-hard"),
        (b"552 5.2.2 Mailbox full", "bounce-soft"),
        (b"The mailbox is over quota", "bounce-soft"),
        (b"550 5.7.1 Message looks like spam", "bounce-soft"),
        (b"451 Try again later", "bounce-soft"),
        (b"Something went wrong", "bounce-soft"),
    ],
)
def test_a_daemon_is_read_and_doubt_spares_the_address(reason: bytes, kind: str) -> None:
    reading = read(LETTER % reason)

    assert (reading.kind, reading.recipients) == (kind, ("kari@bygda.example",))


@pytest.mark.parametrize(
    ("sender", "subject"),
    [
        ("Bounce Hansen <bounce.hansen@bygda.example>", "Levering av mat"),
        ("Administrator Kari <kari@bygda.example>", "Levering"),
        ("Exchange Student <ola@bygda.example>", "Failed to find the place"),
        ("Kari <kari@bygda.example>", "Fwd: Undelivered Mail Returned to Sender"),
        ("Kari <kari@bygda.example>", "Re: failure notice"),
        ("Kari <kari@bygda.example>", "Mail delivery problem"),
    ],
)
def test_a_person_is_never_lost_as_a_bounce(sender: str, subject: str) -> None:
    raw = f"From: {sender}\r\nSubject: {subject}\r\n\r\nI could not deliver it, it failed.\r\n"

    assert read(raw.encode()).kind == "human-reply"
