"""The address of a mail server: every option is read, and what is wrong is told in a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.config import SettingError, relays
from service.core.relay import OPTIONS, PORTS, Relay, parse

PASSWORD = "h4vn:e/v?i#k@100%"
QUOTED = "h4vn%3Ae%2Fv%3Fi%23k%40100%25"


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("smtp://mail.example", Relay("smtp", "mail.example", 25)),
        ("smtps://mail.example", Relay("smtps", "mail.example", 465)),
        ("lmtp://mail.example", Relay("lmtp", "mail.example", 24)),
        ("smtp://mail.example:587", Relay("smtp", "mail.example", 587)),
        ("smtp://Mail.Example/", Relay("smtp", "mail.example", 25)),
        ("smtp://[2001:db8::1]:587", Relay("smtp", "2001:db8::1", 587)),
        ("smtp://:2525", Relay("smtp", "127.0.0.1", 2525)),
        ("lmtp://kari@mail.example", Relay("lmtp", "mail.example", 24, user="kari")),
        (
            f"smtp://kari%40havnevik.example:{QUOTED}@mail.example:587?starttls=1",
            Relay("smtp", "mail.example", 587, True, "kari@havnevik.example", PASSWORD),
        ),
    ],
)
def test_an_address_is_read(url, found):
    assert parse(url) == found


@pytest.mark.parametrize(
    ("written", "name", "value"),
    [
        ("starttls=1", "starttls", True),
        ("starttls=0", "starttls", False),
        ("auth=PLAIN", "auth", "plain"),
        ("auth=login", "auth", "login"),
        ("auth=xoauth2", "auth", "xoauth2"),
        ("weight=2.5", "weight", 2.5),
        ("weight=0.01", "weight", 0.01),
        ("connections=200", "connections", 200),
        ("chunking=0", "chunking", 0),
        ("chunking=64", "chunking", 64),
        ("rate=0.0001", "rate", 0.0001),
        ("rate=1000000", "rate", 1_000_000.0),
        ("ca=/etc/ssl/own.pem", "ca", "/etc/ssl/own.pem"),
        ("ca=%2Fetc%2Fown%20ca.pem", "ca", "/etc/own ca.pem"),
    ],
)
def test_an_option_is_read(written, name, value):
    relay = parse(f"smtp://mail.example?{written}")
    assert getattr(relay, name) == value
    assert relay == parse(f"smtp://mail.example/?{written}")


def test_options_come_together():
    relay = parse("lmtp://mail.example?weight=3&connections=4&chunking=5&rate=6")
    assert (relay.weight, relay.connections, relay.chunking, relay.rate) == (3, 4, 5, 6)


def test_every_option_is_a_part_of_a_relay():
    assert OPTIONS.keys() < Relay.__dataclass_fields__.keys()


def test_what_is_not_said_has_a_default():
    relay = parse("smtp://mail.example")
    assert (relay.starttls, relay.user, relay.auth, relay.ca) == (False, "", "", "")
    assert (relay.weight, relay.connections, relay.chunking, relay.rate) == (1, 10, 0, None)


AFTER = "has something after the host: in a password, write / as %2F, ? as %3F, # as %23"
NO_PORT = "must have a port from 1 to 65535, or none"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://mail.example", "must start with smtp:// or smtps:// or lmtp://"),
        ("mail.example:25", "must start with smtp:// or smtps:// or lmtp://"),
        ("", "must start with smtp:// or smtps:// or lmtp://"),
        ("smtp://mail.example:port", NO_PORT),
        ("smtp://mail.example:0", NO_PORT),
        ("smtp://mail.example:65536", NO_PORT),
        ("smtp://[::1", "has a host that is no name and no address"),
        ("smtp://mail.example/inbox", AFTER),
        ("smtp://mail.example#x", AFTER),
        ("smtps://mail.example?starttls=1", "needs no starttls: smtps:// is encrypted from its"),
        ("smtp://mail.example?starttls=yes", "starttls must be 0 or 1"),
        ("smtp://mail.example?starttls", "starttls must be 0 or 1"),
        ("smtp://mail.example?auth=ntlm", "auth must be one of plain, login, xoauth2"),
        ("smtp://mail.example?weight=0", "weight must be a number from 0.01 to 1000"),
        ("smtp://mail.example?weight=-1", "weight must be a number from 0.01 to 1000"),
        ("smtp://mail.example?weight=nan", "weight must be a number from 0.01 to 1000"),
        ("smtp://mail.example?connections=0", "connections must be a whole number from 1 to 200"),
        ("smtp://mail.example?connections=201", "connections must be a whole number from 1 to 200"),
        ("smtp://mail.example?connections=2.5", "connections must be a whole number from 1 to 200"),
        ("smtp://mail.example?chunking=65", "chunking must be a whole number from 0 to 64"),
        ("smtp://mail.example?rate=0", "rate must be a number from 0.0001 to 1000000"),
        ("smtp://mail.example?rate=1e3", "rate must be a number from 0.0001 to 1000000"),
        ("smtp://mail.example?rate=", "rate must be a number from 0.0001 to 1000000"),
        ("smtp://mail.example?ca=", "ca must name a file"),
        ("smtp://mail.example?colour=red", "has no option colour; there are starttls, auth,"),
        ("smtp://mail.example?rate=1&rate=2", "says rate twice"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(url, sentence):
    with pytest.raises(ValueError) as told:  # noqa: PT011  # the sentence is compared below
        parse(url)
    assert str(told.value).startswith(sentence)


@pytest.mark.parametrize("scheme", sorted(PORTS))
@pytest.mark.parametrize("password", ["h4vnevik", "25/h4vnevik", "a?h4vnevik", "a#h4vnevik"])
def test_a_password_is_never_shown(scheme, password):
    """Not even one that was written as it is, and split the address in the wrong place."""
    url = f"{scheme}://kari:{password}@mail.example:587?starttls=2"
    for written in (url, f"smtp://mail.example,{url}"):
        with pytest.raises(SettingError) as told:
            relays(written)
        assert "h4vnevik" not in str(told.value)
        assert "kari" not in str(told.value)


def test_a_relay_shows_no_password():
    relay = parse("smtp://kari:h4vnevik@mail.example")
    assert relay.password == "h4vnevik"
    assert "h4vnevik" not in f"{relay} {relay!r}"
    assert relay.name == "mail.example:25"


@pytest.mark.parametrize(
    ("host", "near"),
    [("127.0.0.1", True), ("localhost", True), ("[::1]", True), ("mail.example", False)],
)
def test_what_is_on_this_machine_is_near(host, near):
    assert parse(f"smtp://{host}:25").near is near


def test_several_relays_are_one_setting():
    assert relays("smtp://a.example/ , smtps://b.example") == "smtp://a.example,smtps://b.example"
    with pytest.raises(SettingError, match="must start with"):
        relays("smtp://a.example,b.example")


@given(st.text())
def test_any_text_is_an_address_or_is_refused(text):
    for url in (text, f"smtp://{text}", f"smtp://mail.example?{text}"):
        assert refusal(url).split(" ")[0] in {"", "must", "has", "needs", "says", *OPTIONS}


def refusal(url: str) -> str:
    """The sentence that refuses this address; empty when it is taken."""
    try:
        return "" if parse(url).port in range(1, 65536) else "a port that is none"
    except ValueError as error:
        return str(error)
