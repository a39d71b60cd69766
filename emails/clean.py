"""Makes what people typed safe to set in a letter: no control characters, no hidden turns."""

import re
import unicodedata
from typing import Any
from urllib.parse import quote

BREAKS = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\uffff"
    "\ud800-\udfff]"
)
GAPS = re.compile(r"[ \t\n]+")
ALLOWED = re.compile(r"(https?://|mailto:)[^\s]|pdslot-", re.IGNORECASE)


def tidy(value: str) -> str:
    """The text as it looks: one form per character, breaks as newlines, nothing unseen."""
    return unicodedata.normalize("NFC", UNSEEN.sub("", BREAKS.sub("\n", value))).replace("\t", " ")


def one_line(value: str) -> str:
    """For subjects and sentences: a line break could add a header or break a sentence."""
    return GAPS.sub(" ", tidy(value)).strip(" ")


def tidied(value: Any) -> Any:
    """The same for all text inside tuples, lists and dictionaries."""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, dict):
        return {key: tidied(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return tuple(tidied(inner) for inner in value)
    return value


def safe_url(value: str | None) -> str:
    """The address if it leads to a page or a mailbox (or is a slot for one), else nothing."""
    address = one_line(value or "")
    if not ALLOWED.match(address):
        return ""
    return quote(address, safe="!#$%&'()*+,/:;=?@[]~")
