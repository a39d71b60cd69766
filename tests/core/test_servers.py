"""The servers that delivery is tried against are as real, or as crooked, as the tests believe."""

import smtplib
import socket
import ssl
import time
from base64 import b64encode
from contextlib import closing, contextmanager
from imaplib import IMAP4

import pytest

from tests.crooked import Crooked, Manner, crooked
from tests.dovecot import PASSWORD, dovecot
from tests.exim import Guard, exim
from tests.processes import wait_until
from tests.services import Sink, postfix
from tests.strict import strict_sink
from tests.tls import Authority
from tests.tricks import (
    EIGHT_BIT,
    GARBAGE,
    NO_NUMBER,
    burst,
    closes,
    drips,
    drops,
    drops_after,
    endless_line,
    endless_reply,
    half,
    half_and_drops,
    late,
    line_feeds,
    mute,
    never,
    raw,
    resets,
    says,
    swapped,
    usual,
)

LETTER = (
    b"From: a@b.example\r\nTo: k@x.example\r\nDate: Wed, 20 Jan 2027 08:00:00 +0100\r\n"
    b"Message-ID: <a@b.example>\r\nSubject: x\r\n\r\n.dot\r\n..\r\nx  \r\n"
)
GROUP = b"MAIL FROM:<a@b.example>\r\nRCPT TO:<k@x.example>\r\nRCPT TO:<o@x.example>\r\nDATA\r\n"
ENOUGH = 50_000  # bytes after which a client should have had enough


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


def send(server: Crooked | Sink | int, *to: str) -> dict[str, tuple[int, bytes]]:
    port = server if isinstance(server, int) else server.port
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
        return client.sendmail("a@b.example", to or ["k@x.example"], LETTER)


@contextmanager
def wire(server: Crooked, greeted: bool = True):
    """The bare connection: what a client would read, and how it ends."""
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=5)) as connection:
        if greeted:
            connection.recv(1000)
            connection.sendall(b"EHLO here\r\n")
            connection.recv(1000)
        yield connection


def read(connection: socket.socket, end: bytes) -> bytes:
    got = b""
    while not got.endswith(end):
        piece = connection.recv(65536)
        if not piece:
            break
        got += piece
    return got


def to_the_end(connection: socket.socket, most: int = ENOUGH) -> bytes:
    got = b""
    while len(got) < most and (piece := connection.recv(65536)):
        got += piece
    return got


# The crooked server, when it is good


def test_it_keeps_a_letter_as_it_was_and_what_was_said():
    with crooked() as server:
        assert send(server) == {}
        (seen,) = server.wait_for_end()
    (taken,) = seen.taken
    assert (taken.sender, taken.recipients, taken.codes) == ("a@b.example", ["k@x.example"], [250])
    assert (taken.content, taken.message_id) == (LETTER, "<a@b.example>")
    verbs = [command.split()[0].upper() for command in seen.commands]
    assert verbs == ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]
    assert seen.hasty == []


def test_a_group_is_answered_in_order():
    with crooked() as server, wire(server) as client:
        client.sendall(GROUP)
        assert read(client, b"354 go on\r\n").split(b"\r\n")[:4] == [
            *(b"250 2.1.0 go on", b"250 2.1.5 go on", b"250 2.1.5 go on", b"354 go on")
        ]
        client.sendall(b".\r\n")
        assert read(client, b"\r\n") == b"250 2.0.0 kept\r\n"
    assert server.taken[0].content == b""


def test_a_letter_in_chunks_comes_whole():
    with crooked() as server, wire(server) as client:
        client.sendall(GROUP.replace(b"DATA\r\n", b""))
        client.sendall(b"BDAT 5\r\nabc\r\nBDAT 3 LAST\r\n.\r\n")
        assert read(client, b"kept\r\n").count(b"\r\n") == 5
    assert server.taken[0].content == b"abc\r\n.\r\n"


def test_over_lmtp_each_recipient_has_a_reply():
    with crooked(Manner({"dot": [says("250 kept"), says("452 4.2.2 full")]}), lmtp=True) as server:
        with wire(server, greeted=False) as client:
            client.sendall(b"LHLO here\r\n" + GROUP + b".\r\n")
            assert read(client, b"full\r\n").endswith(
                b"354 go on\r\n250 kept\r\n452 4.2.2 full\r\n"
            )
        assert server.wait_for(1)[0].codes == [250, 452]


def test_it_notices_a_client_that_does_not_wait():
    with crooked(Manner(offers=())) as server, wire(server, greeted=False) as client:
        client.sendall(b"EHLO here\r\nMAIL FROM:<>\r\nRCPT TO:<k@x.example>\r\n")
        read(client, b"2.1.5 go on\r\n")
    assert server.seen[0].hasty == ["EHLO here", "MAIL FROM:<>"]


def test_each_connection_has_its_manner_and_the_last_stays():
    with crooked(Manner({"greeting": says("554 5.3.2 no")}), Manner()) as server:
        with pytest.raises(smtplib.SMTPConnectError):
            send(server)
        assert [send(server), send(server)] == [{}, {}]
        assert [len(seen.taken) for seen in server.wait_for_end(3)] == [0, 1, 1]


# When it hangs up


@pytest.mark.parametrize("act", [drops, closes("421 4.3.2 going down")])
@pytest.mark.parametrize("stage", ["greeting", "ehlo", "mail", "rcpt", "data", "dot"])
def test_it_hangs_up_at_any_stage(stage, act):
    with crooked(Manner({stage: act, "helo": act})) as server:
        with pytest.raises((smtplib.SMTPException, ConnectionError)):
            send(server)
        assert [taken.codes for taken in server.taken] == ([[]] if stage == "dot" else [])


def test_it_hangs_up_in_the_midst_of_a_letter():
    with crooked(Manner({"body": drops_after(10)})) as server, wire(server) as client:
        client.sendall(GROUP)
        read(client, b"354 go on\r\n")
        client.sendall(b"0123456789")
        assert client.recv(100) == b""
    assert server.taken == []


def test_it_hangs_up_after_taking_a_letter():
    with crooked(Manner({"dot": closes("250 2.0.0 kept")})) as server, wire(server) as client:
        client.sendall(GROUP + b".\r\n")
        assert to_the_end(client).endswith(b"250 2.0.0 kept\r\n")


def test_it_resets_a_connection():
    with crooked(Manner({"mail": resets})) as server, wire(server) as client:
        client.sendall(b"MAIL FROM:<>\r\n")
        with pytest.raises(ConnectionResetError):
            client.recv(100)


def test_it_goes_down_within_a_group():
    manner = Manner({"rcpt": [usual, closes("421 4.3.2 going down")]})
    with crooked(manner) as server, wire(server) as client:
        client.sendall(GROUP)
        try:
            said = to_the_end(client)
        except ConnectionResetError:  # the rest of the group was never read
            said = b"".join(server.seen[0].said[2:])
        assert said.endswith(b"250 2.1.5 go on\r\n421 4.3.2 going down\r\n")


# When it says odd things


def spoken(act, most: int = ENOUGH) -> bytes:
    with crooked(Manner({"noop": act})) as server, wire(server) as client:
        client.sendall(b"NOOP\r\nQUIT\r\n")
        return to_the_end(client, most)


HERE, BYE = b"250 2.0.0 here\r\n", b"221 2.0.0 bye\r\n"


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (usual, HERE + BYE),
        (late(0.1), HERE + BYE),
        (half(0.1), HERE + BYE),
        (drips(0.005), HERE + BYE),
        (half_and_drops, b"250 2.0.0 he"),
        (mute, BYE),
        (swapped, BYE + HERE),
        (burst("250 early"), HERE + b"250 early\r\n"),
        (line_feeds, b"250 2.0.0 here\n" + BYE),
        (raw(GARBAGE), GARBAGE + BYE),
        (raw(NO_NUMBER), NO_NUMBER + BYE),
        (raw(EIGHT_BIT), EIGHT_BIT + BYE),
        (says("250-a", "250 b"), b"250-a\r\n250 b\r\n" + BYE),
    ],
)
def test_it_says_what_it_is_told_to(act, said):
    assert spoken(act) == said


def test_a_line_and_a_reply_may_have_no_end():
    assert spoken(endless_line).count(b"\n") == 0
    assert spoken(endless_reply).startswith(b"250-and more\r\n" * 1000)


@pytest.mark.parametrize("act", [never, half(None)])
def test_it_may_never_answer(act):
    with crooked(Manner({"mail": act})) as server, wire(server) as client:
        client.settimeout(0.3)
        client.sendall(b"MAIL FROM:<>\r\n")
        with pytest.raises(TimeoutError):
            to_the_end(client)


def test_it_ends_with_its_test_whatever_it_is_doing():
    start = time.monotonic()
    with crooked(Manner({"mail": never})) as server, wire(server) as client:
        client.sendall(b"MAIL FROM:<>\r\n")
    assert time.monotonic() - start < 2


# When it refuses


def test_it_may_know_helo_only():
    with crooked(Manner({"ehlo": says("502 5.5.1 what?")})) as server:
        assert send(server) == {}


def test_it_takes_a_letter_though_it_refused_the_recipient():
    manner = Manner({"rcpt": says("550 5.1.1 no"), "data": says("354 go on")})
    with crooked(manner) as server, wire(server) as client:
        client.sendall(GROUP + b".\r\n")
        read(client, b"kept\r\n")
        (taken,) = server.wait_for(1)
    assert (taken.recipients, taken.codes) == ([], [250])


def test_it_refuses_data_after_taking_a_recipient():
    manner = Manner({"data": says("451 4.3.0 later")})
    with crooked(manner) as server, pytest.raises(smtplib.SMTPDataError):
        send(server)


def test_it_refuses_what_is_larger_than_it_says():
    small = Manner(offers=("SIZE 10",))
    with crooked(small) as server, pytest.raises(smtplib.SMTPSenderRefused):
        send(server)


# TLS and logging in


def test_a_client_sees_which_certificate_is_good(authority):
    bad = (authority.self_signed(), authority.expired(), authority.elsewhere())
    said = []
    for certificate in (authority.good(), *bad):
        with crooked(Manner(certificate=certificate)) as server:
            said.append(upgraded(server.port, authority))
    assert said == ["", "self-signed certificate", "certificate has expired", "IP address mismatch"]


def upgraded(port: int, authority: Authority) -> str:
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
        try:
            client.starttls(context=authority.trusted())
        except ssl.SSLCertVerificationError as error:
            client.close()
            return error.verify_message.partition(",")[0]
        client.sendmail("a@b.example", ["k@x.example"], LETTER)
        return ""


def test_it_may_speak_tls_from_the_first_byte(authority):
    manner = Manner(certificate=authority.good(), wrapped=True)
    with crooked(manner) as server:
        with smtplib.SMTP_SSL(
            "127.0.0.1", server.port, timeout=5, context=authority.trusted()
        ) as client:
            client.sendmail("a@b.example", ["k@x.example"], LETTER)
        assert server.wait_for_end()[0].secure


def test_it_slips_words_in_before_tls(authority):
    """Whoever reads on after the handshake must not find them (CVE-2011-0411)."""
    injected = raw(b"220 go ahead\r\n250 INJECTED\r\n")
    manner = Manner({"starttls": injected}, certificate=authority.good())
    with crooked(manner) as server, wire(server, greeted=False) as client:
        client.recv(1000)
        client.sendall(b"STARTTLS\r\n")
        assert read(client, b"INJECTED\r\n") == b"220 go ahead\r\n250 INJECTED\r\n"


@pytest.mark.parametrize("act", [drops, raw(GARBAGE)])
def test_it_spoils_the_handshake(authority, act):
    manner = Manner({"handshake": act}, certificate=authority.good())
    with crooked(manner) as server, pytest.raises(OSError, match=r"SSL|EOF|reset"):
        upgraded(server.port, authority)


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_it_lets_in_who_knows_the_password(mechanism):
    with crooked(Manner(accounts={"kari": "s e"})) as server:
        with smtplib.SMTP("127.0.0.1", server.port, timeout=5) as client:
            assert client.docmd("MAIL FROM:<>")[0] == 530
            client.ehlo()
            client.user, client.password = "kari", "s e"
            attempt = {"PLAIN": client.auth_plain, "LOGIN": client.auth_login}[mechanism]
            assert client.auth(mechanism, attempt)[0] == 235
            assert client.docmd("MAIL FROM:<>")[0] == 250
        assert server.seen[0].login == "kari"


@pytest.mark.parametrize(("token", "code"), [("t", 235), ("wrong", 535)])
def test_it_lets_in_who_has_a_token(token, code):
    words = b64encode(f"user=kari\1auth=Bearer {token}\1\1".encode())
    with crooked(Manner(accounts={"kari": "t"})) as server, wire(server, greeted=False) as client:
        client.sendall(b"EHLO here\r\nAUTH XOAUTH2 " + words + b"\r\n")
        if code == 535:
            read(client, b"334 eyJzdGF0dXMiOiI0MDEifQ==\r\n")
            client.sendall(b"\r\n")
        read(client, b"welcome\r\n" if code == 235 else b"password\r\n")
    assert server.seen[0].login == ("kari" if code == 235 else "")


@pytest.mark.parametrize("reply", ["535 5.7.8 no", "454 4.7.0 later"])
def test_it_refuses_a_login(reply):
    manner = Manner({"auth": says(reply)}, accounts={"kari": "s"})
    with crooked(manner) as server, wire(server) as client:
        client.sendall(b"AUTH PLAIN AGthcmkAcw==\r\n")
        assert read(client, b"\r\n") == f"{reply}\r\n".encode()
        assert server.seen[0].login == ""


def test_the_strict_sink_wants_tls_and_a_login(authority):
    with strict_sink(authority.good(), {"kari": "s"}) as server:
        with smtplib.SMTP("127.0.0.1", server.port) as client:
            client.ehlo()
            assert client.mail("a@b.example")[0] == 530
            client.starttls(context=authority.trusted())
            client.ehlo()
            assert client.mail("a@b.example")[0] == 530
            with pytest.raises(smtplib.SMTPAuthenticationError):
                client.login("kari", "wrong")
            client.login("kari", "s")
            client.sendmail("a@b.example", ["åse@x.example"], LETTER, ["SMTPUTF8"])
        assert [kept.recipients for kept in server.kept] == [["åse@x.example"]]


# Dovecot and Exim


@pytest.fixture(scope="module")
def mailboxes():
    with dovecot() as ports:
        yield ports


def letters(imap: int, name: str) -> list[bytes]:
    """All in the inbox of `name`, without the two lines that Dovecot puts on top."""
    with IMAP4("127.0.0.1", imap) as client:
        client.login(name, PASSWORD)
        client.select(readonly=True)
        _, (numbers,) = client.search(None, "ALL")
        found = [client.fetch(number, "(BODY.PEEK[])")[1] for number in numbers.decode().split()]
    return [response[0][1].split(b"\r\n", 2)[2] for response in found]


@pytest.mark.postfix
def test_dovecot_keeps_a_letter_byte_for_byte(mailboxes):
    lmtp, imap = mailboxes
    with smtplib.LMTP("127.0.0.1", lmtp) as client:
        client.sendmail("a@b.example", ["kari+tag@x.example"], LETTER)
    assert letters(imap, "kari") == [LETTER]


@pytest.mark.postfix
def test_postfix_hands_a_letter_to_dovecot(mailboxes):
    lmtp, imap = mailboxes
    with crooked() as outside, postfix("svar.test", lmtp, outside.port) as port:
        send(port, "ola@svar.test")
        wait_until(lambda: bool(letters(imap, "ola")), "a letter for Ola")
    assert letters(imap, "ola")[0].endswith(LETTER)


@pytest.mark.postfix
def test_exim_hands_answers_to_the_door_and_the_rest_to_the_world(mailboxes):
    lmtp, imap = mailboxes
    with crooked() as outside, exim("svar.test", lmtp, outside.port) as port:
        send(port, "per@svar.test", "o@x.example")
        (taken,) = outside.wait_for(1)
        wait_until(lambda: bool(letters(imap, "per")), "a letter for Per")
    assert letters(imap, "per")[0].endswith(LETTER)
    assert taken.recipients == ["o@x.example"]
    assert taken.content.endswith(LETTER)


@pytest.mark.postfix
def test_exim_tries_again_what_was_refused_for_now(mailboxes):
    manner = Manner({"rcpt": [says("451 4.3.0 later"), usual]})
    with crooked(manner, Manner()) as outside, exim("svar.test", 1, outside.port) as port:
        send(port, "o@x.example")
        outside.wait_for(1)


@pytest.mark.postfix
def test_a_guarded_exim_wants_tls_and_a_login(authority):
    guard = Guard(authority.good())
    with crooked() as outside, exim("svar.test", 1, outside.port, guard) as port:
        with smtplib.SMTP("127.0.0.1", port) as client:
            client.ehlo()
            assert "auth" not in client.esmtp_features
            assert client.mail("a@b.example") == (550, b"log in first")
            client.starttls(context=authority.trusted())
            client.login(guard.name, guard.secret)
            client.sendmail("a@b.example", ["o@x.example"], LETTER)
        assert outside.wait_for(1)[0].content.endswith(LETTER)
