"""What can happen to a community: founded, its team changed, its sender, look and words set."""

from dataclasses import dataclass

from flask_babel.speaklater import LazyString
from sqlalchemy import delete, update

from service.communities import queries, rules
from service.communities.models import Account, ApiKey, Community, Picture, SignIn, Staff
from service.core import clock, photo, tokens, trail
from service.core.db import changed, session
from service.core.permits import ROLES
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.core.words import known
from service.core.words import lazy_gettext as _l

SLUG = _l(
    "Write the short name with small letters a to z, digits and hyphens, for instance havnevik."
)
TAKEN = _l("There is a community with this short name already. Choose another.")
ADDRESS = _l("The e-mail address looks incomplete. Write it like this: name@example.org.")
ON_THE_TEAM = _l("This person is on the team already. Change the role in the list instead.")
LAST_OWNER = _l("A community needs an owner. Make somebody else an owner first.")
COLOUR = _l("Write the colour as # and six signs, for instance #0B4F5C.")
JPEG = b"\xff\xd8\xff"
PICTURE = _l("We can use pictures of the kinds PNG, JPEG, GIF and WebP, at most 6000 pixels wide.")
LANGUAGE = _l("Choose one of the languages in the list.")
CHANNEL = _l("The address of the channel must start with https://.")
OLD_LINK = _l("This link has been used or is too old. Ask for a new one; it takes a moment.")
OTHER_BROWSER = _l(
    "Open the link in the browser where you asked for it, or ask for a new link here."
)


@dataclass(frozen=True)
class Founding:
    """What it takes to found a community: its name and its first owner."""

    slug: str
    name: str
    email: str
    owner: str = ""
    language: str = "nb"
    country: str = "NO"


@dataclass(frozen=True)
class Sender:
    """Who a letter is from, and who answers for the data."""

    sender_name: str
    sender_email: str
    address: str
    controller: str
    controller_email: str


@dataclass(frozen=True)
class Texts:
    """What members are promised, what is hoped of them, where they meet, how often we write."""

    about: str
    cadence: str
    member_gets: str
    member_gives: str
    channel_name: str
    channel_url: str


def found(new: Founding) -> Community:
    """A new community with its first owner. Its postal address is still to be written."""
    if not rules.slug_fits(new.slug):
        raise Refusal("communities.slug", SLUG, field="slug")
    if queries.by_slug(new.slug):
        raise Refusal("communities.taken", TAKEN, field="slug")
    community = Community(
        slug=new.slug,
        name=one_line(new.name, 120),
        language=known(new.language) or "nb",
        country=new.country.upper()[:2],
        zone=rules.zone(new.country.upper()),
        sender_name=one_line(new.name, 120),
        sender_email=clean_address(new.email),
        controller=one_line(new.name, 160),
        controller_email=clean_address(new.email),
        address="",
    )
    session.add(community)
    session.flush()
    add_staff(community, new.email, new.owner, "owner", Cause("admin", why="founded"))
    return community


def add_staff(community: Community, email: str, name: str, role: str, by: Cause) -> Staff:
    """Somebody joins the team; they sign in with a link to this address."""
    check_role(role)
    account = account_of(clean_address(email), name, community.language)
    if queries.staff(account, community):
        raise Refusal("communities.on_the_team", ON_THE_TEAM, field="email")
    member = Staff(community=community, account=account, role=role)
    session.add(member)
    session.flush()
    trail.note(member, None, role, by)
    return member


def account_of(address: str, name: str, language: str) -> Account:
    account = queries.account_by_email(address)
    if account is None:
        named = one_line(name, 120) or address.partition("@")[0]
        account = Account(email=address, name=named, language=language)
        session.add(account)
        session.flush()
    return account


def change_role(member: Staff, role: str, by: Cause) -> None:
    check_role(role)
    if member.role != role:
        keep_an_owner(member)
        trail.note(member, member.role, role, by)
        member.role = role


def remove_staff(member: Staff, by: Cause) -> None:
    """Off the team, and out of every open session."""
    keep_an_owner(member)
    trail.note(member, member.role, "removed", by)
    member.account.epoch += 1
    session.delete(member)


def keep_an_owner(member: Staff) -> None:
    """Two owners may step down in the same moment: the team is locked while we count."""
    owners = queries.owners_locked(member.community)
    if member.role == "owner" and len(owners) == 1:
        raise Refusal("communities.last_owner", LAST_OWNER)


def check_role(role: str) -> None:
    if role not in ROLES:
        raise Refusal("communities.role", _l("Choose one of the roles in the list."), field="role")


def change_sender(member: Staff, new: Sender) -> None:
    """`member` is the one who changes it: the trail says so."""
    community = member.community
    community.sender_name = one_line(new.sender_name, 120)
    community.sender_email = clean_address(new.sender_email, "sender_email")
    community.address = one_line(new.address, 200)
    community.controller = one_line(new.controller, 160)
    community.controller_email = clean_address(new.controller_email, "controller_email")
    trail.note(member, None, "changed sender", Cause("admin", member.name))


def change_colour(member: Staff, typed: str) -> None:
    colour = rules.colour(typed)
    if colour is None:
        raise Refusal("communities.colour", COLOUR, field="colour")
    if not rules.readable(colour):
        raise Refusal("communities.contrast", too_light(colour), field="colour")
    member.community.colour = colour
    trail.note(member, None, "changed look", Cause("admin", member.name, colour))


def change_logo(member: Staff, content: bytes) -> None:
    member.community.logo = keep_picture(member.community, content).token
    trail.note(member, None, "changed look", Cause("admin", member.name, "logo"))


def remove_logo(member: Staff) -> None:
    """Letters already sent go on showing the old one, so the picture itself stays."""
    member.community.logo = None
    trail.note(member, None, "changed look", Cause("admin", member.name, "no logo"))


def keep_picture(community: Community, content: bytes, limit: int = rules.PICTURE_LIMIT) -> Picture:
    """Keep a picture under a new name of its own; a changed picture is a new one.

    A photo is made small, and where and with what it was taken is left out.
    """
    if content.startswith(JPEG):
        content = photo.slim(content) or content
    if len(content) > limit:
        raise Refusal("communities.heavy", heavy(limit), field="picture")
    return hang(community, content)


def hang(community: Community, content: bytes) -> Picture:
    """As it is: made small already, or no photo."""
    shape = rules.picture(content)
    if shape is None:
        raise Refusal("communities.picture", PICTURE, field="picture")
    picture = Picture(
        community_id=community.id,
        media_type=shape.media_type,
        width=shape.width,
        height=shape.height,
        content=content,
    )
    session.add(picture)
    session.flush()
    return picture


def change_languages(member: Staff, first: str, others: list[str]) -> None:
    """The first language is always one of those offered."""
    if known(first) is None:
        raise Refusal("communities.language", LANGUAGE, field="language")
    community = member.community
    community.language = first
    community.languages = [code for code in ("nb", "nn", "nl", "en") if code in {first, *others}]
    trail.note(member, None, "changed languages", Cause("admin", member.name))


def change_texts(member: Staff, new: Texts) -> None:
    community = member.community
    if new.channel_url and not new.channel_url.startswith("https://"):
        raise Refusal("communities.channel", CHANNEL, field="channel_url")
    community.about, community.cadence = new.about.strip(), one_line(new.cadence, 80)
    community.member_gets, community.member_gives = (
        new.member_gets.strip(),
        new.member_gives.strip(),
    )
    community.channel_name = one_line(new.channel_name, 80)
    community.channel_url = new.channel_url.strip()[:300]
    trail.note(member, None, "changed texts", Cause("admin", member.name))


def make_key(community: Community, name: str, by: str) -> str:
    """The secret of a new key for a program. Only its digest is kept."""
    secret = f"paadriv_{tokens.new(40)}"
    told = {"name": " ".join(name.split())[:80], "made_by": by[:120]}
    session.add(ApiKey(community_id=community.id, digest=tokens.digest(secret), **told))
    return secret


def offer_link(account: Account, browser: str) -> str:
    """The secret of a new sign-in link for this browser. Only its digest is kept."""
    secret = tokens.new(32)
    now = clock.now()
    session.execute(delete(SignIn).where(SignIn.expires_at < now - rules.SIGN_IN))
    link = SignIn(
        account=account,
        secret_digest=tokens.digest(secret),
        browser_digest=tokens.digest(browser),
        expires_at=now + rules.SIGN_IN,
    )
    session.add(link)
    session.flush()
    return secret


def check(secret: str, browser: str) -> SignIn:
    """The link, if this browser may use it now."""
    link = queries.sign_in(tokens.digest(secret))
    if link is None or link.used_at is not None or link.expires_at <= clock.now():
        raise Refusal("communities.old_link", OLD_LINK, status=410)
    if link.browser_digest != tokens.digest(browser):
        raise Refusal("communities.other_browser", OTHER_BROWSER, status=403)
    return link


def enter(secret: str, browser: str) -> Account:
    """Use the link: once, in time, in the browser that asked. Of two at once, one gets in."""
    link = check(secret, browser)
    free = SignIn.id == link.id, SignIn.used_at.is_(None)
    if changed(update(SignIn).where(*free).values(used_at=clock.now())) != 1:
        raise Refusal("communities.old_link", OLD_LINK, status=410)
    return link.account


def clean_address(typed: str, field: str = "email") -> str:
    address = rules.staff_address(typed)
    if address is None:
        raise Refusal("communities.address", ADDRESS, field=field)
    return address


def one_line(text: str, limit: int) -> str:
    return " ".join(text.split())[:limit]


def heavy(limit: int) -> LazyString:
    return _l(
        "The picture is too heavy. Save it smaller, at most %(size)s MB, and try again.",
        size=limit // 1024**2,
    )


def too_light(colour: str) -> LazyString:
    nearest = rules.nearest(colour)
    return _l(
        "This colour is hard to read on a light page. %(nearest)s comes near and can.",
        nearest=nearest,
    )
