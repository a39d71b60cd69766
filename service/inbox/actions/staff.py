"""What a manager does with a mail: note the answer, answer in words, file it, put it back."""

from service.communities.models import Staff
from service.contacts import actions as contacts
from service.contacts import queries as people
from service.core import clock
from service.core.db import session
from service.core.refusal import Refusal
from service.core.tokens import digest
from service.core.words import lazy_gettext as _l
from service.inbox import letters, queries, rules
from service.inbox.actions.settle import about, finish, reference, respond
from service.inbox.models import Inbound, Thread
from service.inbox.rules import Answer, Outcome, Say
from service.outbox import actions as outbox
from service.outbox.actions import Extras


def settle(inbound: Inbound, staff: Staff, say: Say) -> Outcome:
    """Note the answer on the person's behalf, just as if they had pressed the button."""
    still_open(inbound)
    message = queries.letter_for(inbound, say)
    if message is None or message.person is None:
        sentence = _l("We do not know which letter this answers. Please answer in words.")
        raise Refusal("inbox.no_letter", sentence)
    answer = Answer(say, "admin", staff.name, reference=reference(inbound, message))
    outcome = respond(message, answer)
    if outcome is None:
        sentence = _l("That does not fit what the letter asked. Change it where it belongs.")
        raise Refusal("inbox.unsettled", sentence)
    finish(inbound, "applied", "", staff.name)
    turn(inbound.thread, "done")
    return outcome


def answer(inbound: Inbound, staff: Staff, text: str) -> None:
    """Send the manager's own words; a second press of the same button sends nothing."""
    still_open(inbound)
    reply(inbound, staff, text)


def reply(inbound: Inbound, staff: Staff, text: str, once: str = "") -> None:
    """What they wrote leaves once, in the conversation; then it is the other's turn.

    It answers all that the person wrote until then, as any mail does.
    """
    assert inbound.community is not None
    person = inbound.person or contacts.write_down(
        inbound.community,
        inbound.sender,
        inbound.sender_name or inbound.sender,
        language=inbound.community.language,
        source="e-mail",
    )
    if people.why_not(person, "service"):
        sentence = _l("Mail to this address comes back, so an answer would not arrive.")
        raise Refusal("inbox.unreachable", sentence, field="text")
    inbound.person = person
    extras = Extras(
        rules.answer_to(inbound.id) + digest(once or text)[:20], inbound.reference or None
    )
    outbox.post(letters.answer(inbound, person, staff, text), person, about(inbound), extras)
    finish(inbound, "answered", "", staff.name)
    if inbound.thread is not None:
        inbound.thread.person = inbound.thread.person or person
        for earlier in queries.still_waiting(inbound.thread, before=inbound.id):
            finish(earlier, "answered", "", staff.name)
    turn(inbound.thread, "waiting")


def file(inbound: Inbound, staff: Staff) -> None:
    """It needs nothing more."""
    still_open(inbound)
    finish(inbound, "filed", "by_hand", staff.name)
    turn(inbound.thread, "done")


def turn(thread: Thread | None, state: str) -> None:
    """Whose turn it is: ours as long as one mail in it waits."""
    if thread is None:
        return
    session.flush()
    thread.state = "open" if queries.still_waiting(thread) else state
    thread.unread = False
    thread.moved_at = clock.now()


def still_open(inbound: Inbound) -> None:
    """Two managers may press at once: the second is told who was first."""
    session.refresh(inbound, with_for_update=True)
    if inbound.state != "waiting":
        sentence = _l(
            "This mail has been dealt with already, by %(name)s.", name=inbound.handled_by
        )
        raise Refusal("inbox.done", sentence, status=409)
