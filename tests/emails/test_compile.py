"""A compiled letter, filled and parsed back, is the letter that was rendered."""

import quopri
import re
from base64 import b64decode
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import emails
from emails import Frame, Page, encode
from emails.campaigns.newsletter import Newsletter
from emails.compile import Filler, Plate, clean, compile_page, digest
from emails.slots import fill, slot

TOKEN = "abcdefghijklmnopqrstuvwxyz"
FIXED = {"token": 26, "mine": 26}
HEADERS = (
    ("From", "=?utf-8?b?UMOlZHJpdg==?= <post@havnevik.example>"),
    ("To", ""),
    ("Date", slot("date")),
    ("Message-ID", f"<{slot('token')}@svar.havnevik.example>"),
    ("List-Unsubscribe", f"<https://paadriv.example/u/{slot('token')}>"),
)
NAMES = [
    *("Åse", "Kari & Ola", "Jos van der Schot", 'Hege "HF" Fossum', "<script>", ".", "..", " ", ""),
    *("😀😀😀", "=", "=3D", "Øyvind " * 12, "a" * 200, "漢字" * 40, "From", "- -", "x  y", "é"),
    *("pdslot-token-x", "%s", "{}", "\ufffd", "A\tB", "A\r\nBcc: x@y", "\x00", "1. ", "> "),
    *("\u200b", "=?utf-8?q?x?="),
]  # fmt: skip


def newsletter(language: str, name: str | None = None) -> Page:
    frame = Frame(
        "Pådriv Havnevik",
        "Brygga 1, 5000 Havnevik",
        stop_url=f"https://paadriv.example/u/{slot('token')}",
        mine_url=f"https://paadriv.example/mine/{slot('mine')}",
    )
    letter = Newsletter.sample()
    fields = vars(letter) | {"first_name": name or slot("first_name")}
    return emails.render(Newsletter(**fields), language, frame)


def values(name: str) -> dict[str, str]:
    return {"first_name": name, "token": TOKEN, "mine": TOKEN[::-1]}


def mail(page: Page, name: str) -> tuple[bytes, EmailMessage]:
    plate = Plate.loads(compile_page(page, HEADERS, FIXED).dumps())
    filler = Filler(plate, {"date": "Mon, 03 Mar 2027 08:00:00 +0100"})
    to = encode.mailbox(clean(name), "aase@havnevik.example").decode()
    raw = filler.mail(values(clean(name)) | {"to": to})
    return raw, message_from_bytes(raw, policy=policy.default)


def same(page: Page, name: str) -> None:
    expected = fill(page, values(name))
    raw, parsed = mail(page, name)
    assert parsed["Subject"] == expected.subject.replace("=?", "= ?")
    assert body(parsed, "plain") == expected.text
    assert body(parsed, "html") == expected.html
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert not [line for line in lines if line[:1] == b"." or line[-1:] in (b" ", b"\t")]
    assert not re.search(rb"[^\r]\n|\r[^\n]", raw)
    assert raw.isascii()


def body(parsed: EmailMessage, kind: str) -> str:
    part = parsed.get_body((kind,))
    return part.get_content().replace("\r\n", "\n")


@pytest.mark.parametrize("language", ["nb", "nn", "nl", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_it_is_the_rendered_letter_in_every_language(language, name):
    same(newsletter(language), name)


PAGE = newsletter("nb")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=120))
def test_it_is_the_rendered_letter_whatever_the_name(name):
    same(PAGE, name)


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet=st.sampled_from(' .=åøæ漢😀abc<&"\n-_#>1'), max_size=200),
    st.text(alphabet=st.sampled_from(' .=åøæ漢😀abc<&"-_'), max_size=100),
)
def test_any_text_with_names_in_any_place_comes_back(text, name):
    lined = "\n".join(line.rstrip(" ") for line in text.split("\n"))
    text = f"{lined}{slot('first_name')}, {lined}\n{slot('first_name')}\n=====\n{slot('token')}\n"
    page = Page(f"Hei {slot('first_name')}", "", f"<p>{lined}{slot('first_name')}</p>\n", text)
    same(page, name)


@given(st.text(max_size=300))
def test_an_encoded_word_is_never_too_long_and_never_splits_a_character(text):
    words = encode.words(text, 9)
    for line in words.split(b"\r\n "):
        assert len(line) <= 75
    header = message_from_bytes(b"Subject: " + words + b"\r\n\r\n", policy=policy.compat32)
    decoded = b"".join(b64decode(word[10:-2]) for word in str(header["Subject"]).encode().split())
    assert decoded.decode() == text


@given(st.text(max_size=100))
def test_a_mailbox_holds_one_address_whatever_the_name(name):
    written = encode.mailbox(clean(name), "aase@havnevik.example").decode()
    parsed = message_from_bytes(f"To: {written}\r\n\r\n".encode(), policy=policy.default)
    assert [address.addr_spec for address in parsed["To"].addresses] == ["aase@havnevik.example"]
    assert len(getaddresses([written])) == 1
    assert max(map(len, f"To: {written}".split("\r\n"))) <= 78


@given(st.text(max_size=200))
def test_quoted_printable_comes_back(text):
    text = text.replace("\r", "")
    assert quopri.decodestring(encode.quoted(text)).replace(b"\r\n", b"\n") == text.encode()


def test_the_same_page_gives_the_same_plate_and_its_digest_tells_a_damaged_one():
    stored = compile_page(PAGE, HEADERS, FIXED).dumps()
    assert stored == compile_page(PAGE, HEADERS, FIXED).dumps()
    assert digest(stored) != digest(stored.replace("Hei", "Hoi"))
