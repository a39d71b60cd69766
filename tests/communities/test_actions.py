"""A community is founded; its team never loses its last owner; links let in once."""

from threading import Thread

import pytest
from flask import Flask

from service.communities import actions, queries
from service.communities.actions import Founding, Sender, Texts
from service.communities.models import Community, Staff
from service.core import trail
from service.core.db import session
from service.core.refusal import Refusal
from service.core.trail import Cause
from tests import people
from tests.communities.test_rules import PNG

BY = Cause("admin", "Ågot Prøvesen")
NEW = Founding("voorbeeldstad", "Projectenbrigade", "Jip@Stad.example", "Jip", "nl", "NL")


@pytest.fixture
def owner(community: Community) -> Staff:
    return people.staff(community, "eier@havnevik.example", "Eier", "owner")


def refused(code: str) -> pytest.RaisesExc[Refusal]:
    return pytest.raises(Refusal, match=f"^{code}$")


def test_a_community_begins_with_an_owner(app: Flask) -> None:
    community = actions.found(NEW)
    (first,) = queries.team(community)
    assert (first.role, first.name, first.account.email) == ("owner", "Jip", "jip@stad.example")
    assert first.account.language == "nl"
    assert (community.zone, community.country) == ("Europe/Amsterdam", "NL")
    assert (community.address, community.languages) == ("", ["nb", "nn", "nl", "en"])


def test_two_communities_cannot_share_a_short_name(app: Flask) -> None:
    actions.found(NEW)
    with refused("communities.taken"):
        actions.found(NEW)
    with refused("communities.slug"):
        actions.found(Founding("admin", "Admin", "a@b.example"))


def test_one_account_serves_two_communities(owner: Staff, community: Community) -> None:
    other = people.voorbeeldstad()
    member = actions.add_staff(other, "EIER@havnevik.example", "Another name", "host", BY)
    assert member.account is owner.account
    assert member.name == "Eier"


def test_nobody_is_on_the_team_twice(owner: Staff, community: Community) -> None:
    with refused("communities.on_the_team"):
        actions.add_staff(community, "eier@havnevik.example", "", "host", BY)


@pytest.mark.parametrize("role", ["", "god", "Owner"])
def test_only_known_roles_are_given(owner: Staff, community: Community, role: str) -> None:
    with refused("communities.role"):
        actions.add_staff(community, "ny@havnevik.example", "Ny", role, BY)
    with refused("communities.role"):
        actions.change_role(owner, role, BY)


def test_the_last_owner_stays(owner: Staff, community: Community) -> None:
    with refused("communities.last_owner"):
        actions.change_role(owner, "reader", BY)
    with refused("communities.last_owner"):
        actions.remove_staff(owner, BY)
    assert owner.role == "owner"


def test_one_of_two_owners_may_go(owner: Staff, community: Community) -> None:
    other = actions.add_staff(community, "to@havnevik.example", "To", "owner", BY)
    epoch = owner.account.epoch
    actions.remove_staff(owner, BY)
    session.flush()
    assert [(one.name, one.role) for one in queries.team(community)] == [
        ("Ågot Prøvesen", "community_manager"),
        ("To", "owner"),
    ]
    assert owner.account.epoch == epoch + 1
    with refused("communities.last_owner"):
        actions.change_role(other, "host", BY)


def test_a_new_role_is_on_the_trail(owner: Staff, community: Community) -> None:
    agot = community.staff[0]
    actions.change_role(agot, "host", BY)
    actions.change_role(agot, "host", BY)
    assert [(e.before, e.after, e.who) for e in trail.of(agot)] == [
        ("community_manager", "host", "Ågot Prøvesen")
    ]


def test_the_sender_is_kept_on_one_line(owner: Staff, community: Community) -> None:
    new = Sender("Havnevik\r\nBcc: x", "Post@Havnevik.example", "Sjøgata\n2", "Lag", "a@b.example")
    actions.change_sender(owner, new)
    assert (community.sender_name, community.sender_email, community.address) == (
        "Havnevik Bcc: x",
        "post@havnevik.example",
        "Sjøgata 2",
    )
    with pytest.raises(Refusal) as refusal:
        actions.change_sender(owner, Sender("H", "a@b.example", "S", "Lag", "nobody"))
    assert refusal.value.field == "controller_email"


def test_a_colour_nobody_can_read_is_refused_with_a_way_out(
    owner: Staff, community: Community
) -> None:
    with refused("communities.contrast"):
        actions.change_colour(owner, "#F2C200")
    with refused("communities.colour"):
        actions.change_colour(owner, "gult")
    actions.change_colour(owner, "#7a1f5c")
    assert community.colour == "#7A1F5C"


def test_a_logo_is_kept_and_may_go_again(owner: Staff, community: Community) -> None:
    actions.change_logo(owner, PNG)
    picture = queries.picture(community, community.logo or "")
    assert picture is not None
    assert (picture.media_type, picture.width, picture.height) == ("image/png", 320, 80)
    shown = community.logo_url
    actions.remove_logo(owner)
    assert (shown, community.logo_url) == (f"/havnevik/pictures/{picture.token}", None)
    assert queries.picture(community, picture.token) is picture


def test_other_files_are_no_logo(owner: Staff) -> None:
    with refused("communities.picture"):
        actions.change_logo(owner, b"<svg/>")
    with refused("communities.heavy"):
        actions.change_logo(owner, PNG + b"\0" * 1024 * 1024)


def test_the_first_language_is_always_offered(owner: Staff, community: Community) -> None:
    actions.change_languages(owner, "nn", ["en", "xx"])
    assert (community.language, community.languages) == ("nn", ["nn", "en"])
    with refused("communities.language"):
        actions.change_languages(owner, "xx", [])


def test_a_channel_is_a_safe_link(owner: Staff, community: Community) -> None:
    with refused("communities.channel"):
        actions.change_texts(owner, Texts("", "", "", "", "Signal", "javascript:alert(1)"))
    actions.change_texts(
        owner, Texts("Vi", "hver uke", "a", "b", "Signal", "https://signal.example")
    )
    assert (community.about, community.cadence) == ("Vi", "hver uke")


def test_of_two_at_once_one_gets_in(both: Flask) -> None:
    secret = actions.offer_link(people.havnevik().staff[0].account, "browser")
    session.commit()
    entered: list[bool] = []

    def press() -> None:
        with both.app_context():
            try:
                actions.enter(secret, "browser")
                session.commit()
                entered.append(True)
            except Refusal:
                entered.append(False)
            finally:
                session.remove()

    threads = [Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(entered) == [False, False, False, True]
