"""Photos made fit for a letter."""

from io import BytesIO
from typing import Any

import pytest
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


def test_what_is_small_and_silent_stays_as_it_is() -> None:
    content = picture("JPEG", (300, 200))
    assert photo.slim(content) is content


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
