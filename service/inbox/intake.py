"""What every door asks: may this address be written to, how much, how often, and for whom is it."""

import re

from flask import current_app

from service.core import limits, roles, tokens
from service.core.refusal import Refusal
from service.inbox import queries
from service.outbox.rules import COPY

SIZE = 40 * 1024 * 1024
RECIPIENTS = 100  # of one mail, which is kept once for each (RFC 5321 § 4.5.3.1.8)
HOURLY = 60  # mails to one letter's address: a person, and the machines that answer for them
BOXES = ("reply", "bounce", "rsvp", "stop")
PURPOSES = ("reply", COPY, "rsvp", "thread")
HEAD = 256 * 1024  # where the header must have ended
FIELD = re.compile(r"^([!-9;-~]{1,40}):((?:.*)(?:\r?\n[ \t].*)*)", re.MULTILINE)
ADDRESS = re.compile(
    r"(?<![^\s<>()\[\],;:\"'\\])[^\s<>()\[\],;:\"'\\@]{1,320}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,20}"
)
# Who the mail was delivered to stands before whom it was written to.
TOLD_BY = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to", "cc")


# Before a mail is taken


def known(recipient: str) -> bool:
    """Whether somebody reads what is sent there. A box of ours needs a genuine token."""
    local, _, domain = recipient.rpartition("@")
    if domain.rstrip(".").lower() == current_app.config["MAIL_DOMAIN"]:
        return somebodys(local, recipient)
    if recipient.lower() == "postmaster":  # RFC 5321 § 4.5.1
        return True
    return queries.is_ours(recipient)


def somebodys(local: str, recipient: str) -> bool:
    """At our own domain: with a genuine token, of a community by name, or of the only one there is.

    Where several live, a made-up name would belong to none of them, and be read by nobody.
    """
    if boxed(local) is False or shared(local, recipient) is False:
        return False
    plain = local.lower() in (*BOXES, "postmaster", "calendar")
    tokened = bool(boxed(local) or shared(local, recipient))
    return plain or tokened or queries.is_ours(recipient) or queries.only_one()


def boxed(local: str) -> bool | None:
    """Whether reply+TOKEN and its like carry a genuine token; None when it is no such address."""
    box, plus, token = local.partition("+")
    if not plus or box.lower() not in BOXES:
        return None
    return any(tokens.read(purpose, token) is not None for purpose in PURPOSES)


def shared(local: str, recipient: str) -> bool | None:
    """Whether box+community is open to mail; None when it is no such address of a feature."""
    box, plus, _ = local.lower().partition("+")
    theirs = [each for each in roles.load("addresses") if plus and box == each.BOX]
    return any(each.home(recipient) for each in theirs) if theirs else None


def crowded(recipient: str) -> bool:
    """Whether a letter's address has had more in an hour than people and their machines write."""
    return "+" in recipient and too_many(f"door:{recipient.lower()}", HOURLY, 3600)


def too_many(source: str, limit: int, seconds: int) -> bool:
    """Counted in Redis; when it is away, nobody is kept out."""
    try:
        limits.count(source, limit, seconds=seconds)
    except Refusal:
        return True
    return False


# For whom it is, where no envelope says so


def addressed(raw: bytes) -> list[str]:
    """Which of our addresses its header names: those with a token, else the first that is known."""
    found = fields(raw)
    named = [addresses(" ".join(found.get(name, []))) for name in TOLD_BY]
    ours = [[each for each in some if one_of_ours(each)] for some in named]
    if some := next(filter(None, ours), None):
        return some[:RECIPIENTS]
    return [each for some in named for each in some if known(each)][:1]


def one_of_ours(address: str) -> bool:
    """With a genuine token, or the one address of a feature: nobody else can be meant by it."""
    local = local_part(address)
    return bool(boxed(local) or shared(local, address))


def envelope_from(raw: bytes) -> str:
    """Where the last server noted the envelope's sender; "<>" when it had none."""
    path = next(iter(fields(raw).get("return-path", [])), "").strip()
    if path == "<>":
        return path
    return next(iter(addresses(path)), "")


def fields(raw: bytes) -> dict[str, list[str]]:
    """The header's fields, unfolded, by name in lower case."""
    head = re.split(rb"\r?\n\r?\n", raw[:HEAD], maxsplit=1)[0].decode("utf-8", "replace")
    found: dict[str, list[str]] = {}
    for name, value in FIELD.findall(head):
        found.setdefault(name.lower(), []).append(value)
    return found


def addresses(text: str) -> list[str]:
    """Every address in it, each once, in their order."""
    return list(dict.fromkeys(ADDRESS.findall(text[:16_384])))


def local_part(address: str) -> str:
    """What stands before @ at our own domain; else nothing."""
    local, _, domain = address.rpartition("@")
    return local if domain.rstrip(".").lower() == current_app.config["MAIL_DOMAIN"] else ""
