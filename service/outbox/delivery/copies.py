"""What one recipient of a mailing gets: envelope and bytes, the same at every attempt."""

from collections.abc import Callable, Sequence
from datetime import datetime
from email.utils import format_datetime

from email_validator import EmailNotValidError

from emails import encode
from emails.compile import Filler, Plate, clean
from service.contacts.rules import first_name
from service.outbox.compose import ascii_address
from service.outbox.delivery.dkim import Signer
from service.outbox.delivery.ledger import Row
from service.outbox.delivery.session import Mail
from service.outbox.rules import COPY, copy_number

VALUES = 1024  # octets that names, links and a signature may add to the plate
Sign = Callable[[int], str]


class Copy(Mail):
    """A mail with the row it is for."""

    __slots__ = ("leaving", "row", "token")

    def __init__(self, row: Row, token: str, sender: str, size: int) -> None:
        super().__init__(sender.encode("ascii"), address_of(row.email).encode(), size)
        self.row, self.token = row, token
        self.leaving = False


class Printer:
    """Fills the plates of one mailing. `signs` makes the tokens of COPY and of a person's page."""

    def __init__(
        self, mailing: tuple[int, datetime], plates: dict[int, Plate], signs: dict[str, Sign]
    ) -> None:
        self.mailing_id, self.dated_at = mailing
        date = {"date": format_datetime(self.dated_at)}
        self.fillers = {number: Filler(plate, date) for number, plate in plates.items()}
        self.sizes = {number: plate.size + VALUES for number, plate in plates.items()}
        self.nameless = {n: plate.otherwise.get("first_name", "") for n, plate in plates.items()}
        self.with_mine = {number for number, each in self.fillers.items() if each.asks("mine")}
        self.sign_copy, self.sign_mine = signs[COPY], signs["mine"]
        self.domain = ""
        self.dkim: Signer | None = None

    def copy(self, row: Row) -> Copy:
        token = self.sign_copy(copy_number(self.mailing_id, row.seq))
        return Copy(row, token, f"bounce+{token}@{self.domain}", self.sizes[row.print_id])

    def content(self, copy: Copy) -> Sequence[bytes]:
        """In pieces, which are joined only once, where they are sent."""
        row, number = copy.row, copy.row.print_id
        name = clean(row.name)
        mail = self.fillers[number].fill(
            {
                "token": copy.token,
                "mine": self.sign_mine(row.person_id) if number in self.with_mine else "",
                "first_name": first_name(name) or self.nameless[number],
                "to": encode.mailbox(name, copy.recipient.decode()).decode("ascii"),
            }
        )
        if self.dkim is None:
            return mail
        whole = b"".join(mail)
        return [self.dkim.sign(whole, self.dated_at, canonical=True), whole]


def address_of(email: str) -> str:
    """Its domain in ASCII; one that is no address stays, and the session says so."""
    if email.isascii():
        return email
    try:
        return ascii_address(email)
    except EmailNotValidError:
        return email
