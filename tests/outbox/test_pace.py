"""The page for how fast and when newsletters leave: it holds, or says what is wrong with it."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from service.communities.models import Community, Staff
from service.core.db import session
from service.outbox import rules
from service.outbox.actions import Wish, change_pace
from service.outbox.models import Pace
from tests import people
from tests.visits import counted, send

PAGE = "/admin/havnevik/settings/pace"
TODAY = date(2026, 11, 25)
WHOLE = {
    "per_hour": "10 000",
    "domains": "gmail.com 600\n@Outlook.com: 1.200\n",
    "quiet_from": "21:00",
    "quiet_until": "07:00",
    "warm_from": "2026-11-21",
}


@pytest.fixture
def owner(community: Community, client: FlaskClient) -> Staff:
    member = people.staff(community, "eier@havnevik.example", "Eier", "owner")
    session.commit()
    people.sign_in(client, member)
    return member


@pytest.fixture(autouse=True)
def still():
    with time_machine.travel("2026-11-25T12:00:00Z", tick=False):
        yield


def kept(community: Community) -> tuple[Any, ...] | None:
    session.expire_all()
    pace = session.get(Pace, community.id)
    if pace is None:
        return None
    return pace.per_hour, pace.domains, pace.quiet_from, pace.quiet_until, pace.warm_from


def test_the_settings_lead_to_the_page_and_only_an_owner_is_let_in(
    owner: Staff, community: Community, client: FlaskClient
) -> None:
    assert f'href="{PAGE}"' in client.get("/admin/havnevik/settings").text
    people.sign_in(client, community.staff[0])
    assert f'href="{PAGE}"' not in client.get("/admin/havnevik/settings").text
    assert client.get(PAGE).status_code == 403


def test_what_is_typed_is_kept_and_shown_again(
    owner: Staff, community: Community, client: FlaskClient
) -> None:
    assert send(client, PAGE, **WHOLE).status_code == 303
    domains = {"gmail.com": 600, "outlook.com": 1200}
    assert kept(community) == (10_000, domains, "21:00", "07:00", TODAY - timedelta(days=4))
    page = client.get(PAGE).text
    assert "gmail.com 600\noutlook.com 1200</textarea>" in page
    for value in ("10000", "21:00", "07:00", "2026-11-21"):
        assert f'value="{value}"' in page


def test_the_warm_up_says_what_it_allows_today(owner: Staff, client: FlaskClient) -> None:
    send(client, PAGE, warm_from="2026-11-21")
    said = "Dette er dag 5 av oppvarmingen: høyst 400 brev går ut i dag"
    assert rules.warmed(TODAY - timedelta(days=4), TODAY) == 400
    assert said in client.get(PAGE).text
    send(client, PAGE, warm_from="2026-10-01")
    assert "av oppvarmingen:" not in client.get(PAGE).text


def test_what_is_emptied_has_no_limit(
    owner: Staff, community: Community, client: FlaskClient
) -> None:
    send(client, PAGE, **WHOLE)
    assert send(client, PAGE, **dict.fromkeys(WHOLE, "")).status_code == 303
    assert kept(community) == (None, {}, None, None, None)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("per_hour", "mange", "Skriv et helt tall fra 1 til 10 000 000"),
        ("per_hour", "0", "Skriv et helt tall fra 1 til 10 000 000"),
        ("per_hour", "-5", "Skriv et helt tall fra 1 til 10 000 000"),
        ("per_hour", "10000001", "Skriv et helt tall fra 1 til 10 000 000"),
        ("per_hour", "9" * 21, "Dette er lengre enn vi har plass til"),
        ("domains", "gmail.com", "«gmail.com» er ikke et domene og et tall"),
        ("domains", "gmail.com mange", "«gmail.com mange» er ikke et domene og et tall"),
        ("domains", "gmail.com 0", "«gmail.com 0» er ikke et domene og et tall"),
        ("domains", "gmail 600", "«gmail 600» er ikke et domene og et tall"),
        ("domains", "a.no 1\nA.no 2", "a.no står der to ganger"),
        (
            "domains",
            "\n".join(f"d{number}.no 5" for number in range(101)),
            "Det er flere leverandører enn vi har plass til",
        ),
        ("quiet_from", "9", "Skriv klokkeslettet slik: 21:00."),
        ("quiet_from", "24:00", "Skriv klokkeslettet slik: 21:00."),
        ("quiet_until", "07:60", "Skriv klokkeslettet slik: 21:00."),
        ("quiet_until", "", "Stille timer trenger begge klokkeslettene."),
        ("quiet_from", "", "Stille timer trenger begge klokkeslettene."),
        ("quiet_until", "21:00", "Stille timer som slutter når de begynner, er ingen."),
        ("warm_from", "i går", "Skriv dagen slik: 2026-11-25."),
        ("warm_from", "2026-02-30", "Skriv dagen slik: 2026-11-25."),
        ("warm_from", "2026-11-26", "Denne dagen har ikke vært ennå."),
    ],
)
@pytest.mark.usefixtures("owner")
def test_what_cannot_be_meant_is_explained_and_nothing_typed_is_lost(
    community: Community, client: FlaskClient, field: str, typed: str, sentence: str
) -> None:
    fields = WHOLE | {field: typed}
    reply = send(client, PAGE, **fields)
    assert reply.status_code == 422
    assert sentence in reply.text
    assert f'id="{field}-error"' in reply.text
    for value in fields.values():
        assert value.strip() in reply.text
    assert kept(community) is None


def test_a_clock_may_be_written_with_a_point(community: Community) -> None:
    pace = change_pace(community, Wish(quiet_from="9.05", quiet_until="21.30"))
    assert (pace.quiet_from, pace.quiet_until) == ("09:05", "21:30")


def test_the_first_day_is_counted_where_the_community_is(community: Community) -> None:
    with time_machine.travel("2026-11-25T23:30:00Z", tick=False):
        assert change_pace(community, Wish(warm_from="2026-11-26")).warm_from == date(2026, 11, 26)


def test_another_communitys_pace_is_its_own(
    owner: Staff, community: Community, client: FlaskClient
) -> None:
    change_pace(people.voorbeeldstad(), Wish(per_hour="7"))
    session.commit()
    assert 'value="7"' not in client.get(PAGE).text
    send(client, PAGE, per_hour="9")
    assert sorted(row[0] or 0 for row in session.query(Pace.per_hour)) == [7, 9]


def test_the_page_asks_little_of_the_database(owner: Staff, client: FlaskClient) -> None:
    client.get(PAGE)
    with counted() as empty:
        client.get(PAGE)
    send(client, PAGE, **WHOLE)
    with counted() as full:
        client.get(PAGE)
    assert len(full) == len(empty)
