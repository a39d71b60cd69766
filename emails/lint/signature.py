"""A DKIM signature, if there is one: what it covers and what it must not say (RFC 6376, 8058)."""

import re
from collections.abc import Iterator

from emails.lint.mail import Fault, Mail

COVERED = ("from", "to", "subject", "date", "message-id", "mime-version", "content-type")
STOPPING = ("list-id", "list-unsubscribe", "list-unsubscribe-post")
COVERED_IF_THERE = ("reply-to", "feedback-id", *STOPPING)
TWICE = ("from", "to", "subject")


def faults(mail: Mail) -> Iterator[Fault]:
    for value in mail.values("DKIM-Signature"):
        yield from one(mail, tags(value))


def tags(value: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in value.split(";"))
    return {name.strip(): re.sub(r"\s+", "", rest) for name, _, rest in pairs}


def one(mail: Mail, said: dict[str, str]) -> Iterator[Fault]:
    if "l" in said:
        yield Fault(7, "The signature covers a part of the body only: it has l=.")
    if said.get("c") != "relaxed/relaxed":
        yield Fault(6, "The signature is not relaxed/relaxed.")
    covered = said.get("h", "").lower().split(":")
    there = [name for name in COVERED_IF_THERE if mail.values(name)]
    if bare := [name for name in (*COVERED, *there) if name not in covered]:
        yield Fault(6, f"The signature does not cover {', '.join(bare)}.")
    elif once := [name for name in TWICE if covered.count(name) < 2]:
        yield Fault(6, f"A second {' or '.join(once)} would not break the signature.")
