"""Plays the mail server to a session: no socket, no clock, only what is said."""

from collections import deque

import pytest

from service.outbox.delivery.conversation import Broken, Manner
from service.outbox.delivery.session import Mail, Session

CONTENT = b"Subject: x\r\n\r\nHei.\r\n"
ALL = ("PIPELINING", "SIZE 1000", "8BITMIME", "SMTPUTF8", "DSN", "CHUNKING")
GOOD = ("250 2.1.0 sender", "250 2.1.5 recipient", "354 go on")


class Desk:
    """A source of mails that remembers what became of each."""

    def __init__(self, mails):
        self.waiting = deque(mails)
        self.taken, self.sent, self.answers = [], [], []

    def take(self):
        if not self.waiting:
            return None
        self.taken.append(self.waiting.popleft())
        return self.taken[-1]

    def content(self, mail):
        self.sent.append(mail)
        return [CONTENT]

    def answered(self, mail, code, words):
        self.answers.append((mail, code, words))

    @property
    def told(self):
        return [(mail.recipient.decode(), code, words) for mail, code, words in self.answers]


class Talk:
    """A session, and what it says to each thing that the server says."""

    def __init__(self, *mails, manner=None):
        self.desk = Desk(mails)
        self.session = Session(manner or Manner("me.example"), self.desk)

    def hear(self, *lines):
        return self.feed("".join(f"{line}\r\n" for line in lines).encode())

    def feed(self, data):
        self.session.feed(data)
        return self.said()

    def said(self):
        out = b"".join(self.session.out)
        self.session.out.clear()
        return out

    def breaks(self, *lines):
        with pytest.raises(Broken) as broken:
            self.hear(*lines)
        return broken.value

    def abandon(self, flushed=10**9):
        return [(mail.recipient.decode(), doubt) for mail, doubt in self.session.abandon(flushed)]

    def greeted(self, *offers):
        """It said hello, and offers these."""
        self.hear("220 mx.example ESMTP")
        return self.hear(*ehlo(*offers))


def ehlo(*offers):
    lines = ("mx.example", *offers)
    return [*(f"250-{line}" for line in lines[:-1]), f"250 {lines[-1]}"]


def mail(recipient="a@x.example", sender="s@y.example", size=100):
    return Mail(sender.encode(), recipient.encode(), size)


def envelope(recipient="a@x.example"):
    return f"MAIL FROM:<s@y.example>\r\nRCPT TO:<{recipient}>\r\n".encode()


def group(recipient="a@x.example"):
    return envelope(recipient) + b"DATA\r\n"


def chunk(recipient="a@x.example"):
    size = len(CONTENT)
    return b"RSET\r\n" + envelope(recipient) + b"BDAT %d LAST\r\n" % size + CONTENT


def two():
    return mail("a@x.example"), mail("b@x.example")
