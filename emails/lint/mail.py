"""One mail taken apart once, for all checks: envelope, header fields, text, HTML."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.headerregistry import Address, HeaderRegistry
from email.message import Message
from functools import cached_property

from emails.lint.outline import Outline

FOLD = re.compile(r"\r?\n(?=[ \t])")
registry = HeaderRegistry()


@dataclass(frozen=True)
class Fault:
    """A rule that is broken, and how, in words for whoever wrote the letter or the code."""

    rule: int
    words: str


@dataclass(frozen=True)
class Mail:
    raw: bytes
    sender: str
    recipient: str
    stream: str

    @cached_property
    def head(self) -> bytes:
        return re.split(rb"\r?\n\r?\n", self.raw, maxsplit=1)[0]

    @cached_property
    def message(self) -> Message:
        """Without any decoding of header fields: their bytes are what the rules speak of."""
        return message_from_bytes(self.raw, policy=policy.compat32)

    def values(self, name: str) -> list[str]:
        return [FOLD.sub("", str(value)).strip() for value in self.message.get_all(name, [])]

    def value(self, name: str) -> str:
        """The field if it stands there once; how often it stands there is a check of its own."""
        found = self.values(name)
        return found[0] if len(found) == 1 else ""

    def mailboxes(self, name: str) -> tuple[Address, ...]:
        addresses: tuple[Address, ...] = getattr(registry(name, self.value(name)), "addresses", ())
        return addresses

    @cached_property
    def person(self) -> str:
        """The recipient's own name: whatever it holds, it is no fault of the letter."""
        return " ".join(box.display_name for box in self.mailboxes("To"))

    @cached_property
    def subject(self) -> str:
        return str(registry("Subject", self.value("Subject")))

    def leaves(self) -> Iterator[Message]:
        return (part for part in self.message.walk() if not part.is_multipart())

    def body(self, kind: str) -> str:
        """The first part of this kind, as it is read; nothing if there is none."""
        for part in self.leaves():
            if part.get_content_type() == kind and not part.get_filename():
                return decoded(part).replace("\r\n", "\n")
        return ""

    @cached_property
    def text(self) -> str:
        return self.body("text/plain")

    @cached_property
    def html(self) -> str:
        return self.body("text/html")

    @cached_property
    def outline(self) -> Outline:
        return Outline(self.html)

    @cached_property
    def stop_link(self) -> str:
        """The address for one click out of the list."""
        found = re.search(r"<(https?://[^>\s]+)>", self.value("List-Unsubscribe"))
        return found[1] if found else ""


def decoded(part: Message) -> str:
    """What is no UTF-8 becomes U+FFFD, which is a fault of its own."""
    content = part.get_payload(decode=True)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
