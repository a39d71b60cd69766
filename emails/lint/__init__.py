"""Reads a finished mail as the post will see it, and says which of the sender's rules it breaks.

The numbers are the rows of § 1 of our study of outgoing mail.
"""

from emails.lint import envelope, header, lists, page, parts, signature, twin, wire
from emails.lint.mail import Fault, Mail

__all__ = ["Fault", "lint"]

CHECKS = (
    *(wire.faults, envelope.faults, header.faults, lists.faults, signature.faults),
    *(parts.faults, page.faults, twin.faults),
)


def lint(raw: bytes, sender: str, recipient: str, stream: str) -> list[Fault]:
    """All faults of a mail; `stream` is news, service, or hand for what a person wrote."""
    mail = Mail(raw, sender, recipient, stream)
    return [fault for check in CHECKS for fault in check(mail)]
