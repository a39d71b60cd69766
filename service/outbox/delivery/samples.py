"""A few copies of a mailing, looked at as they would go out before the first byte leaves."""

import logging

from sqlalchemy import func, select

from emails.lint import Fault, lint
from service.contacts.models import Person
from service.core.db import session
from service.core.due import where
from service.outbox.delivery.copies import Printer
from service.outbox.delivery.ledger import Row
from service.outbox.models import Delivery
from service.outbox.rules import State

log = logging.getLogger(__name__)
LINKS = 37  # the rule that asks for https: on one's own machine there is none


def faults(mailing_id: int, printer: Printer, *, at_home: bool) -> str:
    """What is wrong with them, in words; empty when nothing is.

    Of each language the recipients with the shortest and with the longest name are tried.
    """
    for row in rows(mailing_id):
        found = looked_at(row, printer)
        if bad := [fault for fault in found if not (at_home and fault.rule == LINKS)]:
            return "; ".join(f"{fault.words} ({fault.rule})" for fault in bad[:3])
    return ""


def looked_at(row: Row, printer: Printer) -> list[Fault]:
    """One that cannot be written keeps nobody else from theirs: the engine says so of it alone."""
    try:
        copy = printer.copy(row)
        raw = b"".join(printer.content(copy))
        sender, recipient = copy.sender.decode(), copy.recipient.decode()
        return lint(raw, sender, recipient, "news") if "@" in recipient else []
    except Exception as error:  # noqa: BLE001  # one reader's odd row is no fault of the letter
        log.warning("a sample could not be written: %s", where(error))
        return []


def rows(mailing_id: int) -> list[Row]:
    length, sheet = func.length(Person.name), Delivery.print_id
    down = (length.desc(), Delivery.seq)
    longest = func.row_number().over(partition_by=sheet, order_by=down)
    shortest = func.row_number().over(partition_by=sheet, order_by=(length, Delivery.seq))
    columns = Delivery.seq, Delivery.person_id, Delivery.print_id, Person.email, Person.name
    mine = Delivery.mailing_id == mailing_id, Delivery.state == int(State.WAITING)
    ranked = select(*columns, longest.label("down"), shortest.label("up")).where(*mine)
    some = ranked.join(Person, Person.id == Delivery.person_id).subquery()
    chosen = select(some).where((some.c.down == 1) | (some.c.up == 1))
    return [
        Row(found.seq, found.person_id, found.print_id, 0, found.email, found.name, "", None, 0)
        for found in session.execute(chosen)
    ]
