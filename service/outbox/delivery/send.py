"""One run of a sender: take up what dead ones left, send for a while, let go of the rest."""

import gc
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from emails.compile import Plate, digest
from service.communities.models import Community
from service.core import clock, tokens
from service.core.config import Settings
from service.core.db import db, session
from service.core.relay import Relay
from service.outbox import compose
from service.outbox.delivery import handover, journal, pace, samples
from service.outbox.delivery.copies import Printer
from service.outbox.delivery.dkim import Signer
from service.outbox.delivery.engine import Ended, Engine
from service.outbox.delivery.journal import LEAVING, Journal, Note
from service.outbox.delivery.ledger import Ledger, Lost, Result
from service.outbox.delivery.line import Post, helo
from service.outbox.delivery.outcomes import DOUBT, Outcomes
from service.outbox.delivery.rates import Rates
from service.outbox.delivery.scribe import Scribe
from service.outbox.delivery.turns import Turns
from service.outbox.models import Delivery, Mailing, Print
from service.outbox.rules import COPY, State

SLICE = 20.0  # seconds until somebody else may have the worker
AGAIN = timedelta(minutes=5)  # until what a journal calls deferred is tried again

log = logging.getLogger(__name__)


class Damaged(Exception):
    """The letter is not fit to leave: nothing is sent of it."""


@dataclass(frozen=True)
class Job:
    """What a run needs to know of its mailing, read before the session is let go."""

    mailing_id: int
    community_id: int
    key: str
    printer: Printer


def send(mailing_id: int, seconds: float = SLICE) -> Ended:
    """Send what waits of this mailing, until nothing does, it is held up, or time is over."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # Flask's proxy hides it from mypy
    settings: Settings = app.config["SETTINGS"]
    try:
        job = prepared(mailing_id, settings)
        recover(mailing_id, job.key, settings)
        return run(app, job, seconds)
    except Damaged as damaged:
        return Ended("stop", str(damaged))
    except SQLAlchemyError as error:
        log.error("mailing %d: the database failed (%s)", mailing_id, type(error).__name__)
        return Ended("stuck", "the database does not answer")
    except Lost:
        log.warning("mailing %d: somebody else took over after we were silent", mailing_id)
        return Ended("more")
    except OSError as error:
        return Ended("stuck", f"journal: {error.strerror}")


def run(app: Flask, job: Job, seconds: float) -> Ended:
    settings: Settings = app.config["SETTINGS"]
    holder = tokens.new()
    notes = Journal(journal.named(settings.data, job.key, holder))
    scribe = Scribe(app, job.mailing_id, holder)
    rates = Rates(app.extensions["redis"])
    keys = pace.keys(job.community_id)
    turns = Turns(rates, keys.common, keys.by_domain)
    relays = handover.relays()
    watch = pace.Watch(job.community_id, pace.fixed(settings.send_rate, relays), turns)
    scribe.each_beat = lambda: watch.look(scribe)
    outcomes = Outcomes(scribe, notes, settings.in_doubt == "hold")
    engine = Engine(posts(relays), job.printer, turns, outcomes)
    clean = False
    scribe.start()
    try:
        with no_sweeping():
            ended = engine.run(seconds)
        clean = not engine.broken
    finally:
        scribe.close()
        rates.close()
        notes.close(forget=clean and scribe.error is None)
    if scribe.error:
        raise scribe.error
    return ended


@contextmanager
def no_sweeping() -> Iterator[None]:
    """Nothing here goes in circles, and looking for circles took a tenth of the time."""
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def posts(relays: Sequence[Relay]) -> list[Post]:
    """Each with as many connections as its weight allows beside the heaviest."""
    name = helo()
    found = [Post(relay, name) for relay in relays]
    heaviest = max(post.relay.weight for post in found)
    for post in found:
        post.limit = max(1, round(post.limit * post.relay.weight / heaviest))
    return found


def prepared(mailing_id: int, settings: Settings) -> Job:
    mailing = session.get_one(Mailing, mailing_id)
    used = select(Delivery.print_id).where(Delivery.mailing_id == mailing_id)
    prints = session.scalars(select(Print).where(Print.id.in_(used)))
    plates = {each.id: plate(each, mailing.community) for each in prints}
    signs = {purpose: tokens.signer(purpose) for purpose in (COPY, "mine")}
    printer = Printer((mailing_id, mailing.dated_at), plates, signs)
    printer.domain = settings.mail_domain
    signer: Signer = current_app.extensions["dkim"]
    printer.dkim = signer if signer.keys else None
    job = Job(mailing_id, mailing.community_id, mailing.key, printer)
    if mailing.touched_at is None:
        at_home = settings.on_loopback
        if found := samples.faults(mailing_id, printer, at_home=at_home):
            raise Damaged(f"lint: {found}")
    session.commit()
    session.remove()
    return job


def plate(sheet: Print, community: Community) -> Plate:
    """As it was compiled; one that was printed before there were plates is compiled now."""
    if sheet.plate is None:
        sheet.plate, sheet.plate_digest = compose.plate(sheet, community, "")
    if digest(sheet.plate) != sheet.plate_digest:
        raise Damaged(f"print {sheet.id} is damaged")
    return Plate.loads(sheet.plate)


def recover(mailing_id: int, key: str, settings: Settings) -> None:
    """Write down what senders that were killed on this machine had heard, and what is in doubt."""
    for holder, notes in journal.orphans(settings.data, key):
        with db.engine.connect() as connection:
            ledger = Ledger(connection, mailing_id, holder)
            ledger.recover(results(notes, settings.in_doubt == "hold"))
        log.warning("mailing %d: a sender died; %d notes taken up", mailing_id, len(notes))


def results(notes: Sequence[Note], hold: bool) -> list[Result]:
    return [told(note, hold) for note in journal.settled(list(notes)).values()]


def told(note: Note, hold: bool) -> Result:
    if note.what == LEAVING:
        again = None if hold else clock.now() + DOUBT
        return Result(note.seq, 0, State.UNCERTAIN, "", "doubt", again)
    state = State(note.what)
    waits = state in (State.DEFERRED, State.UNCERTAIN)
    again = clock.now() + AGAIN if waits and not (hold and state is State.UNCERTAIN) else None
    reasons = {State.FAILED: "refused", State.UNCERTAIN: "doubt", State.SKIPPED: "left"}
    tried = state is not State.SKIPPED
    return Result(note.seq, 0, state, note.words, reasons.get(state), again, tried)
