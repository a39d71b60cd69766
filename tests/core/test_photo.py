"""Photos made fit for a letter."""

import warnings
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from service.core import photo


def picture(kind: str, size: tuple[int, int], mode: str = "RGB", **told: Any) -> bytes:
    out = BytesIO()
    Image.new(mode, size).save(out, kind, **told)
    return out.getvalue()


def opened(content: bytes | None) -> Image.Image:
    assert content is not None
    return Image.open(BytesIO(content))


@pytest.mark.parametrize(
    ("content", "size", "kind"),
    [
        (picture("JPEG", (3000, 1000)), (1200, 400), "JPEG"),
        (picture("PNG", (600, 6000)), (240, 2400), "JPEG"),
        (picture("PNG", (300, 200), "RGBA"), (300, 200), "PNG"),
        (picture("WEBP", (2400, 1200)), (1200, 600), "JPEG"),
        (picture("JPEG", (300, 200), "CMYK"), (300, 200), "JPEG"),
        (picture("PNG", (300, 200), "P"), (300, 200), "JPEG"),
        (picture("PNG", (300, 200), "I;16"), (300, 200), "JPEG"),
    ],
)
def test_it_fits_a_letter(content: bytes, size: tuple[int, int], kind: str) -> None:
    made = opened(photo.slim(content))
    assert (made.size, made.format) == (size, kind)


SECRET = b"GPS 59.9 N"
HIDING = [
    b"\xff\xe1"
    + (2 + 35 + len(SECRET)).to_bytes(2, "big")
    + b"http://ns.adobe.com/xmp/extension/\0",
    b"\xff\xe4" + (2 + len(SECRET)).to_bytes(2, "big"),
]


@pytest.mark.parametrize("segment", HIDING)
def test_no_segment_is_believed_to_be_harmless(segment: bytes) -> None:
    plain = picture("JPEG", (300, 200))
    content = plain[:2] + segment + SECRET + plain[2:] + SECRET
    kept = photo.slim(content)
    assert kept is not None
    assert SECRET not in kept


@given(st.data())
def test_broken_bytes_never_raise(data: st.DataObject) -> None:
    camera = Image.Exif()
    camera[0x0112] = 6
    kind = data.draw(st.sampled_from(["JPEG", "PNG", "WEBP"]))
    content = bytearray(picture(kind, (40, 30), exif=camera.tobytes()))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of odd EXIF
        photo.slim(bytes(content))


@pytest.mark.parametrize("where", ["exif", "comment", "xmp"])
def test_what_it_tells_is_left_out(where: str) -> None:
    camera = Image.Exif()
    camera[0x010F] = "Kamera"
    told: dict[str, Any] = {"exif": camera.tobytes(), "comment": b"Kaigata 4", "xmp": b"<x>GPS</x>"}
    content = picture("JPEG", (300, 200), **{where: told[where]})
    kept = photo.slim(content)
    assert told[where] in content
    assert kept is not None
    assert told[where] not in kept


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8\xff\xe0" + b"\0" * 99,
        b"\x89PNG\r\n\x1a\n" + b"\0" * 99,
        picture("GIF", (20, 20)),
        picture("BMP", (20, 20)),
        picture("PNG", (9000, 9000), "1"),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
def test_all_else_is_no_photo(content: bytes) -> None:
    assert photo.slim(content) is None
