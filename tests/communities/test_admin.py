"""The settings pages: what an owner may change, what others only see."""

from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.communities import queries
from service.communities.models import Community, Staff
from service.core.db import session
from tests import people
from tests.communities.test_rules import PNG
from tests.visits import send

HERE = "/admin/havnevik/settings"


@pytest.fixture
def owner(community: Community, client: FlaskClient) -> Staff:
    member = people.staff(community, "eier@havnevik.example", "Eier", "owner")
    session.commit()
    people.sign_in(client, member)
    return member


def test_everybody_sees_the_settings_and_only_an_owner_changes_them(
    owner: Staff, community: Community, client: FlaskClient
) -> None:
    assert f'href="{HERE}/team"' in client.get(HERE).text
    people.sign_in(client, community.staff[0])
    assert client.get(HERE).status_code == 200
    assert f'href="{HERE}/team"' not in client.get(HERE).text
    codes = [client.get(f"{HERE}/{page}").status_code for page in PAGES]
    assert codes == [403] * len(PAGES)


PAGES = ("team", "sender", "look", "texts", "languages")


def test_somebody_new_is_on_the_team(owner: Staff, client: FlaskClient) -> None:
    new = {"name": "Ny", "email": "ny@havnevik.example", "role": "host"}
    assert send(client, f"{HERE}/team", **new).status_code == 303
    names = [(one.name, one.role) for one in queries.team(owner.community)]
    assert names == [("Ågot Prøvesen", "community_manager"), ("Eier", "owner"), ("Ny", "host")]
    again = send(client, f"{HERE}/team", **new)
    assert again.status_code == 422
    assert 'value="ny@havnevik.example"' in again.text


def test_a_role_is_changed_and_a_member_removed(owner: Staff, client: FlaskClient) -> None:
    agot = queries.team(owner.community)[0]
    role = f"{HERE}/team/{agot.id}/role"
    assert send(client, role, f"{HERE}/team", role="reader").status_code == 303
    assert queries.team(owner.community)[0].role == "reader"
    assert send(client, f"{HERE}/team/{agot.id}/remove", f"{HERE}/team").status_code == 303
    assert [one.name for one in queries.team(owner.community)] == ["Eier"]


def test_the_last_owner_is_told_why_not(owner: Staff, client: FlaskClient) -> None:
    gone = send(client, f"{HERE}/team/{owner.id}/remove", f"{HERE}/team")
    assert gone.status_code == 422
    assert [one.role for one in queries.team(owner.community)] == ["community_manager", "owner"]


def test_another_communitys_team_is_not_there(owner: Staff, client: FlaskClient) -> None:
    stranger = people.voorbeeldstad().staff[0]
    gone = send(client, f"{HERE}/team/{stranger.id}/remove", f"{HERE}/team")
    assert gone.status_code == 404


def test_the_sender_is_changed(owner: Staff, client: FlaskClient) -> None:
    new = {
        "sender_name": "Pådriv",
        "sender_email": "hei@havnevik.example",
        "address": "Sjøgata 2",
        "controller": "Laget",
        "controller_email": "lag@havnevik.example",
    }
    assert send(client, f"{HERE}/sender", **new).status_code == 303
    here = owner.community
    assert {name: getattr(here, name) for name in new} == new
    faulty = send(client, f"{HERE}/sender", **new | {"controller_email": "lag@"})
    assert faulty.status_code == 422
    assert 'value="lag@"' in faulty.text
    assert here.controller_email == "lag@havnevik.example"


def test_the_look_is_changed(owner: Staff, client: FlaskClient) -> None:
    upload: dict[str, Any] = {"colour": "#7a1f5c", "picture": (BytesIO(PNG), "logo.svg")}
    assert send(client, f"{HERE}/look", **upload).status_code == 303
    assert owner.community.colour == "#7A1F5C"
    first = owner.community.logo
    assert first is not None
    assert send(client, f"{HERE}/look", colour="#7a1f5c").status_code == 303
    assert owner.community.logo == first
    assert send(client, f"{HERE}/look", colour="#7a1f5c", no_logo="y").status_code == 303
    assert owner.community.logo is None


def test_a_bad_picture_changes_nothing(owner: Staff, client: FlaskClient) -> None:
    upload: dict[str, Any] = {"colour": "#7a1f5c", "picture": (BytesIO(b"<svg/>"), "logo.png")}
    assert send(client, f"{HERE}/look", **upload).status_code == 422
    assert (owner.community.colour, owner.community.logo) == ("#0B4F5C", None)


def test_texts_and_languages_are_changed(owner: Staff, client: FlaskClient) -> None:
    texts = {
        "about": "Vi er mange.",
        "cadence": "hver uke",
        "channel_url": "http://usikker.example",
    }
    assert send(client, f"{HERE}/texts", **texts).status_code == 422
    texts["channel_url"] = "https://trygg.example"
    assert send(client, f"{HERE}/texts", **texts).status_code == 303
    spoken: dict[str, Any] = {"language": "nn", "languages": ["en"]}
    assert send(client, f"{HERE}/languages", **spoken).status_code == 303
    here = owner.community
    assert (here.about, here.cadence, here.languages) == ("Vi er mange.", "hver uke", ["nn", "en"])
