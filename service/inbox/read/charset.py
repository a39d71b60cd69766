"""Bytes to text that never raises and never leaves a character that cannot be stored."""

import re
import unicodedata

# Only these: idna, punycode and the like are codecs too, and quadratic ones.
KNOWN = re.compile(
    r"(?i)^(?:utf|iso|latin|windows|cp|us-ascii|ascii|koi8|big5|gb|euc|shift|sjis|ks|hz|mac|tis)"
    r"[\w.:-]{0,30}$"
)
# These look like plain ASCII bytes, so UTF-8 must not be tried first.
SHIFTING = re.compile(r"(?i)^(?:utf[-_]?(?:7|16|32)|iso-2022|hz)[\w.-]{0,20}$")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\u200b\u2060]")
DIRECTION = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


def to_text(data: bytes, charset: str | None) -> str:
    return clean(_decoded(data, charset))


def clean(text: str) -> str:
    text = text.encode("utf-8", "replace").decode("utf-8")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    text = DIRECTION.sub("", CONTROLS.sub("", text.replace("\x85", "\n").replace("\xa0", " ")))
    return unicodedata.normalize("NFC", text)


def _decoded(data: bytes, charset: str | None) -> str:
    if charset and SHIFTING.match(charset):
        return _as(data, charset, "replace") or ""
    # Valid UTF-8 under a wrong label is common; other text that happens to be valid UTF-8 is not.
    text = _as(data, "utf-8", "strict")
    if text is None and charset and KNOWN.match(charset):
        text = _as(data, charset, "strict")
    return data.decode("cp1252", "replace") if text is None else text


def _as(data: bytes, charset: str, errors: str) -> str | None:
    try:
        return data.decode(charset, errors)
    except (LookupError, UnicodeError):
        return None
