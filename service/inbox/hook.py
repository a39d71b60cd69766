"""The door on the web: a provider posts each mail here whole, and hears 200 once it is kept.

It shows the secret as the password of HTTP Basic, or signs with it:
`X-Paadriv-Signature: t=SECONDS,v1=HMAC-SHA256 of "SECONDS." and the body`.
"""

import hmac
import json
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.sansio import multipart

from service.core import clock
from service.core.db import session
from service.inbox.actions import take_in
from service.inbox.intake import (
    RECIPIENTS,
    SIZE,
    addressed,
    addresses,
    crowded,
    envelope_from,
    known,
)

pages = Blueprint("inbox_hook", __name__)
SIGNATURE = "X-Paadriv-Signature"
BELIEVED = 300  # seconds that a signature may be old, or early
FIELDS = 200
# What SendGrid, Mailgun, Postmark and those who follow them call these.
MAIL = ("email", "body-mime", "message", "raw", "mime", "RawEmail")
TO = ("recipient", "OriginalRecipient", "to")
FROM = ("sender", "from")
LOST_PLUS = re.compile(r"(?<=\w) (?=\w)")


@dataclass(frozen=True)
class Posted:
    """A mail and its envelope, as far as it is told."""

    raw: bytes
    to: list[str] = field(default_factory=list)
    sender: str = ""


@pages.post("/hooks/inbound")
@pages.post("/hooks/inbound/mime")  # Mailgun posts the mail itself only to what ends so
def take() -> ResponseReturnValue:
    secret: str = current_app.config["SETTINGS"].hook_secret
    if not secret:
        return said(404, "There is no door here: PAADRIV_HOOK_SECRET is not set.")
    if not (request.authorization or SIGNATURE in request.headers):
        return refused()
    request.max_content_length = 2 * SIZE if boxed() else SIZE
    try:
        body = request.get_data()
        if not (shown(secret) or signed(secret, body)):
            return refused()
        return received(opened(body))
    except RequestEntityTooLarge:
        return said(413, "The mail is larger than 40 MB.")
    except (ValueError, RecursionError):
        return said(400, "This cannot be read.")


def received(posted: Posted) -> Response:
    if not posted.raw:
        return said(400, "There is no mail in it.")
    if len(posted.raw) > SIZE:
        return said(413, "The mail is larger than 40 MB.")
    try:
        return kept(posted)
    except SQLAlchemyError:
        session.rollback()
        return said(503, "Not now. Please try again in a few minutes.", retry=60)


def kept(posted: Posted) -> Response:
    """Committed before the 200. After 406 no provider tries again."""
    ours = [each for each in posted.to or addressed(posted.raw) if known(each)][:RECIPIENTS]
    if not ours:
        return said(406, "Nobody has this address here.")
    if any(crowded(each) for each in ours):
        return said(429, "That was many mails in a short while.", retry=600)
    for recipient in ours:
        take_in(posted.sender or envelope_from(posted.raw), recipient, posted.raw)
    session.commit()
    return said(200, "Kept")


# Who posts it


def shown(secret: str) -> bool:
    given = request.authorization
    word = (given.password if given and given.type == "basic" else None) or ""
    return hmac.compare_digest(word.encode(), secret.encode())


def signed(secret: str, body: bytes) -> bool:
    """Whether one of the signatures is right, and fresh enough not to be an echo."""
    parts = [part.strip().partition("=") for part in request.headers.get(SIGNATURE, "").split(",")]
    time = next((value for name, _, value in parts if name == "t"), "")
    if not (time.isascii() and time.isdigit() and len(time) < 13):
        return False
    if abs(clock.now().timestamp() - int(time)) > BELIEVED:
        return False
    mac = hmac.digest(secret.encode(), f"{time}.".encode() + body, "sha256").hex()
    given = [value.lower().encode() for name, _, value in parts if name == "v1"]
    return any(hmac.compare_digest(mac.encode(), each) for each in given)


# What is in it


def boxed() -> bool:
    """Whether the mail lies in a form, and is not the whole body."""
    return request.mimetype in OPENERS


def opened(body: bytes) -> Posted:
    """The address may tell the envelope; else the form's fields do."""
    told = OPENERS[request.mimetype](body) if boxed() else {"raw": body}
    told |= {name: in_query(name) for name in (*TO, *FROM) if name in request.args}
    envelope = json_in(told.get("envelope", b""))
    envelope_to = envelope.get("to")
    listed = envelope_to if isinstance(envelope_to, list) else []
    to = first(told, TO[:2]) or " ".join(map(str, listed)) or first(told, TO[2:])
    sender = first(told, FROM[:1]) or str(envelope.get("from") or "") or first(told, FROM[1:])
    mail = next((told[name] for name in MAIL if told.get(name)), b"")
    return Posted(mail, addresses(to), next(iter(addresses(sender)), ""))


def in_query(name: str) -> bytes:
    """The + of an address that nobody has written as %2B has become a space."""
    return LOST_PLUS.sub("+", request.args[name]).encode("utf-8", "replace")


def first(told: dict[str, bytes], names: tuple[str, ...]) -> str:
    found = next((told[name] for name in names if told.get(name)), b"")
    return found.decode("utf-8", "replace")


def from_multipart(body: bytes) -> dict[str, bytes]:
    """Werkzeug's own form would read the mail as text, and lose what is not UTF-8."""
    boundary = request.mimetype_params.get("boundary", "").encode()
    decoder = multipart.MultipartDecoder(boundary, max_parts=FIELDS)
    decoder.receive_data(body)
    decoder.receive_data(None)
    try:
        return collected(decoder)
    except RequestEntityTooLarge as error:  # of fields; the size was looked at before
        raise ValueError("too many fields") from error


def collected(decoder: multipart.MultipartDecoder) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    name = ""
    while not isinstance(event := decoder.next_event(), multipart.Epilogue | multipart.NeedData):
        if isinstance(event, multipart.Field | multipart.File):
            name = event.name or ""
        elif isinstance(event, multipart.Data):
            found[name] = found.get(name, b"") + event.data
    return found


def from_urlencoded(body: bytes) -> dict[str, bytes]:
    pairs = parse_qsl(body.decode("latin-1"), encoding="latin-1", max_num_fields=FIELDS)
    return {name: value.encode("latin-1") for name, value in pairs}


def json_in(body: bytes) -> dict[str, object]:
    found = json.loads(body or b"{}")
    return found if isinstance(found, dict) else {}


def from_json(body: bytes) -> dict[str, bytes]:
    texts = {name: value for name, value in json_in(body).items() if isinstance(value, str)}
    return {name: value.encode("utf-8", "replace") for name, value in texts.items()}


OPENERS = {
    "multipart/form-data": from_multipart,
    "application/x-www-form-urlencoded": from_urlencoded,
    "application/json": from_json,
}


# What we answer


def said(code: int, words: str, retry: int = 0) -> Response:
    headers = {"Retry-After": str(retry)} if retry else {}
    return Response(f"{words}\n", code, headers, mimetype="text/plain")


def refused() -> Response:
    reply = said(401, "The secret is missing or wrong.")
    reply.headers["WWW-Authenticate"] = 'Basic realm="Paadriv"'
    return reply
