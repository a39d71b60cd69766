"""Whom the server is told: one recipient, and where failures return."""

from collections.abc import Iterator

from emails.lint.mail import Fault, Mail

LOCAL, ADDRESS = 64, 254  # octets (RFC 5321 § 4.5.3.1 and its erratum 1690)
ANNOUNCE = ("Cc", "Bcc", "Resent-To", "Resent-Cc", "Resent-Bcc")


def faults(mail: Mail) -> Iterator[Fault]:
    if not mail.recipient.isascii():
        yield Fault(24, "The recipient's address is not in ASCII.")
    elif not one_address(mail.recipient):
        yield Fault(14, f"The recipient is not one address: {mail.recipient!r}.")
    elif [box.addr_spec for box in mail.mailboxes("To")] not in ([], [mail.recipient]):
        yield Fault(14, "To names somebody else than the recipient.")
    if others := [name for name in ANNOUNCE if mail.values(name)]:
        yield Fault(14, f"The mail names more recipients: {', '.join(others)}.")
    if mail.sender and not one_address(mail.sender):
        yield Fault(15, f"The sender is not one address of allowed length: {mail.sender!r}.")
    elif mail.sender != mail.sender.lower():
        yield Fault(15, "The sender does not survive a server that writes it in small letters.")


def one_address(address: str) -> bool:
    local, at, domain = address.rpartition("@")
    plain = (
        address.isascii() and address.isprintable() and not set(address) & set(' ,;<>"@') - {"@"}
    )
    short = len(local) <= LOCAL and len(address) <= ADDRESS
    return bool(at and local and domain) and plain and short and "@" not in local
