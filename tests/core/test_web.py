"""Hostile addresses and fields: a sentence, never a 500, on either database."""

import pytest

from service.core.db import session
from service.signup import actions as signup
from tests import people

HUGE = "9" * 30


@pytest.fixture
def visitor(both):
    community = people.havnevik()
    form = signup.publish(community, "members")
    session.commit()
    return both.test_client(), f"/f/{form.token}"


@pytest.mark.parametrize(
    "path",
    [
        "/%00/",
        "/havnevik%00/join",
        "/havnevik/events/%00",
        f"/havnevik/letters/{HUGE}",
        "/havnevik/letters/-1",
        "/f/%00",
        "/embed/'; DROP TABLE person; --",
        f"/answer/{HUGE}",
        "/u/%ff%fe",
        "/mine/" + "a" * 26,
        "/door/x",
        "/" + "a" * 5000 + "/",
    ],
)
def test_a_page_that_is_not_there_says_so(visitor, path):
    client, _ = visitor
    page = client.get(path)
    assert page.status_code in (404, 410)
    assert "<h1>" in page.get_data(as_text=True)


def test_nul_in_a_field_is_left_out(visitor):
    client, form = visitor
    filled = {"name": "Gro\0 Fremmedvik", "email": "gro@post.example", "idea": "en\0 benk"}
    assert client.post(form, data=filled).status_code == 200


def test_an_odd_language_is_the_communitys_own(visitor):
    client, form = visitor
    assert 'lang="nb"' in client.get(f"{form}?lang=%00xx&from=%00").get_data(as_text=True)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xfe\x00garbage", "application/x-www-form-urlencoded"),
        (b"--x\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=x"),
        (b"{", "application/json"),
        (b"", "multipart/form-data"),
    ],
)
def test_a_body_that_is_no_form_gets_the_form_again(visitor, body, kind):
    client, form = visitor
    page = client.post(form, data=body, content_type=kind)
    assert page.status_code in (400, 422)
    assert "<h1>" in page.get_data(as_text=True)


def test_a_body_that_is_too_large_is_told_so(visitor):
    client, form = visitor
    page = client.post(form, data={"idea": "x" * (9 * 1024 * 1024)})
    assert page.status_code == 413
