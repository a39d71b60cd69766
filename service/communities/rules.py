"""What a slug, a colour, an address, a picture and a team must be. Pure; no database."""

import re
import struct
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from email_validator import EmailNotValidError, validate_email

from emails import colour as colours

SIGN_IN = timedelta(minutes=15)
PICTURE_LIMIT = 1024 * 1024
WIDEST = 6000  # a header may promise more than a reader's phone can hold
ZONES = {"NL": "Europe/Amsterdam", "SE": "Europe/Stockholm", "DK": "Europe/Copenhagen"}
# First words of our own addresses: no community may stand in their way (interfaces.md).
TAKEN = frozenset(
    ("admin", "answer", "api", "door", "embed", "f", "healthz", "mailbox", "metrics")
    + ("mine", "readyz", "static", "u", "www")
)
SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True)
class Shape:
    """What a picture's first bytes tell."""

    media_type: str
    width: int
    height: int


def zone(country: str) -> str:
    return ZONES.get(country, "Europe/Oslo")


def slug_fits(slug: str) -> bool:
    return 2 <= len(slug) <= 40 and SLUG.fullmatch(slug) is not None and slug not in TAKEN


def staff_address(typed: str) -> str | None:
    """A staff address as we keep and compare it; None when mail cannot reach it."""
    try:
        checked = validate_email(
            unicodedata.normalize("NFC", typed.strip()),
            check_deliverability=False,
            allow_smtputf8=False,
            test_environment=True,
        )
    except EmailNotValidError:
        return None
    return checked.normalized.casefold()


def colour(typed: str) -> str | None:
    """The colour as #RRGGBB, or None when it is no colour."""
    found = colours.HEX.fullmatch(typed.strip())
    return colours.known(typed) if found else None


def readable(chosen: str) -> bool:
    """Whether words in this colour can be read on our paper, and white words on it (WCAG 1.4.3)."""
    return colours.contrast(chosen, colours.PAPER) >= colours.READABLE


def nearest(chosen: str) -> str:
    """The nearest shade of a colour that can be read."""
    return colours.readable(chosen, colours.PAPER)


def picture(content: bytes) -> Shape | None:
    """Type and size by the first bytes, never by the name; None for SVG and all else we refuse."""
    for look in (png, gif, webp, jpeg):
        try:
            shape = look(content)
        except (struct.error, IndexError):
            shape = None
        if shape is not None:
            return shape if 0 < shape.width <= WIDEST and 0 < shape.height <= WIDEST else None
    return None


def png(content: bytes) -> Shape | None:
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR":
        return None
    return Shape("image/png", *struct.unpack(">II", content[16:24]))


def gif(content: bytes) -> Shape | None:
    if content[:6] not in (b"GIF87a", b"GIF89a"):
        return None
    return Shape("image/gif", *struct.unpack("<HH", content[6:10]))


def webp(content: bytes) -> Shape | None:
    """The three ways a WebP may tell its size (RFC 9649 § 2.5 to 2.7)."""
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return None
    if content[12:16] == b"VP8 " and content[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", content[26:30])
        return Shape("image/webp", width & 0x3FFF, height & 0x3FFF)
    if content[12:16] == b"VP8L" and content[20] == 0x2F:
        (bits,) = struct.unpack("<I", content[21:25])
        return Shape("image/webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if content[12:16] == b"VP8X" and len(content) >= 30:
        width, height = (int.from_bytes(content[at : at + 3], "little") for at in (24, 27))
        return Shape("image/webp", width + 1, height + 1)
    return None


def jpeg(content: bytes) -> Shape | None:
    """Walk from segment to segment until the one that holds the frame's size."""
    if content[:3] != b"\xff\xd8\xff":
        return None
    at = 2
    while content[at] == 0xFF:
        marker = content[at + 1]
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        if marker in JPEG_SIZES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return Shape("image/jpeg", width, height)
        at += 2 + length
    return None
