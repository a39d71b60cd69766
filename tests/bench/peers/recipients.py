"""Who the others write to: the same people as we, each with a token for the links."""

from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

from tests.bench import letter


class Recipient(NamedTuple):
    first_name: str
    name: str
    email: str
    token: str


def recipients(number: int) -> Iterator[Recipient]:
    for person in letter.names(number):
        token = sha256(person.email.encode()).hexdigest()[:22]
        yield Recipient(*person, token)
