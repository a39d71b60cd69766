"""Every door of the house: who may open it, who may not see it, and that public ones are bare."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule

from service.communities.models import Community, Staff
from service.core import permits
from service.core.db import session
from tests import people
from tests.visits import token

WAYS_IN = {"desk_admin.choose", "desk_admin.sign_in", "desk_admin.enter", "desk_admin.sign_out"}


@pytest.fixture
def stranger(community: Community) -> Staff:
    """The owner of another community, and of no other."""
    other = people.voorbeeldstad()
    member = people.staff(other, "jip@voorbeeldstad.example", "Jip", "owner")
    session.commit()
    return member


def doors(app: Flask, staff: bool) -> list[tuple[str, str, str]]:
    """(endpoint, method, address with made-up names) of every page for staff, or of every other."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/admin/") is staff]
    return [
        (rule.endpoint, method, address(app, rule))
        for rule in sorted(rules, key=lambda rule: rule.rule)
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]


def address(app: Flask, rule: Rule) -> str:
    values = {name: made_up(kind) for name, kind in rule._converters.items()}
    if "community_slug" in values:
        values["community_slug"] = "havnevik"
    return str(app.url_map.bind("paadriv.example").build(rule.endpoint, values))


def made_up(kind: BaseConverter) -> str | int:
    if isinstance(kind, IntegerConverter):
        return 999_999
    return min(kind.items) if isinstance(kind, AnyConverter) else "made-up"


def knock(client: FlaskClient, method: str, url: str, form: str = "") -> int:
    data = {"csrf_token": form} if method == "POST" else None
    return client.open(url, method=method, data=data).status_code


def test_there_are_doors(app: Flask) -> None:
    assert len(doors(app, staff=True)) > 30
    assert len(doors(app, staff=False)) > 15


def test_staff_of_another_community_find_nothing(
    app: Flask, client: FlaskClient, community: Community, stranger: Staff
) -> None:
    people.sign_in(client, stranger)
    form = token(client, "/admin/voorbeeldstad/")
    found = {
        (endpoint, method): knock(client, method, url, form)
        for endpoint, method, url in doors(app, staff=True)
        if endpoint not in WAYS_IN
    }
    assert found == dict.fromkeys(found, 404)


def test_who_is_not_signed_in_is_led_to_the_entrance(
    app: Flask, client: FlaskClient, community: Community
) -> None:
    form = token(client, "/admin/sign-in")
    for endpoint, method, url in doors(app, staff=True):
        if endpoint not in {"desk_admin.sign_in", "desk_admin.enter"}:
            reply = client.open(url, method=method, data={"csrf_token": form})
            assert (reply.status_code, reply.location.partition("?")[0]) == (302, "/admin/sign-in")


def test_every_page_for_staff_names_the_permit_it_takes(app: Flask) -> None:
    bare = {
        endpoint
        for endpoint, _, _ in doors(app, staff=True)
        if not hasattr(app.view_functions[endpoint], "permit")
    }
    assert bare == WAYS_IN


@pytest.mark.parametrize("role", permits.ROLES)
def test_a_role_opens_just_what_its_permits_say(
    app: Flask, client: FlaskClient, community: Community, role: str
) -> None:
    member = people.staff(community, f"{role}@havnevik.example", role, role)
    session.commit()
    people.sign_in(client, member)
    form = token(client, "/admin/havnevik/")
    for endpoint, method, url in doors(app, staff=True):
        if endpoint not in WAYS_IN:
            needed = vars(app.view_functions[endpoint])["permit"]
            kept_out = knock(client, method, url, form) == 403
            assert (endpoint, kept_out) == (endpoint, not permits.may(role, needed))


def test_roles_and_permits_are_these() -> None:
    allowed = {
        role: {name for name in permits.PERMITS if permits.may(role, name)}
        for role in permits.ROLES
    }
    assert allowed == {
        "owner": {"look", "check_in", "arrange", "write", "send", "own"},
        "community_manager": {"look", "check_in", "arrange", "write", "send"},
        "host": {"look", "check_in", "arrange"},
        "reader": {"look"},
    }


def test_a_forged_form_opens_nothing(app: Flask, client: FlaskClient, community: Community) -> None:
    people.sign_in(client, people.staff(community, "eier@havnevik.example", "Eier", "owner"))
    session.commit()
    posts = [url for _, method, url in doors(app, staff=True) if method == "POST"]
    assert {url: knock(client, "POST", url) for url in posts} == dict.fromkeys(posts, 400)


def test_no_public_page_sets_a_cookie(
    app: Flask, client: FlaskClient, community: Community
) -> None:
    for _, method, url in doors(app, staff=False):
        reply = client.open(url, method=method)
        assert (url, "Set-Cookie" in reply.headers) == (url, False)
        assert (url, reply.status_code) != (url, 500)
