"""Whatever an address is, and whatever a server says: no harm on the wire, no letter lost."""

import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.outbox.delivery.conversation import Broken, Manner
from service.outbox.delivery.session import Mail
from tests.outbox.player import ALL, CONTENT, Talk, ehlo, mail

# What no address can do

CONTROL = ["\r\nRSET", "\n", "\r", "\0", " SIZE=1", "> NOTIFY=NEVER", "<", "\x7f", "\t"]


@pytest.mark.parametrize("trick", CONTROL)
def test_an_address_that_is_more_than_one_never_leaves(trick):
    talk = Talk(mail(f"a{trick}@x.example"), mail("a@x.example", f"s{trick}@y.example"))
    assert talk.greeted("PIPELINING") == b""
    assert [(code, words[:5]) for _, code, words in talk.desk.told] == [(553, b"5.1.3")] * 2


ADDRESS = rb"<[^\x00-\x20<>\x7f]*>"
COMMAND = re.compile(
    rb"EHLO me\.example|RSET|DATA|\.|QUIT"
    rb"|MAIL FROM:" + ADDRESS + rb"( SIZE=\d+)?( SMTPUTF8)?( RET=HDRS)?"
    rb"|RCPT TO:" + ADDRESS + rb"( NOTIFY=FAILURE ORCPT=(rfc822|utf-8);[^\x00-\x20=\x7f]*)?"
    rb"|BDAT %d LAST" % len(CONTENT)
)
SPICED = st.lists(
    st.sampled_from([*"aæ@.+=\\<>\r\n\0\t \x7f\x85\u2028", "DATA", "\r\n.\r\n"]), max_size=8
).map(lambda parts: "".join(parts).encode())
ADDRESSES = st.one_of(SPICED, st.binary(max_size=12))


def obeys(out):
    """Whether every line is a command of ours or belongs to the letter."""
    assert out.count(b"\r\n") == out.count(b"\n") == out.count(b"\r")
    lines = out.replace(CONTENT, b"").split(b"\r\n")
    return lines[-1] == b"" and all(COMMAND.fullmatch(line) for line in lines[:-1])


@given(
    st.lists(st.tuples(ADDRESSES, ADDRESSES), min_size=1, max_size=4),
    st.sets(st.sampled_from(ALL)),
    st.sampled_from([0, 3]),
)
@settings(max_examples=300)
def test_whatever_the_addresses_no_line_is_anything_but_a_command(pairs, offers, window):
    mails = [Mail(sender, recipient, 100) for sender, recipient in pairs]
    talk = Talk(*mails, manner=Manner("me.example", window=window))
    out = talk.hear("220 mx") + talk.hear(*ehlo(*sorted(offers)))
    while talk.session.expected:
        stage = talk.session.expected[0][0]
        out += talk.hear("354 go on" if stage == "data" else "250 fine")
    assert obeys(out)
    assert sorted(map(id, mails)) == sorted(id(each) for each, _, _ in talk.desk.answers)


# Whatever it says

LINES = st.sampled_from(
    [
        *("250 fine", "250-more", "354 go on", "334 and?", "235 in", "220 hello", "221 bye"),
        *("550 5.1.1 no", "451 4.3.0 later", "421 4.3.2 bye", "503 order", "552 5.3.4 large"),
        *("250-PIPELINING", "250 PIPELINING", "250 CHUNKING", "250-SIZE 99", "250-STARTTLS"),
        *("250-AUTH PLAIN LOGIN", "250 SMTPUTF8", "", "x", "25", "600 odd", "250\t", "abc-def"),
    ]
).map(lambda line: line.encode() + b"\r\n")
STEPS = ["fitting", "fitting", "fitting", "go", "quit", "tls", "more"]
PIECES = st.one_of(LINES, st.binary(max_size=6))
ACTIONS = st.lists(st.one_of(PIECES, st.sampled_from(STEPS)), max_size=40)
MANNERS = st.builds(
    Manner,
    st.just("me.example"),
    lmtp=st.booleans(),
    starttls=st.booleans(),
    user=st.sampled_from(["", "agot"]),
    password=st.just("hysj"),
    secret=st.booleans(),
    window=st.sampled_from([0, 0, 2]),
)
FITTING = {
    "greeting": b"220 mx\r\n",
    "ehlo": b"250-mx\r\n250-STARTTLS\r\n250-AUTH PLAIN\r\n250 %b\r\n",
    "starttls": b"220 go ahead\r\n",
    "auth": b"235 in\r\n",
    "data": b"354 go on\r\n",
}


def act(talk, action, offers):
    """As a driver would, with a server that says one thing or another."""
    session = talk.session
    steps = {
        "go": lambda: session.idle and not session.over and session.go(),
        "quit": lambda: session.idle and not session.busy() and session.quit(),
        "tls": lambda: session.wants_tls and session.encrypted(),
        "more": lambda: talk.desk.waiting.append(mail("late@x.example")),
        "fitting": lambda: session.feed(fitting(session, offers)),
    }
    if isinstance(action, bytes):
        session.feed(action)
    else:
        steps[action]()


def fitting(session, offers):
    """What a good server would say now."""
    if not session.expected:
        return b""
    return FITTING.get(session.expected[0][0], b"250 fine\r\n").replace(b"%b", offers)


@given(
    MANNERS,
    st.integers(0, 5),
    ACTIONS,
    st.sampled_from([b"PIPELINING", b"8BITMIME", b"PIPELINING\r\n250 CHUNKING", b"SIZE 50"]),
    st.floats(0, 1),
)
@settings(max_examples=500, deadline=None)
def test_whatever_it_says_each_letter_is_answered_or_given_back_once(
    manner, number, actions, offers, share
):
    talk = Talk(*(mail(f"{n}@x.example") for n in range(number)), manner=manner)
    actions = ["fitting"] * 3 + ["tls"] + ["fitting"] * 2 + actions
    with suppress(Broken):
        for action in actions:
            act(talk, action, offers)
    flushed = int(talk.session.written * share)
    back = talk.session.abandon(flushed)
    ended = [id(each) for each, _, _ in talk.desk.answers] + [id(each) for each, _ in back]
    assert sorted(ended) == sorted(map(id, talk.desk.taken))
    assert len(set(ended)) == len(ended)
    in_doubt = {id(each) for each, doubt in back if doubt}
    assert in_doubt <= set(map(id, talk.desk.sent))
    assert len(talk.desk.sent) == len(set(map(id, talk.desk.sent)))
    taken = {id(each) for each, code, _ in talk.desk.answers if code < 400}
    assert taken <= set(map(id, talk.desk.sent))
