"""Mails as they come over the wire, written out by hand: what people, robots and servers send."""

from itertools import count

numbers = count(1)


def mail(
    to: str,
    text: str,
    sender: str = "Ærlig Fiktås <aerlig@havnevik.example>",
    **headers: str,
) -> bytes:
    """A plain answer; header names are given with underscores."""
    known = {
        "From": sender,
        "To": to,
        "Subject": "Sv: Er du med?",
        "Message-ID": f"<{next(numbers)}@mail.example>",
        "Date": "Thu, 26 Nov 2026 10:00:00 +0100",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    known |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in known.items()]
    return ("\r\n".join([*lines, "", *text.split("\n")]) + "\r\n").encode()


def away(to: str) -> bytes:
    return mail(
        to,
        "Jeg er på ferie til mandag. Ja, da svarer jeg.",
        Subject="Automatisk svar: Er du med?",
        Auto_Submitted="auto-replied",
    )


def bounce(to: str, status: str = "5.1.1", action: str = "failed") -> bytes:
    """A delivery status notification (RFC 3464)."""
    report = "\n".join(
        [
            "--b",
            "Content-Type: text/plain",
            "",
            "Your message could not be delivered.",
            "--b",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.havnevik.example",
            "",
            "Final-Recipient: rfc822; aerlig@havnevik.example",
            f"Action: {action}",
            f"Status: {status}",
            f"Diagnostic-Code: smtp; 550 {status} no such user",
            "--b--",
        ]
    )
    return mail(
        to,
        report,
        sender="Mail Delivery System <MAILER-DAEMON@mx.havnevik.example>",
        Subject="Undelivered Mail Returned to Sender",
        Auto_Submitted="auto-replied",
        Content_Type='multipart/report; report-type=delivery-status; boundary="b"',
    )


def complaint(to: str, token: str) -> bytes:
    """A feedback report (RFC 5965) with the returned copy that names our letter."""
    report = "\n".join(
        [
            "--b",
            "Content-Type: text/plain",
            "",
            "This is an email abuse report.",
            "--b",
            "Content-Type: message/feedback-report",
            "",
            "Feedback-Type: abuse",
            "User-Agent: Loop/1.0",
            "Version: 1",
            "--b",
            "Content-Type: message/rfc822",
            "",
            f"Message-ID: <{token}@svar.havnevik.example>",
            "Subject: Nyheter",
            "",
            "Hei",
            "--b--",
        ]
    )
    return mail(
        to,
        report,
        sender="loop@provider.example",
        Subject="complaint",
        Content_Type='multipart/report; report-type=feedback-report; boundary="b"',
    )


def invitation_answer(
    to: str, uid: str, partstat: str, stamp: str = "20261126T090000Z", **lines: str
) -> bytes:
    """What a calendar sends when somebody presses Accept (RFC 6047). `lines` replace a line."""
    sequence, method = lines.get("SEQUENCE", "0"), lines.get("METHOD", "REPLY")
    calendar = "\n".join(
        [
            "BEGIN:VCALENDAR",
            "PRODID:-//Google Inc//Google Calendar 70.9054//EN",
            "VERSION:2.0",
            f"METHOD:{method}",
            "BEGIN:VEVENT",
            "DTSTART:20270120T080000Z",
            f"DTSTAMP:{stamp}",
            f"UID:{uid}",
            f"ATTENDEE;PARTSTAT={partstat};CN=Ærlig:mailto:aerlig@havnevik.example",
            f"SEQUENCE:{sequence}",
            "END:VEVENT",
            "END:VCALENDAR",
        ]
    )
    return mail(
        to,
        calendar,
        Subject="Godtatt: Frokost",
        Auto_Submitted="auto-generated",
        Content_Type=f"text/calendar; charset=utf-8; method={method}",
    )
