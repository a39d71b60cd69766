"""What we sign is verified by dkimpy, which is not ours, with the record we tell to publish."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from itertools import pairwise

import dkim as verifier  # type: ignore[import-untyped]  # it ships no types
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st

from emails import Page
from emails.compile import Filler, clean, compile_page
from emails.slots import slot
from service.core.config import SettingError, Settings
from service.outbox.compose import POLICY
from service.outbox.delivery import dkim
from service.outbox.delivery.dkim import Key, Signer

AT = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
DOMAIN = "havnevik.example"
RSA = dkim.made(DOMAIN, "s2026", ed25519=False)
ED25519 = dkim.made(DOMAIN, "e2026", ed25519=True)
KEYS = pytest.mark.parametrize(
    "keys", [[RSA], [ED25519], [RSA, ED25519]], ids=["rsa", "ed25519", "both"]
)
HEADER = (
    b"From: =?utf-8?b?UMOlZHJpdg==?= <post@havnevik.example>\r\n"
    b"To: Kari <kari@elsewhere.example>\r\n"
    b"Subject: Frokost\r\n"
    b"Date: Wed, 25 Nov 2026 10:30:00 +0100\r\n"
    b"Message-ID: <abc@svar.havnevik.example>\r\n"
    b"MIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n"
    b"List-Id: havnevik <news.havnevik.svar.havnevik.example>\r\n"
    b"List-Unsubscribe: <https://paadriv.example/u/abc>,\r\n <mailto:stop+abc@x.example>\r\n"
    b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    b"Feedback-ID: 12:havnevik:news:paadriv\r\n"
)
MESSAGE = HEADER + b"\r\nKom til frokost.\r\n"


def signed(message: bytes, keys: list[Key]) -> bytes:
    return Signer(keys).sign(message, AT) + message


def verified(message: bytes, keys: list[Key]) -> list[bool]:
    """Whether each signature holds, with the records as a resolver puts them together."""
    records = {}
    for key in keys:
        name, value = dkim.public_record(key)
        records[f"{name}."] = "".join(re.findall(r'"([^"]*)"', value)).encode()
    count = len(re.findall(rb"(?m)^DKIM-Signature:", message))
    return [holds(message, place, records) for place in range(count)]


def holds(message: bytes, place: int, records: dict[str, bytes]) -> bool:
    """dkimpy says no to a header by its answer, and to a body by an error."""

    def published(name: bytes, timeout: int) -> bytes:
        return records[name.decode()]

    try:
        return bool(verifier.DKIM(message).verify(idx=place, dnsfunc=published))
    except verifier.ValidationError:
        return False


# What holds, and what breaks


@KEYS
def test_every_signature_holds(keys):
    assert verified(signed(MESSAGE, keys), keys) == [True] * len(keys)


@KEYS
def test_no_line_of_a_signature_is_longer_than_mail_allows(keys):
    """78 octets (RFC 5322 § 2.1.1), which our own linter insists on."""
    lines = Signer(keys).sign(MESSAGE, AT).split(b"\r\n")
    assert max(map(len, lines)) <= 78


@KEYS
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Kom til frokost", b"Kom til fest"),
        (b"frokost.\r\n", b"frokost.\r\nGratis!\r\n"),
        (b"post@havnevik", b"eier@havnevik"),
        (b"To: Kari", b"To: Kaia"),
        (b"Subject: Frokost", b"Subject: Fest"),
        (b"10:30:00", b"10:31:00"),
        (b"<abc@svar", b"<abd@svar"),
        (b"text/plain", b"text/html"),
        (b"u/abc", b"u/abd"),
        (b"=One-Click", b"=Two-Click"),
        (b"news.havnevik", b"views.havnevik"),
        (b"12:havnevik", b"13:havnevik"),
        (b"t=1795599000", b"t=1795599001"),
    ],
)
def test_whatever_is_changed_breaks_them(keys, old, new):
    before = signed(MESSAGE, keys)
    after = before.replace(old, new)
    assert after != before
    assert verified(after, keys) == [False] * len(keys)


@KEYS
@pytest.mark.parametrize(
    "line",
    [
        b"From: eier@havnevik.example",
        b"To: alle@havnevik.example",
        b"Subject: Fest",
        b"Date: Thu, 26 Nov 2026 10:30:00 +0100",
        b"Message-ID: <other@svar.havnevik.example>",
        b"Reply-To: else@elsewhere.example",
    ],
)
@pytest.mark.parametrize("last", [False, True], ids=["above", "below"])
def test_a_line_that_somebody_adds_breaks_them(keys, line, last):
    head, body = signed(MESSAGE, keys).split(b"\r\n\r\n", 1)
    whole = head + b"\r\n" + line if last else line + b"\r\n" + head
    assert verified(whole + b"\r\n\r\n" + body, keys) == [False] * len(keys)


def test_what_a_relay_adds_on_its_way_breaks_nothing():
    relayed = b"Received: from us by them; today\r\nX-Spam: no\r\n" + signed(MESSAGE, [RSA])
    assert verified(relayed, [RSA]) == [True]


def test_what_a_relay_folds_and_spaces_anew_breaks_nothing():
    folded = signed(MESSAGE, [RSA]).replace(b"Subject: Frokost", b"SUBJECT:\r\n\t Frokost  ")
    assert verified(folded.replace(b"til frokost.", b"til \t frokost. \t"), [RSA]) == [True]


def test_a_name_with_a_space_before_its_colon_is_the_same_name():
    """dkimpy does not read it, other verifiers do (RFC 6376 § 3.4.2)."""
    spaced = MESSAGE.replace(b"Subject:", b"Subject :")
    assert Signer([RSA]).sign(spaced, AT) == Signer([RSA]).sign(MESSAGE, AT)


# Odd letters


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\r\n",
        b"\r\n\r\n\r\n",
        b" \t \r\n \r\n",
        b"Hei\r\n\r\n\r\n",
        b"Hei \t\r\n  to   mellomrom\there \r\n\t\r\n",
        b"\r\n\r\nHei\r\n",
        b"Hei",
        "Hei på deg, ærlig 🥐\r\n".encode(),
        b"x" * 990 + b"\r\n",
    ],
)
def test_every_body_is_signed_in_its_canonical_form(body):
    message = HEADER + b"\r\n" + body
    assert verified(signed(message, [RSA, ED25519]), [RSA, ED25519]) == [True, True]


def test_white_space_at_the_very_end_is_what_the_mail_server_makes_of_it():
    """It ends the last line, and then what stood before the line end does not count."""
    header = Signer([RSA]).sign(HEADER + b"\r\nHei ", AT)
    assert verified(header + HEADER + b"\r\nHei \r\n", [RSA]) == [True]


@pytest.mark.parametrize(
    "name", ["Ærlig Øystein Ågotsdatter", "🥐 " * 20, "N" * 70, "a  b\t c", '"']
)
def test_every_name_is_signed(name):
    mail = EmailMessage(policy=POLICY)
    mail["From"] = f"{in_quotes(name)} <post@havnevik.example>"
    mail["To"] = f"{in_quotes(name)} <kari@elsewhere.example>"
    mail["Subject"] = f"{name} og en lang tittel som må brytes over flere linjer, " * 3
    mail.set_content(f"{name}\n" * 4, cte="quoted-printable")
    assert verified(signed(mail.as_bytes(), [RSA]), [RSA]) == [True]


def in_quotes(name: str) -> str:
    return '"' + name.replace('"', r"\"") + '"'


def test_a_header_that_is_there_twice_is_signed_twice():
    message = MESSAGE.replace(b"List-Id:", b"List-Id: first\r\nList-Id:", 1)
    done = signed(message, [RSA])
    assert verified(done, [RSA]) == [True]
    assert verified(done.replace(b"List-Id: first", b"List-Id: frist"), [RSA]) == [False]


NAME = slot("first_name")
NAMES = [
    b"To",
    b"Subject",
    b"DATE",
    b"Reply-to",
    b"Content-Type",
    b"X-Odd",
    b"List-Id",
]
WORD = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1
)
VALUE = st.lists(
    st.tuples(st.sampled_from([" ", "\t", "  ", "\r\n ", "\r\n\t", "", " \r\n  "]), WORD),
    max_size=6,
).map(lambda pairs: "".join(gap + word for gap, word in pairs).encode())
LINES = st.lists(st.tuples(st.sampled_from(NAMES), VALUE), max_size=6)
BODY = st.lists(st.sampled_from([b" ", b"\t", b"  ", b"\r\n", b"Hei", "å".encode(), b".", b"="]))


@settings(max_examples=200, deadline=None)
@given(lines=LINES, body=BODY.map(b"".join))
@example(lines=[(b"Subject", b"")], body=b"")
def test_whatever_we_sign_holds(lines, body):
    header = b"".join(b"%b:%b\r\n" % line for line in lines)
    message = b"From: post@havnevik.example\r\n" + header + b"\r\n" + body + b"\r\n"
    assert verified(signed(message, [ED25519]), [ED25519]) == [True]


@settings(max_examples=300, deadline=None)
@given(BODY.map(b"".join))
def test_a_body_that_looks_canonical_is(body):
    body += b"\r\n"
    assert dkim.canonical_body(body) == dkim.tidied(body)
    assert dkim.is_canonical(dkim.tidied(body)) is (dkim.tidied(body) != b"")


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8")))
def test_a_compiled_letter_is_canonical_whatever_the_name(name):
    open_page = Page("Hei", "", f"<p>\n {NAME} </p>\n{NAME}\n", f"Hei {NAME} \n\n {NAME}\n")
    letter = Filler(compile_page(open_page, [("From", "post@havnevik.example")], {}), {})
    message = letter.mail({"first_name": clean(name)})
    signer = Signer([ED25519])
    assert dkim.is_canonical(message.partition(b"\r\n\r\n")[2])
    assert signer.sign(message, AT, canonical=True) == signer.sign(message, AT)


# How a signature looks


def test_the_lines_are_as_the_standards_ask():
    header = Signer([RSA]).sign(MESSAGE, AT).decode()
    flat = "".join(header.split())
    assert re.findall(r"([a-z]+)=", flat)[:6] == ["v", "a", "c", "d", "s", "t"]
    assert "a=rsa-sha256;c=relaxed/relaxed;d=havnevik.example;s=s2026;t=1795599000;" in flat
    assert ";l=" not in flat
    assert header.endswith("\r\n")
    assert max(map(len, header.split("\r\n"))) <= 100


def test_names_are_listed_once_more_than_they_are_there():
    header = Signer([RSA]).sign(MESSAGE, AT).decode()
    names = re.search(r"h=([^;]+);", "".join(header.split()))[1].split(":")
    assert {name: names.count(name) for name in names} == {
        "from": 2,
        "to": 2,
        "subject": 2,
        "date": 2,
        "message-id": 2,
        "reply-to": 1,
        "mime-version": 1,
        "content-type": 1,
        "list-unsubscribe": 1,
        "list-unsubscribe-post": 1,
        "list-id": 1,
        "feedback-id": 1,
    }


@KEYS
def test_the_same_mail_gets_the_same_signature_again(keys):
    assert Signer(keys).sign(MESSAGE, AT) == Signer(keys).sign(MESSAGE, AT)
    assert Signer(keys).sign(MESSAGE, AT) != Signer(keys).sign(MESSAGE, AT.replace(minute=31))


# For whom


@pytest.mark.parametrize(
    ("sender", "ours"),
    [
        (b"post@havnevik.example", True),
        (b"Post <post@HAVNEVIK.example>", True),
        (b"post@ny.havnevik.example", True),
        (b"post@example", False),
        (b"post@ikkehavnevik.example", False),
        (b"post@voorbeeldstad.example", False),
        (b"post@havnevik.example.evil.example", False),
        (b'"post@havnevik.example" <post@evil.example>', False),
        (b"post@havnevik.example, post@evil.example", False),
        (b"nobody:;", False),
        (b"", False),
        (b"\xff\xfe", False),
    ],
)
def test_only_mail_of_our_domain_is_signed(sender, ours):
    message = MESSAGE.replace(b"=?utf-8?b?UMOlZHJpdg==?= <post@havnevik.example>", sender)
    assert bool(Signer([RSA]).sign(message, AT)) is ours


def test_a_sender_above_our_domain_is_signed():
    below = replace(RSA, domain="svar.havnevik.example")
    assert verified(signed(MESSAGE, [below]), [below]) == [True]


@pytest.mark.parametrize(
    "message", [b"", b"\r\n", b"\r\n\r\n", b"Hei", MESSAGE[10:], b"From: a@b\r\n" + MESSAGE]
)
def test_without_one_sender_nothing_is_signed(message):
    assert Signer([RSA]).sign(message, AT) == b""


def test_without_keys_nothing_is_signed():
    assert Signer([]).sign(MESSAGE, AT) == b""


# Keys and their records


def chosen(key: str, selector: str, domain: str = "") -> Settings:
    return Settings(dkim_key=key, dkim_selector=selector, dkim_domain=domain)


def test_without_a_key_there_is_none():
    assert dkim.read_keys(Settings()) == []


def test_the_settings_hold_an_rsa_key_and_then_an_ed25519_key():
    found = dkim.read_keys(chosen(dkim.pem(RSA) + dkim.pem(ED25519), "s2026,e2026", DOMAIN))
    assert [(key.kind, key.selector, key.domain) for key in found] == [
        ("rsa", "s2026", DOMAIN),
        ("ed25519", "e2026", DOMAIN),
    ]
    assert verified(signed(MESSAGE, found), [RSA, ED25519]) == [True, True]


def test_we_sign_for_the_mail_domain_unless_told_otherwise():
    [key] = dkim.read_keys(
        Settings(dkim_key=dkim.pem(RSA), dkim_selector="s", mail_domain="svar.havnevik.example")
    )
    assert key.domain == "svar.havnevik.example"


def test_an_older_form_of_pem_is_read():
    old = RSA.private.private_bytes(
        Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()
    ).decode()
    assert dkim.public(dkim.read_keys(chosen(old, "s"))[0]) == dkim.public(RSA)


def written(key: PrivateKeyTypes, password: bytes = b"") -> str:
    lock = BestAvailableEncryption(password) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock).decode()


@pytest.mark.parametrize(
    ("key", "selector", "sentence"),
    [
        (
            written(rsa.generate_private_key(65537, 1024)),
            "s",
            "PAADRIV_DKIM_KEY is an RSA key of 1024 bits; at least 2048 are needed.",
        ),
        (written(RSA.private, b"hemmelig"), "s", "PAADRIV_DKIM_KEY cannot be read"),
        (dkim.pem(RSA).replace("MII", "mii"), "s", "PAADRIV_DKIM_KEY cannot be read"),
        (written(ec.generate_private_key(ec.SECP256R1())), "s", "must be an RSA or an Ed25519"),
        (dkim.pem(RSA) * 2, "s", "holds 2 private keys, but PAADRIV_DKIM_SELECTOR names 1"),
        (dkim.pem(RSA)[:90], "s", "holds 0 private keys, but PAADRIV_DKIM_SELECTOR names 1"),
    ],
    ids=["short", "locked", "damaged", "other kind", "two", "cut off"],
)
def test_a_key_that_is_no_good_is_refused_with_a_sentence(key, selector, sentence):
    with pytest.raises(SettingError, match=re.escape(sentence)):
        dkim.read_keys(chosen(key, selector))


@pytest.mark.parametrize("key", [RSA, ED25519], ids=["rsa", "ed25519"])
def test_the_record_fits_the_strings_of_a_zone_file(key):
    name, value = dkim.public_record(key)
    assert name == f"{key.selector}._domainkey.havnevik.example"
    parts = re.fullmatch(r'"([^"]+)"(?: "([^"]+)")?', value).groups("")
    assert max(map(len, parts)) <= 255
    assert "".join(parts) == f"v=DKIM1; k={key.kind}; p={dkim.public(key)}"


def test_two_new_keys_are_not_the_same():
    new = [dkim.public(dkim.made(DOMAIN, "s", ed25519=True)) for _ in range(3)]
    assert all(one != other for one, other in pairwise(new))
