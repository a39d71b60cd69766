"""The letters we send about being a Pådriver, filled in from our records."""

from flask import current_app

from emails.members.confirm_membership import ConfirmMembership
from emails.members.declined import Declined
from emails.members.left import Left
from emails.members.new_member import NewMember
from emails.members.welcome import Welcome
from service.communities.models import Account
from service.contacts import queries as people
from service.core.words import force_locale
from service.core.words import gettext as _
from service.members import rules
from service.members.models import Membership
from service.outbox.rules import ANSWER_LINK, MINE_LINK


def confirm_membership(membership: Membership) -> ConfirmMembership:
    community = membership.person.community
    subscription = people.subscription(membership.person)
    return ConfirmMembership(
        first_name=membership.person.first_name,
        link=ANSWER_LINK,
        days=rules.VALID.days,
        get=community.member_gets,
        expect=community.member_gives,
        newsletter=subscription is not None and subscription.state == "requested",
    )


def welcome(membership: Membership) -> Welcome:
    community = membership.person.community
    return Welcome(
        first_name=membership.person.first_name,
        channel_url=community.channel_url or None,
        channel_name=community.channel_name or None,
        mine_link=MINE_LINK,
    )


def left(membership: Membership) -> Left:
    person = membership.person
    kept = people.standing(person)
    return Left(first_name=person.first_name, undo_link=ANSWER_LINK, kept=kept)


def declined(membership: Membership) -> Declined:
    person = membership.person
    return Declined(first_name=person.first_name, undo_link=ANSWER_LINK, days=rules.KEPT.days)


def new_member(membership: Membership, reader: Account) -> NewMember:
    """To a manager, in the manager's own language."""
    person = membership.person
    with force_locale(reader.language):
        named = {"competence": _("Competence"), "interests": _("Interests")}
    return NewMember(
        full_name=person.name,
        email=person.email,
        organisation=person.organisation.name if person.organisation else "",
        competence=membership.competence,
        interests=membership.interests,
        idea=membership.idea,
        link=f"{current_app.config['BASE_URL']}/admin/{person.community.slug}/people/{person.id}",
        missing=tuple(
            named[key] for key in rules.missing(membership.competence, membership.interests)
        ),
    )
