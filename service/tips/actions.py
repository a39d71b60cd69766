"""What can happen to a tip: it comes in, its author agrees, a letter has it, it is let go."""

from emails import Letter
from service.communities import actions as communities
from service.communities.models import Picture
from service.communities.rules import picture as shape_of
from service.contacts.models import Person
from service.core import clock, photo, trail
from service.core.db import session
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.core.words import lazy_gettext as _l
from service.inbox import actions as inbox
from service.inbox.models import Inbound
from service.inbox.read.attachments import attachment, attachments
from service.inbox.rules import Answer, redacted
from service.outbox import actions as outbox
from service.outbox.actions import About, Extras
from service.tips import letters, rules
from service.tips.models import Photo, Tip

NOT_YET = _l("The author has not said yes yet, so it cannot be printed.")
MOVED = _l("That cannot be done with this tip now. Somebody may have moved it a moment ago.")


def come_in(person: Person, inbound: Inbound) -> Tip:
    """Keep the words and the photos of a mail, and ask its author whether we may print them."""
    words = redacted(inbound.own_words[: rules.LONGEST])
    tip = Tip(
        community_id=person.community_id,
        community=person.community,
        person=person,
        title=rules.title(inbound.subject, words),
        words=words,
        inbound_id=inbound.id,
        credit=person.name or inbound.sender_name[:120],
        photos=photos(person.community_id, inbound),
    )
    session.add(tip)
    session.flush()
    trail.note(tip, None, rules.ASKED, Cause("reply", why=inbound.reference))
    ask(tip, inbound)
    return tip


def ask(tip: Tip, inbound: Inbound) -> None:
    extras = Extras(once=f"tip:{tip.id}", answers=inbound.reference or None)
    outbox.post(letters.may_we_print(tip), tip.person, About("tips", tip.id), extras)


def photos(community_id: int, inbound: Inbound) -> list[Photo]:
    """The first few that can be shown, each made smaller and freed of where it was taken."""
    pictures = [each for each in attachments(inbound.raw) if each.kind == "image"]
    kept = [taken(inbound, each.number) for each in pictures[: 2 * rules.PHOTOS]]
    fit = [each for each in kept if each][: rules.PHOTOS]
    for each in fit:
        each.community_id = community_id
    return fit


def taken(inbound: Inbound, number: int) -> Photo | None:
    found = attachment(inbound.raw, number)
    if found is None or found[0].size > rules.HEAVIEST:
        return None
    content = photo.slim(found[1])
    shape = shape_of(content) if content else None
    if content is None or shape is None:
        return None
    return Photo(
        name=found[0].name,
        content=content,
        media_type=shape.media_type,
        width=shape.width,
        height=shape.height,
    )


def tell(tip: Tip, receipt: Letter, answer: Answer) -> None:
    if not answer.silent:
        extras = Extras(answers=answer.reference)
        outbox.post(receipt, tip.person, About("tips", tip.id), extras)


def agree(tip: Tip, cause: Cause) -> bool:
    """Its author says yes to printing it. False when they had said so."""
    ours(tip)
    if tip.agreed_at is not None or tip.state not in (rules.ASKED, rules.ASIDE):
        return False
    if tip.state == rules.ASKED:
        move(tip, rules.READY, cause)
    else:
        trail.note(tip, tip.state, "agreed", cause)
    tip.agreed_at = clock.now()
    return True


def refuse(tip: Tip, cause: Cause) -> None:
    """Its author does not want it printed: nothing of it is kept, nor of the mail it came in."""
    ours(tip)
    move(tip, rules.REFUSED, cause)
    tip.title, tip.words, tip.credit, tip.photos = "", "", "", []
    if tip.inbound_id is not None:
        inbox.forget_these([tip.inbound_id], clock.now())


def lay_aside(tip: Tip, cause: Cause) -> None:
    ours(tip)
    move(tip, rules.ASIDE, cause)


def take_back(tip: Tip, cause: Cause) -> None:
    """Onto the shelf again, as it stood: what was agreed to stays agreed to."""
    ours(tip)
    move(tip, rules.READY if tip.agreed_at else rules.ASKED, cause)


def use(tip: Tip, cause: Cause) -> None:
    """It stands in a letter now."""
    ours(tip)
    if tip.state == rules.ASKED:
        raise Refusal("tips.asked", NOT_YET, status=409)
    move(tip, rules.USED, cause)


def publish(shown: Photo) -> Picture:
    """A copy that readers can see, under a name of its own."""
    return communities.hang(shown.tip.community, shown.content)


def ours(tip: Tip) -> None:
    """As it stands now, and nobody else moves it until we commit."""
    session.flush()
    session.refresh(tip, ["state", "agreed_at"], with_for_update=True)


def move(tip: Tip, state: str, cause: Cause) -> None:
    if state not in rules.NEXT[tip.state]:
        raise Refusal("tips.moved", MOVED, status=409)
    trail.note(tip, tip.state, state, cause)
    tip.state, tip.moved_at = state, clock.now()


def forget(tip: Tip) -> None:
    """Its time is over; what was printed is printed."""
    session.delete(tip)
