"""How a session gets to know a server, and what it makes of odd replies."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.outbox.delivery.conversation import Broken, Manner
from tests.outbox.player import ALL, CONTENT, GOOD, Talk, ehlo, group, mail

NAMED = Manner("me.example", user="agot", password="hysj")


# Odd replies


SCRIPT = "".join(
    f"{line}\r\n"
    for line in (
        *("220-mx.example", "220 ESMTP"),
        *ehlo(*ALL),
        *GOOD,
        *("250-2.0.0 kept", "250 2.0.0 really"),
        *(GOOD[0], "550-5.1.1 no", "550 5.1.1 body", "554 5.5.1 nobody"),
        *("250 forgotten", *GOOD, "451 4.3.0 later"),
    )
).encode()


def played(pieces):
    talk = Talk(*(mail(f"{name}@x.example") for name in "abcd"))
    out = b"".join(talk.feed(piece) for piece in pieces)
    return out, talk.desk.told, talk.abandon()


WHOLE = played([SCRIPT])


def test_replies_octet_by_octet_are_the_same_as_at_once():
    assert [code for _, code, _ in WHOLE[1]] == [250, 550, 451]
    assert played([SCRIPT[place : place + 1] for place in range(len(SCRIPT))]) == WHOLE


@given(st.lists(st.integers(0, len(SCRIPT)), max_size=12))
def test_replies_in_any_pieces_are_the_same_as_at_once(cuts):
    ends = [0, *sorted(cuts), len(SCRIPT)]
    assert played([SCRIPT[a:b] for a, b in zip(ends, ends[1:], strict=False)]) == WHOLE


def test_line_feeds_alone_end_a_line_too():
    talk = Talk(mail())
    talk.feed(b"220 mx\n")
    assert talk.feed(b"250-mx\n250 PIPELINING\n") == group()
    talk.feed("\n".join([*GOOD, "250 kept", ""]).encode())
    assert talk.desk.told == [("a@x.example", 250, b"kept")]


def test_a_code_alone_is_a_reply():
    talk = Talk(mail())
    talk.greeted("PIPELINING")
    talk.feed(b"250\r\n250\r\n354\r\n250\r\n")
    assert talk.desk.told == [("a@x.example", 250, b"")]


def test_words_with_a_nul_can_be_kept():
    """PostgreSQL refuses them: one such reply would stop the whole mailing."""
    talk = Talk(mail())
    talk.greeted("PIPELINING")
    talk.hear(*GOOD, "250 kept\0as 12")
    assert talk.desk.told == [("a@x.example", 250, b"kept?as 12")]


def test_half_a_line_is_no_reply():
    talk = Talk(mail())
    talk.greeted("PIPELINING")
    assert talk.feed(b"250 ok\r\n250 ok\r\n354 go") == b""
    assert talk.feed(b" on\r\n") == CONTENT + b".\r\n"


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x00\xff\xfe\x80 SSH-2.0\r\n",
        b"two hundred and fifty\r\n",
        b"abc-def\r\n",
        b"25\n",
        b"2500\r\n",
        b"\r\n",
        b"000 nothing\r\n",
        b"999 everything\r\n",
        "²⁵⁰ kept\r\n".encode(),
    ],
)
def test_garbage_in_place_of_the_dots_answer_leaves_the_letter_in_doubt(garbage):
    talk = Talk(mail())
    talk.greeted("PIPELINING")
    talk.hear(*GOOD)
    with pytest.raises(Broken):
        talk.feed(garbage)
    assert (talk.desk.told, talk.abandon()) == ([], [("a@x.example", True)])


@pytest.mark.parametrize("endless", [b"250 " + b"x" * 70_000, b"250-and more\r\n" * 600])
def test_a_reply_without_end_ends_the_talk(endless):
    talk = Talk(mail())
    talk.greeted("PIPELINING")
    with pytest.raises(Broken, match="no end"):
        talk.feed(endless)
    assert talk.abandon() == [("a@x.example", False)]


@pytest.mark.parametrize(
    "swapped", [("354 go on", *GOOD[:2]), (GOOD[0], "354 go on", GOOD[1]), GOOD[:2] + GOOD[:1]]
)
def test_replies_in_the_wrong_order_end_the_talk_before_the_letter_leaves(swapped):
    talk = Talk(mail())
    talk.greeted("PIPELINING")
    assert "makes no sense here" in talk.breaks(*swapped).words
    assert (talk.desk.told, talk.desk.sent) == ([], [])
    assert talk.abandon() == [("a@x.example", False)]


def test_a_letter_is_not_asked_for_twice():
    talk = Talk(mail())
    talk.greeted("PIPELINING")
    talk.hear(*GOOD)
    talk.breaks("354 go on")
    assert talk.abandon() == [("a@x.example", True)]


def test_a_reply_that_nobody_waits_for_ends_the_talk():
    talk = Talk()
    talk.greeted("PIPELINING")
    assert talk.breaks("250 and by the way").words == "and by the way"
    assert talk.breaks("250").words == "it spoke out of turn"


# Getting to know each other


@pytest.mark.parametrize(
    ("greeting", "final"), [("554 5.3.2 no service", True), ("450 4.3.2 later", False)]
)
def test_a_greeting_may_be_a_no(greeting, final):
    broken = Talk(mail()).breaks(greeting)
    assert (broken.code, broken.words, broken.final) == (int(greeting[:3]), greeting[4:], final)


def test_who_does_not_know_ehlo_is_told_helo():
    talk = Talk(mail())
    talk.hear("220 mx")
    assert talk.hear("502 5.5.1 what?") == b"HELO me.example\r\n"
    assert talk.hear("250 mx") == b"MAIL FROM:<s@y.example>\r\n"


@pytest.mark.parametrize("reply", ["421 4.3.2 no", "450 4.3.2 later"])
def test_not_now_to_ehlo_is_no_reason_for_helo(reply):
    talk = Talk(mail())
    talk.hear("220 mx")
    assert talk.breaks(reply).final is False


def test_whoever_knows_no_helo_either_is_left():
    talk = Talk(mail())
    talk.hear("220 mx")
    talk.hear("500 what?")
    assert talk.breaks("500 what?").final is True


def test_over_lmtp_we_say_lhlo_and_never_helo():
    talk = Talk(mail(), manner=Manner("me.example", lmtp=True))
    assert talk.hear("220 mx LMTP") == b"LHLO me.example\r\n"
    assert talk.hear(*ehlo("PIPELINING")) == group()
    talk.hear(*GOOD, "250 2.1.5 kept")
    assert talk.desk.told == [("a@x.example", 250, b"2.1.5 kept")]
    other = Talk(mail(), manner=Manner("me.example", lmtp=True))
    other.hear("220 mx LMTP")
    assert other.breaks("500 what?").final is True


# TLS (RFC 3207)

SAFE = Manner("me.example", starttls=True, secret=False)


def asked_for_tls(manner=SAFE, *mails):
    talk = Talk(*mails, manner=manner)
    assert talk.greeted("PIPELINING", "STARTTLS") == b"STARTTLS\r\n"
    return talk


def test_after_the_handshake_everything_begins_anew():
    talk = asked_for_tls(SAFE, mail())
    assert talk.hear("220 go ahead") == b""
    assert talk.session.wants_tls
    talk.session.encrypted()
    assert talk.said() == b"EHLO me.example\r\n"
    assert not talk.session.wants_tls
    assert talk.hear(*ehlo("SIZE 1000")) == b"MAIL FROM:<s@y.example> SIZE=100\r\n"


def test_what_was_offered_in_clear_is_forgotten():
    talk = asked_for_tls(SAFE, mail())
    talk.hear("220 go ahead")
    talk.session.encrypted()
    talk.hear("502 no EHLO here")
    talk.said()
    assert talk.hear("250 mx") == b"MAIL FROM:<s@y.example>\r\n"


def test_without_an_offer_to_encrypt_nothing_is_sent():
    talk = Talk(mail(), manner=SAFE)
    talk.hear("220 mx")
    broken = talk.breaks(*ehlo("PIPELINING"))
    assert (broken.words, broken.final) == ("it offers no encryption (STARTTLS)", True)
    assert (talk.said(), talk.desk.taken) == (b"", [])


@pytest.mark.parametrize(("reply", "final"), [("502 5.5.1 no", True), ("454 4.7.0 later", False)])
def test_who_refuses_to_encrypt_gets_nothing(reply, final):
    talk = asked_for_tls(SAFE, mail())
    broken = talk.breaks(reply)
    assert (broken.final, talk.desk.taken) == (final, [])


@pytest.mark.parametrize("early", [b"250 INJECTED\r\n", b"250-INJECTED\r\n", b"250 INJ", b"x"])
def test_words_slipped_in_before_the_handshake_end_the_talk(early):
    """In whatever form: else they would count as said in secret (CVE-2011-0411)."""
    talk = asked_for_tls(SAFE, mail())
    with pytest.raises(Broken, match="spoke before the encryption began") as broken:
        talk.feed(b"220 go ahead\r\n" + early)
    assert broken.value.final


# Signing in (RFC 4954)


def encoded(words):
    return b64encode(words.encode()) + b"\r\n"


def test_plain_says_all_at_once():
    talk = Talk(mail(), manner=NAMED)
    assert talk.greeted("PIPELINING", "AUTH LOGIN PLAIN") == b"AUTH PLAIN " + encoded(
        "\0agot\0hysj"
    )
    assert talk.hear("235 2.7.0 welcome") == group()


def test_login_says_it_in_two_steps():
    talk = Talk(mail(), manner=NAMED)
    assert talk.greeted("PIPELINING", "AUTH LOGIN") == b"AUTH LOGIN\r\n"
    assert talk.hear("334 VXNlcm5hbWU6") == encoded("agot")
    assert talk.hear("334 UGFzc3dvcmQ6") == encoded("hysj")
    assert talk.hear("235 2.7.0 welcome") == group()


def by_token():
    talk = Talk(mail(), manner=Manner("me.example", user="agot", password="hysj", auth="xoauth2"))
    proof = encoded("user=agot\1auth=Bearer hysj\1\1")
    assert talk.greeted("PIPELINING", "AUTH PLAIN XOAUTH2") == b"AUTH XOAUTH2 " + proof
    return talk


def test_a_token_lets_us_in():
    assert by_token().hear("235 2.7.0 welcome") == group()


def test_a_token_that_is_no_good_is_asked_about_and_then_refused():
    talk = by_token()
    assert talk.hear("334 eyJzdGF0dXMiOiI0MDEifQ==") == b"\r\n"
    broken = talk.breaks("535 5.7.8 expired")
    assert broken.words == "it does not accept our name and password: 5.7.8 expired"
    assert (broken.code, broken.final) == (535, True)


@pytest.mark.parametrize("offer", ["AUTH PLAIN", "AUTH LOGIN"])
def test_a_wrong_password_is_said_so(offer):
    talk = Talk(mail(), manner=NAMED)
    talk.greeted("PIPELINING", offer)
    broken = talk.breaks("535 5.7.8 wrong")
    assert (broken.final, talk.desk.taken) == (True, [])


def test_a_password_that_cannot_be_checked_now_may_be_right():
    talk = Talk(mail(), manner=NAMED)
    talk.greeted("AUTH PLAIN")
    assert talk.breaks("454 4.7.0 the directory is away").final is False


def test_who_asks_on_for_ever_is_left():
    talk = Talk(mail(), manner=NAMED)
    talk.greeted("AUTH LOGIN")
    talk.hear("334 a", "334 b")
    assert talk.breaks("334 c").code == 334


def test_a_password_is_not_said_in_clear():
    manner = Manner("me.example", user="agot", password="hysj", secret=False)
    talk = Talk(mail(), manner=manner)
    talk.hear("220 mx")
    broken = talk.breaks(*ehlo("AUTH PLAIN LOGIN"))
    assert broken.words == "a password is not said where others can listen"
    assert (broken.final, talk.said()) == (True, b"")


def test_a_password_is_said_after_the_handshake():
    manner = Manner("me.example", starttls=True, user="agot", password="hysj", secret=False)
    talk = asked_for_tls(manner)
    talk.hear("220 go ahead")
    talk.session.encrypted()
    talk.said()
    assert talk.hear(*ehlo("AUTH PLAIN")).startswith(b"AUTH PLAIN ")


@pytest.mark.parametrize(
    ("auth", "offers", "words"),
    [
        ("", ("AUTH GSSAPI",), "it lets nobody sign in, and we have a name and password"),
        ("", (), "it lets nobody sign in, and we have a name and password"),
        ("plain", ("AUTH LOGIN",), "it lets nobody sign in by PLAIN, and we have a name"),
    ],
)
def test_who_offers_no_way_in_is_left(auth, offers, words):
    manner = Manner("me.example", user="agot", password="hysj", auth=auth)
    talk = Talk(mail(), manner=manner)
    talk.hear("220 mx")
    broken = talk.breaks(*ehlo("PIPELINING", *offers))
    assert broken.words.startswith(words)
    assert broken.final
