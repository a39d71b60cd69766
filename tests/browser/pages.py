"""Every page there is, read from the app's own map of routes: a page made later is on the list."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from werkzeug.routing import Rule

from service.campaigns.models import Campaign
from service.channel import actions as talking
from service.channel.models import Post
from service.communities import actions as communities
from service.communities.gate import OPEN_TO_ALL, STAFF_AREA
from service.communities.models import Account, Community
from service.contacts.models import Person
from service.core import clock, tokens
from service.core.db import session
from service.demo import mailbox
from service.events.models import Event
from service.inbox.models import Inbound, SavedReply
from service.members.models import Membership
from service.outbox.models import Message
from service.tips.models import Tip
from tests.browser.site import MANAGER, OPEN, Site, token_of

GRO = "gro.fremmed@post.example"
WAITING = "sign-in browser"
# What answers a GET without being a page of its own.
NO_PAGE = {
    "campaigns_admin.frame": "the letter inside the preview; tests/emails looks at letters",
    "campaigns_admin.letter": "leads on to where the letter stands",
    "campaigns_admin.progress": "a part of the result page",
    "campaigns_public.feed": "Atom",
    "channel_public.attached": "a file to save",
    "communities_public.picture": "a picture",
    "demo.html": "the letter inside the mailbox",
    "demo.source": "text",
    "desk.healthz": "text",
    "desk.metrics": "text",
    "desk.readyz": "text",
    "desk_admin.choose": "leads on to the one community of this account",
    "events_admin.needs_for_the_kitchen": "a table to save",
    "events_api.described": "JSON",
    "events_api.event": "JSON",
    "events_api.events": "JSON",
    "events_api.registrations": "JSON",
    "events_public.feed": "iCalendar",
    "events_public.own_feed": "iCalendar",
    "events_public.worker": "a script",
    "inbox_admin.attached": "a file to save",
    "inbox_admin.conversation": "leads on to its newest mail",
    "inbox_admin.html": "the mail inside its frame; tests/inbox/test_threads.py looks at it",
    "inbox_admin.source": "a mail",
    "signup.snippet": "a script",
    "static": "files",
    "tips_admin.photo": "a photo",
}
# The same pages as they look in other states.
MORE = (
    "/havnevik/events/lys-og-trygghet",
    "/havnevik/events/sirkulaere-bygg",
    "/voorbeeldstad/",
    "/havnevik/no-such-page",
    "/admin/havnevik/events/1",
    "/admin/havnevik/events/5/needs",
    "/admin/havnevik/events/5?state=waitlisted",
    "/admin/havnevik/events/5/door?q=a",
    "/admin/havnevik/inbox?tab=done",
    "/admin/havnevik/inbox?tab=filed&q=gro",
    "/admin/havnevik/inbox?tab=waiting",
    "/admin/havnevik/inbox?whose=mine",
    "/admin/havnevik/letters/3/nb/preview?as=text",
    "/admin/havnevik/letters/3/nb/preview?look=dark&width=narrow",
    "/admin/havnevik/letters/3/readers?reason=paused",
    "/admin/havnevik/letters/1/recipients?state=failed",
    "/admin/havnevik/people?q=ø&state=paused",
    "/admin/havnevik/search?q=brygga",
)


@dataclass(frozen=True)
class Place:
    """A page's address, and whether one must be signed in to see it."""

    endpoint: str
    path: str

    @property
    def status(self) -> int:
        return 404 if self.path.endswith("no-such-page") else 200

    @property
    def language(self) -> str | None:
        """Of a page that speaks one language whatever its reader does: a letter as it was sent."""
        return "nb" if self.endpoint == "campaigns_public.letter" else None

    @property
    def for_staff(self) -> bool:
        return self.path.startswith(STAFF_AREA) and self.endpoint not in OPEN_TO_ALL


def places(site: Site) -> list[Place]:
    """Needs a site where `live` has been."""
    known = site.change(arguments)
    rules = [rule for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    adapter = site.app.url_map.bind("127.0.0.1")
    found = [
        Place(rule.endpoint, path_of(adapter, rule, known))
        for rule in rules
        if rule.endpoint not in NO_PAGE
    ]
    found.append(Place("editor, open", f"/admin/havnevik/letters/3/nb?open={known['block']}"))
    return found + [Place("more", path) for path in MORE]


def path_of(adapter: Any, rule: Rule, known: dict[str, Any]) -> str:
    chosen = {
        name: known.get(f"{rule.endpoint} {name}", known.get(name)) for name in rule.arguments
    }
    unknown = [name for name, value in chosen.items() if value is None]
    assert not unknown, f"{rule.endpoint}: say in tests/browser/pages.py what {unknown} may be"
    return str(adapter.build(rule.endpoint, chosen)) + known.get(f"{rule.endpoint} ?", "")


def arguments() -> dict[str, Any]:
    """What stands in an address, by the argument's name; with a route's name where it differs."""
    message = session.scalars(select(Message).join(Person).where(Person.email == GRO)).first()
    event = session.scalars(select(Event).filter_by(slug=OPEN)).one()
    past = session.scalars(select(Event).filter_by(slug="sirkulaere-bygg")).one()
    sent, draft = (
        session.scalars(select(Campaign).filter_by(title=title)).one()
        for title in ("Mars 2026", "November 2026")
    )
    assert message is not None
    assert message.person is not None
    return {
        "community_slug": "havnevik",
        "slug": event.slug,
        "event_id": event.id,
        "events_admin.report event_id": past.id,
        "events_admin.thanks event_id": past.id,
        "year": past.start.year,
        "campaign_id": draft.id,
        "campaigns_public.letter campaign_id": sent.id,
        "campaigns_admin.result campaign_id": sent.id,
        "campaigns_admin.recipients campaign_id": sent.id,
        "campaigns_admin.recipients ?": "?state=sent",
        "code": "nb",
        "block": draft.editions[0].blocks[0]["id"],
        "inbound_id": session.scalars(select(Inbound.id)).first(),
        "person_id": message.person.id,
        "secret": secret(),
        "token": message.token,
        "signup.framed token": token_of("events", event.id),
        "signup.whole token": token_of("members", 0),
        "events_public.door token": event.door_token,
        "events_public.give token": tokens.sign("give", past.id),
        "events_public.online token": tokens.sign("online", past.id),
        "events_public.notes token": tokens.sign("notes", past.id),
        "desk.mine token": tokens.sign("mine", message.person.id),
        "name": mailbox.names(GRO)[0],
        "saved_id": saved(),
        **channel(message.person),
        **shelf(message.person),
    }


def saved() -> int:
    """The number of a saved reply."""
    community = session.scalars(select(Community).filter_by(slug="havnevik")).one()
    row = SavedReply(community_id=community.id, language="nb", title="Heis", text="Ja, fra kaia.")
    session.add(row)
    session.flush()
    return row.id


def channel(person: Person) -> dict[str, Any]:
    """A post in an open channel, and the token of somebody who may read it."""
    here = person.community
    talking.set_up(here, "Praten i Havnevik", "For alle som er med.", "first", is_open=True)
    membership = session.scalars(select(Membership).filter_by(person_id=person.id)).first()
    if membership is None:
        membership = Membership(community_id=here.id, person_id=person.id, state="confirmed")
        session.add(membership)
    membership.state = "confirmed"
    words = {"words": "Noen som har en tilhenger?", "full_text": "", "reference": "<1@x>"}
    row = Post(community=here, person=person, subject="Tilhenger", state="sent", **words)
    row.sent_at = row.at = clock.now()
    session.add(row)
    session.flush()
    token = talking.seat(person).token
    tokens_of = ("channel_public.archive token", "channel_public.topic token")
    return {"post_id": row.id} | dict.fromkeys(tokens_of, token)


def shelf(person: Person) -> dict[str, Any]:
    """One tip that waits for a yes and one that has it, so that the shelf is not empty."""
    words = "Hyllene på brygga er fulle igjen.\nKom og hent et brett."
    told = {"community_id": person.community_id, "person": person, "credit": person.name}
    session.add(Tip(title="Fulle hyller", words=words, **told))
    session.add(Tip(title="Nye benker", words=words, **told, state="ready", agreed_at=clock.now()))
    session.flush()
    return {}


def secret() -> str:
    """Of a sign-in link that waits for the browser called WAITING."""
    account = session.scalars(select(Account).filter_by(email=MANAGER)).one()
    return communities.offer_link(account, WAITING)


def live(site: Site) -> None:
    """A stranger signs up and asks something, so that no page is empty for want of people."""
    event = site.read(lambda: session.scalars(select(Event.id).filter_by(slug=OPEN)).one())
    fields = {"name": "Gro Fremmed", "email": GRO, "newsletter": "y"}
    site.app.test_client().post(f"/f/{site.form('events', event)}", data=fields)
    site.work()
    site.answer(site.mail(GRO), "Kan jeg ta med en venn som kommer litt senere?")


def visitor(site: Site) -> Any:
    """The cookie of a browser that has asked for a sign-in link and nothing else."""
    return site.signed({"browser": WAITING})
