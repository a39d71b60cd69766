"""Slugs, colours, addresses and the first bytes of pictures."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.communities import rules
from service.communities.rules import Shape

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\x0dIHDR" + struct.pack(">II", 320, 80) + b"\x08\x06\0\0\0"
GIF = b"GIF89a" + struct.pack("<HH", 12, 34) + b"\0" * 8
JPEG = (
    b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
    + b"\xff\xc4\0\x04\0\0"
    + b"\xff\xc2\0\x11\x08"
    + struct.pack(">HH", 90, 160)
    + b"\0" * 10
)
LOSSY = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 640, 480)
LOSSLESS = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + struct.pack("<I", 99 | 49 << 14)
WIDE = b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0" + (99).to_bytes(3, "little") + b"\x07\0\0"


@pytest.mark.parametrize(
    ("content", "shape"),
    [
        (PNG, Shape("image/png", 320, 80)),
        (GIF, Shape("image/gif", 12, 34)),
        (JPEG, Shape("image/jpeg", 160, 90)),
        (LOSSY, Shape("image/webp", 640, 480)),
        (LOSSLESS, Shape("image/webp", 100, 50)),
        (WIDE, Shape("image/webp", 100, 8)),
    ],
)
def test_a_picture_tells_its_kind_and_size(content: bytes, shape: Shape) -> None:
    assert rules.picture(content) == shape


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7",
        PNG[:20],
        JPEG[:30],
        b"\xff\xd8\xff" + b"\xff" * 50,
        PNG[:16] + struct.pack(">II", 100_000, 100_000),
        PNG[:16] + struct.pack(">II", 0, 10),
    ],
)
def test_whatever_else_is_refused(content: bytes) -> None:
    assert rules.picture(content) is None


@given(st.sampled_from([PNG, GIF, JPEG, LOSSY, LOSSLESS, WIDE, b""]), st.binary(max_size=80))
def test_no_bytes_make_it_stumble(start: bytes, rest: bytes) -> None:
    for cut in range(0, len(start) + 1, 3):
        shape = rules.picture(start[:cut] + rest)
        assert shape is None or 0 < shape.width <= rules.WIDEST


def test_a_real_picture_is_read() -> None:
    pixels = zlib.compress(b"\0\xff\xff\xff")
    chunk = len(pixels).to_bytes(4, "big") + b"IDAT" + pixels
    assert rules.picture(PNG + chunk) == Shape("image/png", 320, 80)


@pytest.mark.parametrize(
    "slug", ["havnevik", "pådriv", "Havnevik", "a", "admin", "mine", "-x", "x-"]
)
def test_only_a_plain_free_word_is_a_slug(slug: str) -> None:
    assert rules.slug_fits(slug) is (slug == "havnevik")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("#0b4f5c", "#0B4F5C"), (" #abc ", "#AABBCC"), ("red", None), ("#12345", None), ("", None)],
)
def test_a_colour_is_kept_in_one_way(typed: str, kept: str | None) -> None:
    assert rules.colour(typed) == kept


def test_a_light_colour_has_a_nearest_that_can_be_read() -> None:
    assert rules.readable("#0B4F5C")
    assert not rules.readable("#F2C200")
    assert rules.readable(rules.nearest("#F2C200"))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Agot@Havnevik.Example ", "agot@havnevik.example"),
        ("agot", None),
        ("a@b@c.example", None),
        ("agot@havnevik.example\nBcc: gro@x.example", None),
    ],
)
def test_a_staff_address_is_kept_in_small_letters(typed: str, kept: str | None) -> None:
    assert rules.staff_address(typed) == kept
