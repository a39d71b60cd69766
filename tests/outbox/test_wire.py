"""Letters over real sockets and TLS, to a server that goes wrong at any stage."""

import time
from dataclasses import replace

import pytest

from service.core.relay import Relay, parse
from service.outbox.compose import Envelope
from service.outbox.delivery.conversation import LIMITS, Broken
from service.outbox.delivery.handover import Result, drive, greet, hand_over
from service.outbox.delivery.line import Call, Post
from service.outbox.delivery.wire import reason
from tests.crooked import Manner, crooked
from tests.outbox.player import CONTENT, Desk, mail
from tests.processes import free_port
from tests.talk import Gone
from tests.tls import Authority
from tests.tricks import (
    GARBAGE,
    closes,
    drips,
    drops,
    drops_after,
    half,
    never,
    raw,
    resets,
    says,
    usual,
)

LETTER = b"From: a@b.example\r\nSubject: x\r\n\r\n.dot\r\n..\r\nx  \r\n"
ENVELOPE = Envelope("s@y.example", "a@x.example", LETTER)
LARGE = b"Subject: x\r\n\r\n" + b"x" * 70 * 100_000 + b"\r\n"
STAGES = ("greeting", "ehlo", "mail", "rcpt", "data", "dot")


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


def relay(server, scheme="smtp", **how):
    return replace(parse(f"{scheme}://127.0.0.1:{server.port}"), **how)


def refused_everything(server):
    (seen,) = server.wait_for_end()
    return seen.taken == [] and not any(line.startswith("MAIL") for line in seen.commands)


def meet(server, source, **limits):
    """A connection with a source of several letters, and little patience where told so."""
    post = Post(relay(server), "me.example")
    post.manner = replace(post.manner, limits=LIMITS | limits)
    return Call(post, source)


# One letter


def test_a_letter_arrives_as_it_is():
    with crooked() as server:
        assert hand_over([relay(server)], ENVELOPE) == Result(250, "2.0.0 kept")
        (seen,) = server.wait_for_end()
    assert [each.content for each in seen.taken] == [LETTER]
    assert (seen.taken[0].sender, seen.taken[0].recipients) == ("s@y.example", ["a@x.example"])
    assert (seen.commands[-1], seen.hasty) == ("QUIT", [])


@pytest.mark.parametrize("offers", [(), ("PIPELINING",), ("CHUNKING", "PIPELINING")])
def test_a_letter_arrives_whatever_is_offered(offers):
    with crooked(Manner(offers=offers)) as server:
        assert hand_over([relay(server, chunking=4)], ENVELOPE).taken
        (seen,) = server.wait_for_end()
    assert ([each.content for each in seen.taken], seen.hasty) == ([LETTER], [])


@pytest.mark.parametrize("ends", [b"\n", b"\r\n", b"\r"])
def test_lines_end_as_they_must(ends):
    with crooked() as server:
        content = ends.join([b"Subject: x", b"", b".", b"no end"])
        assert hand_over([relay(server)], replace(ENVELOPE, content=content)).taken
        assert server.wait_for(1)[0].content == b"Subject: x\r\n\r\n.\r\nno end\r\n"


def test_a_large_letter_arrives_whole():
    with crooked() as server:
        assert hand_over([relay(server)], replace(ENVELOPE, content=LARGE)).taken
        assert server.wait_for(1)[0].content == LARGE


def test_a_letter_goes_over_lmtp():
    with crooked(lmtp=True) as server:
        assert hand_over([relay(server, "lmtp")], ENVELOPE) == Result(250, "2.0.0 kept")


def test_an_address_beyond_ascii_is_understood():
    with crooked() as server:
        assert hand_over([relay(server)], replace(ENVELOPE, recipient="kåre@x.example")).taken
        assert server.wait_for(1)[0].recipients == ["kåre@x.example"]


def test_an_answer_that_drips_is_waited_for():
    slow = {stage: drips(0.002) for stage in (*STAGES, "quit")}
    with crooked(Manner(slow)) as server:
        assert hand_over([relay(server)], ENVELOPE).taken


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "dot"])
def test_a_no_at_any_stage_is_the_answer(stage):
    with crooked(Manner({stage: says("550-5.1.1 No such", "550 5.1.1 person")})) as server:
        assert hand_over([relay(server)], ENVELOPE) == Result(550, "5.1.1 No such 5.1.1 person")


def test_who_hangs_up_after_a_no_has_still_said_no():
    with crooked(Manner({"rcpt": closes("550 5.1.1 nobody")})) as server:
        assert hand_over([relay(server)], ENVELOPE) == Result(550, "5.1.1 nobody")


# Several relays


def test_the_first_that_answers_gets_the_letter():
    away = Relay("smtp", "127.0.0.1", free_port())
    bad = Manner({"greeting": says("554 5.3.2 no service")})
    with crooked(bad) as closed, crooked() as server:
        assert hand_over([away, relay(closed), relay(server)], ENVELOPE).taken
        assert len(server.wait_for(1)) == 1


def test_the_one_with_more_weight_is_asked_first():
    with crooked() as light, crooked() as heavy:
        assert hand_over([relay(light), relay(heavy, weight=2.0)], ENVELOPE).taken
        assert (len(heavy.wait_for(1)), light.seen) == (1, [])


def test_when_none_answers_each_is_named():
    one, two = (Relay("smtp", "127.0.0.1", free_port()) for _ in range(2))
    words = f"{one.name}: it does not answer; {two.name}: it does not answer"
    assert hand_over([one, two], ENVELOPE) == Result(0, words)


def test_a_letter_in_doubt_is_not_given_to_another():
    with crooked(Manner({"dot": drops})) as server, crooked() as other:
        found = hand_over([relay(server), relay(other)], ENVELOPE)
        assert (found.code, found.doubt, other.seen) == (0, True, [])


@pytest.mark.parametrize("act", [drops, resets, closes("421 4.3.2 going down")])
@pytest.mark.parametrize("stage", STAGES)
def test_who_hangs_up_before_the_letter_was_whole_has_surely_not_taken_it(stage, act):
    """A hang-up leaves doubt only after the whole letter left; 421 at its end is an answer."""
    with crooked(Manner({stage: act, "helo": act}), Manner()) as server:
        found = hand_over([relay(server), relay(server)], ENVELOPE)
        letters = len(server.wait_for_end()[0].taken)
    if stage == "dot":
        says_so = act not in (drops, resets)
        assert (found.code, found.doubt) == ((421, False) if says_so else (0, True))
    else:
        assert (found, letters) == (Result(250, "2.0.0 kept"), 0)


def test_a_letter_that_left_whole_is_in_doubt_however_little_of_it_was_read():
    with crooked(Manner({"body": drops_after(5)})) as server:
        assert hand_over([relay(server)], ENVELOPE).doubt


def test_a_letter_of_which_a_part_never_left_is_not_in_doubt():
    with crooked(Manner({"body": drops_after(10)})) as server:
        found = hand_over([relay(server)], replace(ENVELOPE, content=LARGE))
    assert (found.code, found.doubt) == (0, False)


# Many letters in one connection


def test_letters_follow_each_other_in_one_connection():
    desk = Desk(mail(f"{n}@x.example") for n in range(200))
    with crooked() as server:
        call = meet(server, desk)
        drive(call, lambda: len(desk.answers) == 200, time.monotonic() + 10)
        call.session.quit()
        with pytest.raises(Broken):
            drive(call, lambda: False, time.monotonic() + 5)
        assert call.end() == []
        (seen,) = server.wait_for_end()
    assert [each.recipients for each in seen.taken] == [[f"{n}@x.example"] for n in range(200)]
    assert ({each.content for each in seen.taken}, seen.hasty) == ({CONTENT}, [])


def test_chunks_follow_each_other_in_one_connection():
    desk = Desk(mail(f"{n}@x.example") for n in range(200))
    with crooked() as server:
        call = Call(Post(relay(server, chunking=8), "me.example"), desk)
        drive(call, lambda: len(desk.answers) == 200, time.monotonic() + 10)
        call.end()
        assert [each.content for each in server.wait_for(200)] == [CONTENT] * 200


def test_of_many_letters_only_those_without_an_answer_are_given_back():
    desk = Desk(mail(f"{n}@x.example") for n in range(5))
    with crooked(Manner({"dot": [usual, usual, drops]})) as server:
        call = meet(server, desk)
        with pytest.raises((Broken, OSError)):
            drive(call, lambda: False, time.monotonic() + 10)
    back = [(each.recipient, doubt) for each, doubt in call.end()]
    assert back == [(b"2@x.example", True), (b"3@x.example", False)]
    assert [each.recipient for each, _, _ in desk.answers] == [b"0@x.example", b"1@x.example"]


# Time limits (RFC 5321 § 4.5.3.2), made short


@pytest.mark.parametrize("act", [never, half(None), drips(0.05)])
@pytest.mark.parametrize(
    ("stage", "doubt"), [("greeting", None), ("ehlo", None), ("mail", False), ("dot", True)]
)
def test_who_does_not_finish_an_answer_is_hung_up_on(stage, doubt, act):
    desk = Desk([mail()])
    with crooked(Manner({stage: act})) as server:
        call = meet(server, desk, other=0.2, data=0.2, dot=0.2)
        with pytest.raises(Broken, match="did not come in time"):
            slowly(call)
        back = [left for _, left in call.end()]
    assert back == ([] if doubt is None else [doubt])


class LargeDesk(Desk):
    def content(self, mail):
        return [LARGE]


def test_who_stops_reading_is_hung_up_on():
    desk = LargeDesk([mail()])
    with crooked(Manner({"body": never})) as server:
        call = meet(server, desk, block=0.2)
        with pytest.raises(Broken, match="stopped reading"):
            slowly(call)
        assert [doubt for _, doubt in call.end()] == [False]


def test_who_never_shakes_hands_is_hung_up_on(authority):
    manner = Manner({"handshake": never}, certificate=authority.good())
    with crooked(manner) as server:
        post = Post(relay(server, starttls=True), "me.example")
        post.manner = replace(post.manner, limits=LIMITS | {"connect": 0.2})
        call = Call(post, Desk([mail()]))
        with pytest.raises(Broken, match="does not answer"):
            slowly(call)
        assert call.end() == []


def test_a_pause_of_ours_is_not_held_against_the_server():
    """At ten letters an hour the next one must not find that the server was silent for so long."""
    desk = Desk([])
    with crooked() as server:
        call = meet(server, desk, other=0.3, data=0.3, dot=0.3)
        drive(call, lambda: call.session.idle, time.monotonic() + 5)
        time.sleep(0.4)
        desk.waiting.append(mail())
        call.session.go()
        drive(call, lambda: bool(desk.answers), time.monotonic() + 5)
        call.end()


def test_a_letter_has_only_so_long_altogether():
    start = time.monotonic()
    with crooked(Manner({"dot": never})) as server:
        found = hand_over([relay(server)], ENVELOPE, altogether=0.3)
    assert found == Result(0, "its answer did not come in time", True)
    assert time.monotonic() - start < 3


def test_who_never_says_goodbye_is_not_waited_for_long():
    desk = Desk([mail()])
    with crooked(Manner({"quit": never})) as server:
        call = meet(server, desk, quit=0.2)
        drive(call, lambda: bool(desk.answers), time.monotonic() + 5)
        call.session.quit()
        with pytest.raises(Broken, match="did not come in time"):
            slowly(call)
        assert call.end() == []


def slowly(call):
    """Look at the clock often, since our limits are short."""
    drive(call, lambda: False, time.monotonic() + 10, look=0.02)


# TLS


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_letter_goes_encrypted(authority, scheme):
    manner = Manner(certificate=authority.good(), wrapped=scheme == "smtps")
    safe = {"starttls": scheme == "smtp", "ca": str(authority.root)}
    with crooked(manner) as server:
        assert hand_over([relay(server, scheme, **safe)], ENVELOPE).taken
        (seen,) = server.wait_for_end()
        assert (seen.secure, seen.taken[0].content) == (True, LETTER)


def test_a_large_letter_goes_encrypted(authority):
    with crooked(Manner(certificate=authority.good())) as server:
        to = relay(server, starttls=True, ca=str(authority.root))
        assert hand_over([to], replace(ENVELOPE, content=LARGE)).taken
        assert server.wait_for(1)[0].content == LARGE


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("self_signed", "self-signed certificate"),
        ("expired", "certificate has expired"),
        ("elsewhere", "IP address mismatch, certificate is not valid for '127.0.0.1'."),
    ],
)
def test_a_certificate_that_is_no_good_stops_the_letter(authority, scheme, kind, words):
    manner = Manner(certificate=getattr(authority, kind)(), wrapped=scheme == "smtps")
    with crooked(manner) as server:
        to = relay(server, scheme, starttls=scheme == "smtp", ca=str(authority.root))
        found = hand_over([to], ENVELOPE)
        assert found == Result(0, f"{to.name}: its certificate is not to be trusted: {words}")
        assert refused_everything(server)


def test_an_authority_that_nobody_named_is_not_trusted(authority):
    with crooked(Manner(certificate=authority.good())) as server:
        words = greet(relay(server, starttls=True))
    assert words == "its certificate is not to be trusted: unable to get local issuer certificate"


def test_certificates_that_cannot_be_read_are_named(authority, tmp_path):
    missing = str(tmp_path / "gone.pem")
    with crooked(Manner(certificate=authority.good())) as server:
        words = greet(relay(server, starttls=True, ca=missing))
        assert refused_everything(server)
    assert words == f"the certificates in {missing}, named by its option ca, cannot be read"


def test_a_server_without_encryption_gets_nothing():
    with crooked() as server:
        assert greet(relay(server, starttls=True)) == "it offers no encryption (STARTTLS)"
        assert refused_everything(server)
    with crooked() as server:
        words = greet(relay(server, "smtps"))
    assert words == "the encryption could not begin: wrong version number"


def vanishes(talk, reply):
    talk.say(reply)
    talk.reset()
    raise Gone


@pytest.mark.parametrize(
    "acts",
    [
        {"starttls": vanishes},
        {"starttls": says("454 4.7.0 not now")},
        {"starttls": raw(b"220 go ahead\r\n250-INJECTED\r\n")},
        {"handshake": drops},
        {"handshake": resets},
        {"handshake": raw(GARBAGE)},
    ],
)
def test_an_encryption_that_goes_wrong_stops_the_letter(authority, acts):
    for _ in range(3):
        with crooked(Manner(acts, certificate=authority.good())) as server:
            found = hand_over([relay(server, starttls=True, ca=str(authority.root))], ENVELOPE)
            assert (found.code, found.doubt) == (0, False)
            assert len(found.words) > len("127.0.0.1:65535: ")
            assert refused_everything(server)


# Signing in


@pytest.mark.parametrize("auth", ["", "plain", "login", "xoauth2"])
def test_a_letter_goes_once_we_have_signed_in(authority, auth):
    manner = Manner(certificate=authority.good(), accounts={"agot": "hysj"})
    with crooked(manner) as server:
        known = {"user": "agot", "password": "hysj", "auth": auth, "ca": str(authority.root)}
        assert hand_over([relay(server, starttls=True, **known)], ENVELOPE).taken
        (seen,) = server.wait_for_end()
    assert (seen.secure, seen.login) == (True, "agot")


@pytest.mark.parametrize("auth", ["plain", "login", "xoauth2"])
def test_a_wrong_password_stops_the_letter(auth):
    with crooked(Manner(accounts={"agot": "hysj"})) as server:
        words = greet(relay(server, user="agot", password="wrong", auth=auth))
        assert refused_everything(server)
    assert words == "it does not accept our name and password: 5.7.8 wrong name or password"


def test_a_password_goes_through_the_net_only_encrypted():
    far = Post(parse("smtp://agot:hysj@mx.example"), "me.example").manner
    near = Post(parse("smtp://agot:hysj@127.0.0.1"), "me.example").manner
    wrapped = Post(parse("smtps://agot:hysj@mx.example"), "me.example").manner
    assert (far.starttls, far.secret) == (True, False)
    assert (near.starttls, near.secret) == (False, True)
    assert (wrapped.starttls, wrapped.secret) == (False, True)


# A relay that is not there


@pytest.mark.parametrize("host", ["nowhere.invalid", "a" * 64 + ".example"])
def test_a_name_that_is_none_is_said(host):
    assert len(greet(Relay("smtp", host, 25))) > 10


def test_a_relay_that_failed_rests_for_longer_each_time(time_machine):
    post = Post(Relay("smtp", "127.0.0.1", 25, connections=8), "me.example")
    waits = []
    for _ in range(8):
        post.failed("no", final=False, lower=True)
        waits.append(post.pause_until - time.monotonic())
    assert [round(wait) for wait in waits] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert (post.rests, post.limit, post.words) == (True, 1, "no")
    post.works()
    assert (post.failures, post.words) == (0, "")


def test_reasons_are_words():
    assert reason(Broken("it hung up")) == "it hung up"
    assert reason(OSError(104, "Connection reset by peer")) == "Connection reset by peer"
    assert reason(ConnectionError("it hung up")) == "it hung up"
