"""Writes text for the wire: quoted-printable bodies, encoded words, mailboxes (RFC 2045, 2047).

What `quoted` writes is its own relaxed canonical form (RFC 6376 § 3.4.4) and has no line that
begins with a dot, so it is signed and sent as it is.
"""

import re
from binascii import b2a_base64, b2a_qp

WIDTH = 76  # of a line without its CRLF (RFC 2045 § 6.7)
SOFT = b"=\r\n"
DOUBLED = re.compile(rb"  |[\t\n]")  # what b2a_qp leaves, or folds, and we do not
ESCAPES = {bytes((code,)): b"=%02X" % code for code in range(256)}
ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")  # RFC 5322 § 3.2.3, and spaces between
PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")
WORD = 45  # octets that fit one encoded word of 75 characters in base64


def quoted(text: str) -> bytes:
    """Quoted-printable with CRLF line ends, from the beginning of a line."""
    lines = text.encode().split(b"\n")
    return b"\r\n".join(b"".join(folded(escaped(line))) for line in lines)


def inside(text: str) -> bytes:
    """A value in the midst of a line: after one soft break and before another; empty is nothing."""
    raw = text.encode()
    if not raw:
        return b""
    value = b2a_qp(raw, istext=False)
    if len(value) < WIDTH and stays(value):
        return value + SOFT
    return b"".join(folded(escaped(raw))) + SOFT


def line(text: str) -> bytes:
    """One whole line, or several, without the last line end."""
    raw = text.encode()
    value = b2a_qp(raw, istext=False)
    if len(value) <= WIDTH and b"\n" not in raw and stays(value):
        return value
    return quoted(text)


def stays(value: bytes) -> bool:
    """Whether it may stand at the beginning and at the end of a line as it is."""
    first, last = value[:1], value[-1:]
    return first not in (b".", b" ") and last != b" " and not DOUBLED.search(value)


def escaped(raw: bytes) -> list[bytes]:
    """Each character as it stands in the line; of several spaces only the first stays one."""
    pieces = [ESCAPES[bytes((code,))] if unsafe(code) else bytes((code,)) for code in raw]
    for place, code in enumerate(raw):
        if code == 32 and (place in (0, len(raw) - 1) or raw[place - 1] == 32):
            pieces[place] = b"=20"
    return pieces


def unsafe(code: int) -> bool:
    return code < 32 or code > 126 or code == 61


def folded(pieces: list[bytes]) -> list[bytes]:
    """With soft breaks where a line would grow too long; no piece of a line begins with a dot."""
    out: list[bytes] = []
    column = 0
    for piece in pieces:
        if column + len(piece) > WIDTH - 1:
            out.append(SOFT)
            column = 0
        if column == 0 and piece in (b".", b" "):
            piece = ESCAPES[piece]
        out.append(piece)
        column += len(piece)
    return out


def unstructured(text: str, used: int = 0) -> bytes:
    """A subject: as it is when it is short and plain, else encoded words; `used` columns before."""
    if len(text) + used <= 76 and PLAIN.fullmatch(text) and "=?" not in text:
        return text.encode("ascii")
    return words(text, used)


def words(text: str, used: int = 0) -> bytes:
    """Encoded words of at most 75 characters on lines of at most 76; no character is split."""
    raw = text.encode()
    if len(raw) <= WORD and used < 5:
        return word(raw)
    pieces, now, room = [], b"", max(3, (76 - used - 12) // 4 * 3)
    for character in text:
        code = character.encode()
        if len(now) + len(code) > min(room, WORD):
            pieces.append(now)
            now, room = b"", WORD
        now += code
    return b"\r\n ".join(word(piece) for piece in [*pieces, now])


def word(raw: bytes) -> bytes:
    return b"=?utf-8?b?" + b2a_base64(raw, newline=False) + b"?="


def mailbox(name: str, address: str, used: int = 4) -> bytes:
    """`Name <address>`, the name quoted or encoded as it needs; `used` columns stand before it."""
    if not name:
        return address.encode("ascii")
    said = phrase(name, used)
    last = len(said) - said.rfind(b"\n") - 1
    gap = b" " if last + used + len(address) < 74 else b"\r\n "
    return said + gap + b"<" + address.encode("ascii") + b">"


def phrase(name: str, used: int) -> bytes:
    if not name.isascii() or len(name) + used > 60 or not name.isprintable() or "=?" in name:
        return words(name, used)
    if ATOMS.fullmatch(name) and "  " not in name:
        return name.encode("ascii")
    return b'"' + re.sub(r'([\\"])', r"\\\1", name).encode("ascii") + b'"'
