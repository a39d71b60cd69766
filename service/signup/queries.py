"""Look-ups of forms."""

from sqlalchemy import select

from service.communities.models import Community
from service.contacts.models import Subscription
from service.contacts.rules import UNCONFIRMED
from service.core import clock
from service.core.db import session
from service.signup import rules
from service.signup.models import SignupForm


def by_token(token: str) -> SignupForm | None:
    return session.scalar(select(SignupForm).where(SignupForm.token == token.lower()))


def of(community: Community, feature: str, about_id: int = 0) -> SignupForm | None:
    mine = (
        SignupForm.community_id == community.id,
        SignupForm.feature == feature,
        SignupForm.about_id == about_id,
    )
    return session.scalar(select(SignupForm).where(*mine))


def standing(community: Community) -> list[SignupForm]:
    """The forms every community has, in the order they are named."""
    mine = SignupForm.community_id == community.id, SignupForm.feature.in_(rules.STANDING)
    found = {form.feature: form for form in session.scalars(select(SignupForm).where(*mine))}
    return [found[name] for name in rules.STANDING if name in found]


def unconfirmed() -> list[Subscription]:
    """Asked for or refused long ago, and never confirmed."""
    old = Subscription.state.in_(UNCONFIRMED), Subscription.changed_at < clock.now() - rules.KEPT
    return list(session.scalars(select(Subscription).where(*old).limit(100)))
