"""Look-ups of communities and staff that more than one place needs."""

from sqlalchemy import select

from service.communities.models import Account, ApiKey, Community, Picture, SignIn, Staff
from service.core.db import session


def by_slug(slug: str) -> Community | None:
    return session.scalar(select(Community).where(Community.slug == slug))


def every() -> list[Community]:
    return list(session.scalars(select(Community).order_by(Community.name)))


def account_by_email(address: str) -> Account | None:
    return session.scalar(select(Account).where(Account.email == address))


def account(account_id: int, epoch: int) -> Account | None:
    """The signed-in account, unless its sessions have been ended since."""
    mine = Account.id == account_id, Account.epoch == epoch
    return session.scalar(select(Account).where(*mine))


def staff(account: Account, community: Community) -> Staff | None:
    mine = Staff.account_id == account.id, Staff.community_id == community.id
    return session.scalar(select(Staff).where(*mine))


def member(community: Community, staff_id: int) -> Staff | None:
    mine = Staff.community_id == community.id, Staff.id == staff_id
    return session.scalar(select(Staff).where(*mine))


def team(community: Community) -> list[Staff]:
    return list(
        session.scalars(select(Staff).where(Staff.community_id == community.id).order_by(Staff.id))
    )


def owners_locked(community: Community) -> list[Staff]:
    """The owners, held until we commit, so that two cannot step down at once."""
    mine = Staff.community_id == community.id, Staff.role == "owner"
    return list(session.scalars(select(Staff).where(*mine).with_for_update(of=Staff)))


def sign_in(secret_digest: str) -> SignIn | None:
    return session.scalar(select(SignIn).where(SignIn.secret_digest == secret_digest))


def communities_of(account: Account) -> list[Community]:
    joined = select(Community).join(Staff).where(Staff.account_id == account.id)
    return list(session.scalars(joined.order_by(Community.name)))


def api_key(community: Community, digest: str) -> ApiKey | None:
    """The key with this digest, while it opens something here."""
    mine = ApiKey.community_id == community.id, ApiKey.withdrawn_at.is_(None)
    return session.scalar(select(ApiKey).where(ApiKey.digest == digest, *mine))


def api_keys(community: Community) -> list[ApiKey]:
    mine = ApiKey.community_id == community.id, ApiKey.withdrawn_at.is_(None)
    return list(session.scalars(select(ApiKey).where(*mine).order_by(ApiKey.id)))


def api_key_by_id(community: Community, key_id: int) -> ApiKey | None:
    mine = ApiKey.community_id == community.id, ApiKey.id == key_id
    return session.scalar(select(ApiKey).where(*mine))


def managers(community: Community) -> list[Account]:
    """Who is told when something needs a manager."""
    roles = Staff.role.in_(("owner", "community_manager"))
    here = Staff.community_id == community.id
    return list(
        session.scalars(select(Account).join(Staff).where(here, roles).order_by(Account.id))
    )


def picture(community: Community, token: str) -> Picture | None:
    mine = Picture.community_id == community.id, Picture.token == token
    return session.scalar(select(Picture).where(*mine))
