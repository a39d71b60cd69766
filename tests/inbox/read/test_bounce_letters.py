"""Bounces as a hundred mail servers word them, and letters that only sound like one.

The letters are in `mails/bounces.txt`, all ours; a server more is a paragraph more there.
"""

from pathlib import Path

import pytest

from service.inbox.read import Reading, read
from service.inbox.read.bounce.severity import enhanced, first_judged

KARI, OLA, US = "kari@bygda.example", "ola@bygda.example", "post@oppdrift.example"
COPY = f"""Return-Path: <{US}>
Received: from mx.oppdrift.example (mx.oppdrift.example [192.0.2.1])
\tby mx.far.example (8.9.3/8.9.3) with ESMTP id AA12345;
\tThu, 29 Apr 1999 23:34:45 +0200
From: Oppdrift <{US}>
To: {{to}}
Subject: Frokost
Date: Thu, 29 Apr 1999 23:34:40 +0200
Message-ID: <abc.123@oppdrift.example>

Velkommen til frokost
"""
MAILS = (Path(__file__).parent.parent / "mails" / "bounces.txt").read_text()
LETTERS = [tuple(each.split("\n", 1)) for each in MAILS.split("\n=== ")[1:]]
REASONS = Path(__file__).parent.parent.joinpath("mails", "reasons.txt").read_text()
REPLIES = Path(__file__).parents[2].joinpath("outbox", "replies.txt").read_text()


def letter(sender: str, subject: str, words: str, more: str = "") -> Reading:
    head = f"{more}From: {sender}\nTo: {US}\nSubject: {subject}\n"
    kind = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    return read((head + kind + words).replace("\n", "\r\n").encode())


@pytest.mark.parametrize(("title", "words"), LETTERS, ids=[title[:20] for title, _ in LETTERS])
def test_a_servers_letter_is_understood(title: str, words: str) -> None:
    _, sender, subject, who, severity = (each.strip() for each in title.split(" | "))
    words = words.replace("{copy of two}", COPY.format(to=f"{KARI}, {OLA}"))
    reading = letter(sender, subject, words.replace("{copy}", COPY.format(to=f"Kari <{KARI}>")))

    assert reading.kind in (f"bounce-{severity}", f"bounce-{severity}".replace("?", "soft"))
    assert sorted(reading.recipients) == sorted(who.split())


BOUNCE = (
    "Hi. This is the qmail-send program at far.example.\nI'm afraid I wasn't able to deliver your "
    f"message to the following addresses.\n\n<{OLA}>:\nSorry, no mailbox here by that name.\n\n"
    "--- Below this line is a copy of the message.\n\n" + COPY.format(to=OLA)
)
DAEMON = "Mail Delivery Subsystem <MAILER-DAEMON@far.example>"
NULL = "Return-Path: <>\n"
NO_BOUNCES = [  # From, Subject, what stands in the head besides, the words
    (f"Kari <{KARI}>", "Fwd: failure notice", "", f"Se her.\n\n{BOUNCE}"),
    (f"Kari <{KARI}>", "Returned mail?", "", f"Hei,\n\nI got this for Ola:\n\n{BOUNCE}"),
    (f"Kari <{KARI}>", "Undelivered mail", "", "I could not deliver the chairs.\n\n-----Original "
     f"Message-----\nFrom: {US}\nTo: {KARI}\nSubject: Frokost\n\nHei"),
    (f"Kari <{KARI}>", "Re: Undelivered Mail", "In-Reply-To: <a@b>\n", "My mailbox was full."),
    (f"Kari <{KARI}>", "Mailbox full", "", "It was full, so I did not receive the invitation."),
    ("Ola <postmaster@bygda.example>", "Delivery status of the chairs", "", "When do they come?"),
    ("Posten <no-reply@posten.example>", "Delivery failed", "", "We could not deliver the box."),
    (f"Kari <{KARI}>", "Out of office", NULL, "I am away and cannot be reached by phone."),
    (f"Kari <{KARI}>", "Frokost", NULL, "Thank you for your mail. I am not in the office and could "
     f"not be reached.\n\n-----Original Message-----\nFrom: {US}\nTo: {KARI}\n\nHei"),
    (f"Kari <{KARI}>", "Re: Frokost", NULL, "Kari no longer works here, this mailbox is closed."),
    ("mailman-bounces@lists.example", "Your message to Dugnad awaits moderator approval", "",
     "Your mail to 'Dugnad' is being held until the moderator can review it."),
    ("Ola <ola@x.example>", "[dugnad] failed delivery of chairs", "List-Id: <d.x.example>\n",
     "The chairs could not be delivered."),
    ("Mail System <news@x.example>", "Bounce rates explained", "List-Unsubscribe: <x:y>\n",
     "User unknown means that nobody is there."),
    (DAEMON, "Return receipt", NULL, "   ----- The following addresses had successful delivery "
     f"notifications -----\n<{KARI}>  (successfully delivered to mailbox)"),
    ("postmaster@far.example", "Delivery Status Notification (Relay)", NULL,
     f"Your message has been successfully relayed to the following recipients:\n\n  {KARI}"),
    (DAEMON, "Mail Delivery Status Report", NULL, "Enclosed is the mail delivery report that you "
     f"requested.\n\n<{KARI}>: delivery via mx.bygda.example[192.0.2.9]:25: 250 2.1.5 Ok"),
]  # fmt: skip


@pytest.mark.parametrize(("sender", "subject", "more", "words"), NO_BOUNCES)
def test_what_only_sounds_like_a_bounce_is_none(
    sender: str, subject: str, more: str, words: str
) -> None:
    reading = letter(sender, subject, words + "\n", more)
    assert reading.kind in ("human-reply", "autoreply", "other")


@pytest.mark.parametrize("reason", REASONS.splitlines()[1:])
def test_a_reason_blames_the_address_or_spares_it(reason: str) -> None:
    severity, said = reason.split(" | ", 1)
    assert first_judged(enhanced(said), [said]) == severity


@pytest.mark.parametrize(
    "reply", [line for line in REPLIES.splitlines() if " | " in line and line[0] != "#"]
)
def test_a_reply_in_a_bounce_means_what_it_means_at_the_door(reply: str) -> None:
    meaning, said = reply.split(" | ", 1)
    found = first_judged(enhanced(said), [said])
    # Where the door lets another try decide, a bounce is the last word there is.
    assert found == {"gone": "hard"}.get(meaning, "soft") or meaning in ("doubtful", "later")
