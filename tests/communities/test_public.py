"""Pictures and the promise of privacy, for anybody."""

import pytest
from flask.testing import FlaskClient

from service.communities import actions
from service.communities.models import Community
from service.core.db import session
from tests import people
from tests.communities.test_rules import PNG


def test_a_picture_is_served_for_ever_and_only_as_a_picture(
    community: Community, client: FlaskClient
) -> None:
    picture = actions.keep_picture(community, PNG)
    session.commit()
    reply = client.get(f"/havnevik/pictures/{picture.token}")
    assert (reply.status_code, reply.mimetype, reply.data) == (200, "image/png", PNG)
    assert reply.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_picture_belongs_to_one_community(community: Community, client: FlaskClient) -> None:
    people.voorbeeldstad()
    picture = actions.keep_picture(community, PNG)
    session.commit()
    assert client.get(f"/voorbeeldstad/pictures/{picture.token}").status_code == 404


@pytest.mark.parametrize("language", ["nb", "nn", "nl", "en"])
@pytest.mark.parametrize("page", ["privacy", "accessibility"])
def test_who_answers_for_the_data_stands_in_every_language(
    community: Community, client: FlaskClient, language: str, page: str
) -> None:
    reply = client.get(f"/havnevik/{page}?lang={language}")
    assert reply.status_code == 200
    assert f'<html lang="{language}"' in reply.text
    assert "Foreningen Pådriv Havnevik" in reply.text
