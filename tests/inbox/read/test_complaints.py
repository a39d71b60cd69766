"""Someone pressed "spam": reports as services send them, whole, cut short or in words."""

import pytest

from service.inbox.read import Reading, read

KARI, US = "kari@bygda.example", "post@oppdrift.example"


def feedback(fields: str, *, to: str = KARI, top: str = "; report-type=feedback-report") -> Reading:
    raw = f"""From: <fbl@far.example>
To: {US}
Subject: FW: Frokost
MIME-Version: 1.0
Content-Type: multipart/report{top}; boundary=b

--b
Content-Type: text/plain

This is an email abuse report for a message received from 192.0.2.1.
--b
Content-Type: message/feedback-report

{fields}

--b
Content-Type: message/rfc822

From: Oppdrift <{US}>
To: {to}
Subject: Frokost

Velkommen
--b--
"""
    return read(raw.replace("\n", "\r\n").encode())


@pytest.mark.parametrize(
    ("fields", "kind", "who"),
    [
        (f"Feedback-Type: abuse\nVersion: 1\nOriginal-Rcpt-To: {KARI}", "complaint", [KARI]),
        (f"Feedback-Type: abuse\nOriginal-Rcpt-To: <{KARI}>", "complaint", [KARI]),
        ("Feedback-Type: abuse\nUser-Agent: far/1.0", "complaint", [KARI]),
        ("User-Agent: far/1.0", "complaint", [KARI]),
        ("Feedback-Type: fraud", "complaint", [KARI]),
        (f"Feedback-Type: opt-out\nRemoval-Recipient: {KARI}", "complaint", [KARI]),
        ("Feedback-Type: auth-failure\nAuth-Failure: dmarc", "other", []),
        ("Feedback-Type: not-spam", "other", []),
    ],
)
@pytest.mark.parametrize("top", ["; report-type=feedback-report", ""])
def test_a_feedback_report(fields: str, kind: str, who: list[str], top: str) -> None:
    reading = feedback(fields, top=top)
    assert (reading.kind, list(reading.recipients)) == (kind, who)


def test_a_redacted_report_is_a_complaint_by_nobody_we_know() -> None:
    reading = feedback("Feedback-Type: abuse\nOriginal-Rcpt-To: redacted", to="undisclosed:;")
    assert (reading.kind, reading.recipients) == ("complaint", ())


FORMS = [  # From, Subject, the text, and a line in the head of the letter that came back
    ("staff@hotmail.example", "complaint about message from 192.0.2.1", "", f"To: {KARI}"),
    (
        "staff@hotmail.example",
        "complaint about message from 192.0.2.1",
        "",
        f"X-HmXmrOriginalRecipient: {KARI}",
    ),
    ("scomp@aol.example", "Client TOS Notification", "", f"To: {KARI}"),
    ("fbl-no-reply@far.example", "Email feedback report for IP 192.0.2.1", "", f"To: {KARI}"),
    ("abuse@far.example", "Abuse", "Feedback-Type: abuse\nVersion: 1\n", f"To: {KARI}"),
]


@pytest.mark.parametrize(("sender", "subject", "words", "line"), FORMS)
def test_a_service_with_a_form_of_its_own(sender: str, subject: str, words: str, line: str) -> None:
    raw = (
        f"From: {sender}\nTo: {US}\nSubject: {subject}\nMIME-Version: 1.0\n"
        f"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n{words}\n"
        f"--b\nContent-Type: message/rfc822\n\nFrom: {US}\n{line}\nSubject: Frokost\n\nHei\n--b--\n"
    )
    reading = read(raw.encode())
    assert (reading.kind, reading.recipients) == ("complaint", (KARI,))


def test_a_person_who_complains_is_a_person() -> None:
    raw = f"From: Kari <{KARI}>\nTo: {US}\nSubject: Complaint\n\nThis is spam, please stop.\n"
    assert read(raw.encode()).kind in ("human-reply", "unsubscribe")
