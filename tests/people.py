"""The people of our tests, and builders for what they have. Three mean something everywhere:

Ærlig is a Pådriver, Ågot the community manager, Gro a stranger.
"""

from flask.testing import FlaskClient

from service.communities.models import Account, Community, Staff
from service.contacts import actions as contacts
from service.contacts.models import Person, Subscription
from service.contacts.rules import Wording
from service.core.db import session
from service.core.trail import Cause

WORDS = Wording("newsletter", "newsletter-1", "Ja, send meg nyhetsbrevet.", "nb", "/f/test")


def havnevik(slug: str = "havnevik") -> Community:
    community = Community(
        slug=slug,
        name="Pådriv Havnevik",
        sender_name="Pådriv Havnevik",
        sender_email=f"post@{slug}.example",
        controller="Foreningen Pådriv Havnevik",
        controller_email=f"post@{slug}.example",
        address="Sjøgata 1, 9999 Havnevik",
        cadence="ca. en gang i måneden",
        member_gets="Frokoster, samlinger og folk å tenke sammen med.",
        member_gives="Bidra med det du kan, når du kan.",
    )
    session.add(community)
    session.flush()
    staff(community, "agot@havnevik.example", "Ågot Prøvesen")
    session.commit()
    return community


def voorbeeldstad() -> Community:
    """Another community, in Dutch, that must never be seen from Havnevik."""
    community = havnevik("voorbeeldstad")
    community.name, community.language = "Projectenbrigade Voorbeeldstad", "nl"
    community.zone, community.country = "Europe/Amsterdam", "NL"
    session.commit()
    return community


def staff(community: Community, email: str, name: str, role: str = "community_manager") -> Staff:
    account = session.query(Account).filter_by(email=email).one_or_none()
    if account is None:
        account = Account(email=email, name=name, language=community.language)
    member = Staff(community_id=community.id, account=account, role=role)
    session.add(member)
    session.flush()
    return member


def person(
    community: Community,
    email: str = "aerlig@havnevik.example",
    name: str = "Ærlig Fiktås",
    language: str = "nb",
) -> Person:
    return contacts.meet(community, email, name, language=language, source="test")


def subscriber(
    community: Community,
    email: str = "aerlig@havnevik.example",
    name: str = "Ærlig Fiktås",
    language: str = "nb",
) -> Subscription:
    """A person whose newsletter is on, asked for and confirmed as it happens in life."""
    who = person(community, email, name, language)
    subscription = contacts.ask(who, WORDS)
    contacts.confirm(who, Cause("link"), "button")
    session.commit()
    return subscription


def sign_in(client: FlaskClient, member: Staff) -> FlaskClient:
    """The client as this member of staff, with the session that a used link leaves behind."""
    with client.session_transaction() as cookie:
        cookie["account"], cookie["epoch"] = member.account_id, member.account.epoch
        cookie.permanent = True
    return client
