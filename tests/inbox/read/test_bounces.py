"""Bounces as mail servers of thirty years have worded them: whom they name, and whose fault it is.

Every mail here is ours, in the shape of a real one; addresses and words are made up.
"""

from base64 import b64encode

import pytest

from service.inbox.read import Reading, read

KARI, OLA = "kari@bygda.example", "ola@bygda.example"
DAEMON = "Mail Delivery Subsystem <MAILER-DAEMON@mx.example>"


def bounce(words: str, subject: str = "Returned mail", sender: str = DAEMON) -> Reading:
    head = f"Return-Path: <>\nFrom: {sender}\nTo: post@oppdrift.example\nSubject: {subject}\n"
    copy = "\n\n----- Original message follows -----\n\nTo: annen@x.example\nJa takk\n"
    return read((head + "\n" + words + copy).replace("\n", "\r\n").encode())


IN_WORDS = [  # the told part, whom it names, and whether nobody is there
    # qmail and its children
    (f"<{KARI}>:\nSorry, no mailbox here by that name. (#5.1.1)", [KARI], "hard"),
    (f"<{KARI}>:\nSorry, no mailbox here by that name. (#5.7.17)", [KARI], "hard"),
    (f"<{KARI}>:\nUser is over the quota. You can try again later.", [KARI], "soft"),
    (f"<{KARI}>:\nSorry, I couldn't find any host named bygda.example. (#5.1.2)", [KARI], "hard"),
    (
        f"<{KARI}>:\n192.0.2.7 failed after I sent the message.\nRemote host said: 554 spam",
        [KARI],
        "soft",
    ),
    # sendmail
    (
        f"   ----- The following addresses had permanent fatal errors -----\n<{KARI}>\n"
        f"    (reason: 550 5.1.1 <{KARI}>... User unknown)",
        [KARI],
        "hard",
    ),
    (f"   ----- Transcript of session follows -----\n550 {KARI}... User unknown", [KARI], "hard"),
    (
        f"   ----- The following addresses had transient non-fatal errors -----\n<{KARI}>\n"
        "Deferred: Connection timed out",
        [KARI],
        "soft",
    ),
    # Exim
    (
        f"A message that you sent could not be delivered to one or more of its recipients.\n\n"
        f'  {KARI}\n    unrouteable mail domain "bygda.example"',
        [KARI],
        "hard",
    ),
    (
        f"The following address(es) failed:\n\n  {KARI}\n    host mx.bygda.example: 452 "
        f"4.2.2 Mailbox full",
        [KARI],
        "soft",
    ),
    (
        f"The following address(es) failed:\n\n  {KARI}\n    Unknown user\n  {OLA}\n    "
        f"Unknown user",
        [KARI, OLA],
        "hard",
    ),
    # Postfix, without its report
    (
        f"<{KARI}>: host mx.bygda.example[192.0.2.1] said: 550 5.1.1 No such user (in reply "
        f"to RCPT TO)",
        [KARI],
        "hard",
    ),
    (f"<{KARI}> (expanded from <{OLA}>): mailbox is full", [KARI, OLA], "soft"),
    (f"<{KARI}>: connect to mx.bygda.example[192.0.2.1]:25: Connection refused", [KARI], "soft"),
    # Exchange, old and new
    (
        f"Your message\n\n  To:      {OLA}\n  Subject: Frokost\n\ndid not reach the following "
        f"recipient(s):\n\n{KARI} on Fri, 20 Jul 2001 11:08:59\n    The recipient name is "
        f"not recognized",
        [KARI],
        "hard",
    ),
    (
        f"Delivery has failed to these recipients or groups:\n\n{KARI}\nThe email address "
        f"you entered "
        "couldn't be found. Please check the address.",
        [KARI],
        "hard",
    ),
    (f"550 5.4.1 Recipient address rejected: Access denied. [{KARI}]", [KARI], "hard"),
    # Domino, GroupWise, MDaemon, MailEnable, IMail
    (
        f"Your message\n\n  Subject: Frokost\n\nwas not delivered to:\n\n  {KARI}\n\nbecause:\n\n"
        "  User kari not listed in public Name & Address Book",
        [KARI],
        "hard",
    ),
    (
        f"The message that you sent was undeliverable to the following:\n\t{KARI} (user not found)",
        [KARI],
        "hard",
    ),
    (f"Failed Recipient: {KARI}\nReason: Mailbox does not exist", [KARI], "hard"),
    (f"Unknown user: {KARI}", [KARI], "hard"),
    (f"undeliverable to {KARI}\n\nuser mailbox exceeds allowed size", [KARI], "soft"),
    # providers
    (
        f"Sorry, we were unable to deliver your message to the following address.\n\n<{KARI}>:\n"
        "554: delivery error: This user doesn't have a bygda.example account "
        "(kari@bygda.example) [0]",
        [KARI],
        "hard",
    ),
    (
        f"Delivery to the following recipient failed permanently:\n\n     {KARI}\n\n"
        "550 5.1.1 The email account that you tried to reach does not exist.",
        [KARI],
        "hard",
    ),
    (
        f"Delivery to the following recipient has been delayed:\n\n     {KARI}\n\n"
        "Message will be retried for 2 more day(s)",
        [KARI],
        "soft",
    ),
    (
        f"This message was created automatically by mail delivery software.\n\n<{KARI}>: "
        f"mailbox quota exceeded",
        [KARI],
        "soft",
    ),
    # policy: it is about us, and the address is spared
    (f"<{KARI}>: 550 5.7.26 This mail is unauthenticated (SPF, DKIM)", [KARI], "soft"),
    (
        f"<{KARI}>: 554 5.7.1 Service unavailable; client host blocked using a block list",
        [KARI],
        "soft",
    ),
    (f"<{KARI}>: 552 5.3.4 Message size exceeds fixed limit", [KARI], "soft"),
    (f"<{KARI}>: 451 4.7.1 Greylisted, please try again later", [KARI], "soft"),
    # other languages
    (f"Votre message n'a pas pu être délivré à\n{KARI}\nUtilisateur inconnu", [KARI], "hard"),
    (
        f"Ihre Nachricht konnte nicht zugestellt werden:\n{KARI}\nEmpfänger unbekannt",
        [KARI],
        "hard",
    ),
    (
        f"Uw bericht kon niet worden bezorgd aan:\n{KARI}\nDeze gebruiker bestaat niet",
        [KARI],
        "hard",
    ),
    (f"Meldingen kunne ikke leveres til:\n{KARI}\nBrukeren finnes ikke", [KARI], "hard"),
    (
        f"以下のメールアドレスへの送信に失敗しました。\n{KARI}\n550 {KARI}... No such user",
        [KARI],
        "hard",
    ),
]


@pytest.mark.parametrize(("words", "who", "severity"), IN_WORDS)
def test_a_bounce_in_words(words: str, who: list[str], severity: str) -> None:
    reading = bounce(words)
    assert reading.kind == f"bounce-{severity}"
    assert sorted(reading.recipients) == sorted(who)


def report(*blocks: str, sender: str = DAEMON, words: str = "It failed.") -> Reading:
    fields = "\n\n".join(["Reporting-MTA: dns; mx.example", *blocks])
    raw = f"""From: {sender}
To: post@oppdrift.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

{words}
--b
Content-Type: message/delivery-status

{fields}

--b
Content-Type: message/rfc822

To: {OLA}
Subject: Frokost

Hei
--b--
"""
    return read(raw.replace("\n", "\r\n").encode())


REPORTS = [  # a block of the report, whom it names, and whose fault it is
    (f"Final-Recipient: rfc822; {KARI}\nAction: failed\nStatus: 5.1.1", [KARI], "hard"),
    (f"Final-Recipient: RFC822;<{KARI}>\nAction: Failed\nStatus: 5.1.10 (no such)", [KARI], "hard"),
    (f"Final-Recipient: rfc822; {KARI}\nAction: delayed\nStatus: 4.4.1", [KARI], "soft"),
    (f"Final-Recipient: rfc822; {KARI}\nAction: failed\nStatus: 5.2.2", [KARI], "soft"),
    (
        f"Original-Recipient: rfc822;{KARI}\nFinal-Recipient: rfc822; k@indre\nAction: failed\n"
        "Status: 5.1.1",
        [KARI],
        "hard",
    ),
    (
        f"Original-Recipient: rfc822;{KARI}\nFinal-Recipient: x400; /S=kari/C=NO/\nAction: failed\n"
        "Status: 5.1.1",
        [KARI],
        "hard",
    ),
    (
        f"Original-Recipient: rfc822;{KARI}\nFinal-Recipient: rfc822; k@post.bygda.example\n"
        "Action: failed\nStatus: 5.1.1",
        [KARI],
        "hard",
    ),
    (
        f"Original-Recipient: rfc822;{KARI}\nFinal-Recipient: rfc822; {OLA}\nAction: failed\n"
        "Status: 5.1.1",
        [KARI, OLA],
        "hard",
    ),
    (
        f"Original-Recipient: <{KARI}>\nAction: failed\nDiagnostic-Code: smtp; 550 5.1.1 "
        f"User unknown",
        [KARI],
        "hard",
    ),
    (
        f"Final-Recipient: rfc822;|/usr/bin/procmail {KARI}\nAction: failed\nStatus: 5.0.0",
        [KARI],
        "soft",
    ),
    (
        f"Final-Recipient: rfc822; {KARI}\nAction: failed\nStatus: 5.0.0\n"
        "Diagnostic-Code: smtp; 550 5.7.515 Access denied, sending domain",
        [KARI],
        "soft",
    ),
    ("Action: failed\nStatus: 5.1.1", [OLA], "hard"),
    ("Final-Recipient: LOCAL; ola\nAction: failed\nStatus: 5.1.1", [OLA], "hard"),
    (
        f"Final-Recipient: rfc822; {KARI}\nAction: failed\nStatus: 5.1.1\n"
        f"Final-Recipient: rfc822; {OLA}\nAction: failed\nStatus: 5.2.2",
        [KARI, OLA],
        "hard",
    ),
    (
        "Original-Recipient: rfc822;kari+2Bliste@bygda.example\n"
        "Final-Recipient: rfc822;kari+liste@bygda.example\nAction: failed\nStatus: 5.1.1",
        ["kari+liste@bygda.example"],
        "hard",
    ),
    (
        f"Final-Recipient: rfc822; {KARI}\nAction: failed\nStatus: 5.0.0 (User unknown)",
        [KARI],
        "hard",
    ),
    (
        f"Final-Recipient: rfc822; {KARI}\nAction: failed\nStatus: 5.7.1\n"
        f"Diagnostic-Code: smtp; 550 5.7.1 <{KARI}>... User unknown",
        [KARI],
        "hard",
    ),
    (
        f"Final-Recipient: rfc822; {KARI}\nAction: failed\nStatus: 4.4.7\n"
        f"Diagnostic-Code: smtp; 450 4.1.1 <{KARI}>: User unknown",
        [KARI],
        "soft",
    ),
]


def test_a_report_in_base64_is_read_all_the_same() -> None:
    block = f"Final-Recipient: rfc822; {KARI}\nAction: failed\nStatus: 5.1.1\n"
    coded = b64encode(f"Reporting-MTA: dns; mx.example\n\n{block}".encode()).decode()
    raw = (
        f"From: {DAEMON}\nTo: post@oppdrift.example\nSubject: Returned mail\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        "--b\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n"
        f"{coded}\n--b--\n"
    )
    reading = read(raw.encode())
    assert (reading.kind, reading.recipients) == ("bounce-hard", (KARI,))


@pytest.mark.parametrize(("block", "who", "severity"), REPORTS)
def test_a_report(block: str, who: list[str], severity: str) -> None:
    reading = report(block)
    assert (reading.kind, sorted(reading.recipients)) == (f"bounce-{severity}", sorted(who))


def test_one_that_failed_and_one_that_arrived() -> None:
    reading = report(
        f"Final-Recipient: rfc822; {KARI}\nAction: failed\nStatus: 5.1.1",
        f"Final-Recipient: rfc822; {OLA}\nAction: delivered\nStatus: 2.0.0",
    )
    assert reading.recipients == (KARI,)


def test_a_report_whose_parts_fell_apart_is_read_all_the_same() -> None:
    raw = (
        f"From: {DAEMON}\nTo: post@oppdrift.example\nSubject: Returned mail\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=gone\n\n"
        "The message could not be delivered.\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; {KARI}\nAction: failed\nStatus: 5.1.1\n"
    )
    reading = read(raw.encode())
    assert (reading.kind, reading.recipients) == ("bounce-hard", (KARI,))


def test_a_receipt_that_says_refused_is_a_bounce_and_one_that_says_read_is_not() -> None:
    raw = f"""Return-Path: <>
From: {DAEMON}
To: post@oppdrift.example
Subject: Automatically rejected mail
Content-Type: multipart/report; report-type=disposition-notification; boundary=b

--b
Content-Type: text/plain

Your message to <{KARI}> was automatically rejected:
Quota exceeded
--b
Content-Type: message/disposition-notification

Final-Recipient: rfc822; {KARI}
Disposition: automatic-action/MDN-sent-automatically; deleted

--b--
"""
    refused = read(raw.encode())
    assert (refused.kind, refused.recipients) == ("bounce-soft", (KARI,))
    opened = raw.replace("Automatically rejected mail", "Read: Frokost")
    assert (
        read(opened.replace("was automatically rejected", "was displayed").encode()).kind == "other"
    )


def test_a_person_who_passes_on_the_parts_of_a_report_is_a_person() -> None:
    raw = f"""From: Kari <{KARI}>
To: post@oppdrift.example
Subject: Fwd: Undelivered Mail Returned to Sender
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

Hva betyr dette?
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {OLA}
Action: failed
Status: 5.1.1

--b--
"""
    assert read(raw.encode()).kind == "human-reply"


PEOPLE = [
    ("Kari <kari@bygda.example>", "Fwd: Undelivered Mail Returned to Sender"),
    ("Kari <kari@bygda.example>", "Re: Returned mail"),
    ("Kari <kari@bygda.example>", "Returned mail: could not reach you"),
    ("Ola Postmester <postmaster.ola@bygda.example>", "Mail delivery"),
]


@pytest.mark.parametrize(("sender", "subject"), PEOPLE)
def test_a_person_who_tells_of_a_bounce_is_a_person(sender: str, subject: str) -> None:
    words = f"Hei, se her:\n\n<{OLA}>: 550 5.1.1 User unknown\n\nHva gjør jeg?"
    raw = f"From: {sender}\nTo: post@oppdrift.example\nSubject: {subject}\n\n{words}\n"
    assert read(raw.encode()).kind == "human-reply"
