"""The result of a letter: every number, what held it up, what servers said, and what to do."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from service.campaigns import actions, queries
from service.campaigns.admin import results
from service.campaigns.cli import commands
from service.campaigns.models import Campaign
from service.campaigns.queries.results import AtDomain, Tally
from service.core import clock
from service.core.db import session
from service.outbox.models import Delivery, Mailing
from service.outbox.rules import State
from tests.campaigns.conftest import BY, a_letter, some_readers

LETTERS = "/admin/havnevik/letters"
STANDINGS = (  # state, reason, reply, minutes until it is tried again
    (State.SENT, None, "250 2.0.0 Ok", None),
    (State.WAITING, None, None, None),
    (State.DEFERRED, None, "451 4.7.1 Greylisted", 5),
    (State.DEFERRED, None, "452 4.2.2 Over quota", 9),
    (State.UNCERTAIN, "doubt", "it hung up", None),
    (State.UNCERTAIN, "doubt", "it hung up", 1),
    (State.FAILED, "refused", "550 5.1.1 No such person", None),
    (State.SKIPPED, "paused", None, None),
)


def under_way(community, *standings) -> Campaign:
    """A letter in the middle of being sent, its recipients standing like this."""
    some_readers(community, len(standings))
    campaign = a_letter(community)
    actions.schedule(campaign, clock.now(), BY)
    actions.begin(campaign)
    campaign.started_at = clock.now() - timedelta(hours=3)
    rows = session.query(Delivery).join(Mailing, Mailing.id == Delivery.mailing_id)
    mine = rows.filter(Mailing.about_id == campaign.id).order_by(Delivery.seq)
    for row, (state, reason, reply, minutes) in zip(mine, standings, strict=True):
        row.state, row.reason, row.reply = state, reason, reply
        row.attempts = 0 if state == State.WAITING else 2
        row.next_at = clock.now() + timedelta(minutes=minutes) if minutes else None
        row.done_at = clock.now() if state in (State.SENT, State.FAILED) else None
    session.commit()
    return campaign


def sums(page: str) -> list[tuple[str, str]]:
    """Each number of the first list, with what it counts."""
    listed = page[page.index('id="numbers"') : page.index("</dl>")]
    found = re.findall(r"<dt[^>]*>([^<]+).*?<dd[^>]*>(?:<a[^>]*>)?(\d+)", listed, re.DOTALL)
    return [(name.strip(), number) for name, number in found]


def test_the_numbers_tell_every_standing_and_add_up(desk, community):
    campaign = under_way(community, *STANDINGS)
    page = desk.get(f"{LETTERS}/{campaign.id}/result").text
    assert sums(page) == [
        ("Sendt", "1"),
        ("Gjenstår", "1"),
        ("Prøves igjen", "2"),
        ("Sendt, men ikke bekreftet", "2"),
        ("Tar pause", "1"),
        ("Ikke tatt imot av mottakerens e-posttjener", "1"),
        ("Alle lesere den gangen", "8"),
    ]
    assert sums(desk.get(f"{LETTERS}/{campaign.id}/progress").text) == sums(page)


def test_when_only_those_to_be_tried_again_are_left_it_says_when(desk, community):
    campaign = under_way(community, *STANDINGS)
    page = desk.get(f"{LETTERS}/{campaign.id}/progress").text
    assert "2 brev den siste timen" in page
    session.query(Delivery).filter_by(state=int(State.WAITING)).update({"state": int(State.SENT)})
    session.commit()
    page = desk.get(f"{LETTERS}/{campaign.id}/progress").text
    assert re.search(r"Resten prøves igjen, de første \w+ \d+\. \w+ \d{4} kl\. \d\d\.\d\d\.<", page)


def test_who_is_tried_again_and_who_is_not_is_told_with_the_servers_words(desk, community):
    page = desk.get(f"{LETTERS}/{under_way(community, *STANDINGS).id}/result").text
    for words in (
        "451 4.7.1 Greylisted",
        "Tjeneren ber alle nykommere komme tilbake litt senere.",
        "452 4.2.2 Over quota",
        "Postkassen er full.",
        "550 5.1.1 No such person",
        "Ingen har denne adressen lenger.",
        "Prøvd 2 ganger.",
    ):
        assert words in page


def test_of_many_some_are_shown_and_the_rest_is_a_link_away(desk, community):
    refused = (State.FAILED, "refused", "550 5.1.1 No such person", None)
    campaign = under_way(community, *[refused] * 21)
    page = desk.get(f"{LETTERS}/{campaign.id}/result").text
    assert page.count("550 5.1.1 No such person") == results.FEW == 20
    assert "Se alle 21" in page


@pytest.mark.parametrize("kind", ["sent", "waiting", "deferred", "uncertain", "failed", "skipped"])
def test_each_number_opens_those_who_stand_so(desk, community, kind):
    campaign = under_way(community, *STANDINGS)
    page = desk.get(f"{LETTERS}/{campaign.id}/recipients?state={kind}").text
    shown = set(re.findall(r"nb\d@havnevik.example", page))
    states = [state.name.lower() for state, *_ in STANDINGS]
    assert shown == {f"nb{n}@havnevik.example" for n, state in enumerate(states) if state == kind}
    assert "kl. " in page or kind in ("waiting", "failed", "skipped")


def test_those_in_doubt_are_explained_and_sent_once_more_on_request(desk, community):
    campaign = under_way(community, *STANDINGS)
    path = f"{LETTERS}/{campaign.id}"
    page = desk.get(f"{path}/result").text
    assert "E-posttjeneren fikk hele brevet, men forbindelsen ble brutt" in page
    assert "1 venter til dere bestemmer." in page
    assert f'action="{path}/again"' in page
    assert desk.post(f"{path}/again").location == path
    session.expire_all()
    assert (queries.tally(campaign).uncertain, queries.tally(campaign).held) == (2, 0)
    assert f'action="{path}/again"' not in desk.get(f"{path}/result").text


def test_nobody_is_asked_what_to_do_with_a_letter_that_was_stopped(desk, community):
    campaign = under_way(community, (State.UNCERTAIN, "doubt", "it hung up", None))
    actions.cancel(campaign, BY)
    session.commit()
    page = desk.get(f"{LETTERS}/{campaign.id}/result").text
    assert "Sendt, men ikke bekreftet" in page
    assert "/again" not in page


def test_what_holds_it_up_is_said_in_words_with_the_servers_own_beside(desk, community):
    campaign = under_way(community, *STANDINGS)
    path = f"{LETTERS}/{campaign.id}"
    words = "refused: gmail.com: 550 5.7.26 unauthenticated"
    actions.halt(campaign, words)
    session.commit()
    for page in (desk.get(f"{path}/result").text, desk.get(f"{path}/progress").text):
        assert "gmail.com har avvist mange brev på rad, så vi stanset." in page
        assert "paadriv doctor" in page
        assert words in page
    desk.post(f"{path}/resume")
    assert "gmail.com har avvist" not in desk.get(f"{path}/result").text


def test_the_table_by_provider_adds_up_to_the_numbers(desk, community):
    campaign = under_way(community, *STANDINGS)
    for row in session.query(Delivery).filter(Delivery.seq > 5):
        row.person.email = f"{row.seq}@Gmail.com"
    session.commit()
    tally = queries.tally(campaign)
    assert queries.domains(campaign, tally) == [
        AtDomain("havnevik.example", 1, 1, 2, 1, 0),
        AtDomain("gmail.com", 0, 0, 0, 1, 1),
    ]
    more = replace(tally, sent=tally.sent + 3)
    assert queries.domains(campaign, more)[-1] == AtDomain("", 3, 0, 0, 0, 0)
    page = desk.get(f"{LETTERS}/{campaign.id}/result").text
    assert "Hos hver e-postleverandør" in page
    assert ">gmail.com<" in page


@pytest.mark.parametrize(
    ("tally", "said", "seconds"),
    [
        (Tally(waiting=300, last_minute=100, last_hour=100), "100 brev det siste minuttet", 180),
        (
            Tally(waiting=10, last_minute=6000, last_hour=9000),
            "6\u00a0000 brev det siste minuttet",
            0.1,
        ),
        (Tally(waiting=30, last_minute=1, last_hour=60), "60 brev den siste timen", 1800),
        (Tally(waiting=30, last_hour=1), "1 brev den siste timen", 108_000),
        (Tally(deferred=30, last_minute=60, last_hour=60), "60 brev det siste minuttet", None),
        (Tally(waiting=30), "", None),
    ],
)
def test_pace_and_time_left_are_those_of_late(community, tally, said, seconds):
    campaign = under_way(community, (State.WAITING, None, None, None))
    assert results.pace(campaign, tally) == said
    assert results.seconds_left(campaign, tally) == pytest.approx(seconds)
    actions.held_up(campaign, "quiet hours")
    session.refresh(campaign.mailing)
    assert results.seconds_left(campaign, tally) is None


def test_a_letter_just_begun_has_the_pace_of_its_first_seconds(community, time_machine):
    time_machine.move_to(clock.now(), tick=False)
    campaign = under_way(community, (State.WAITING, None, None, None))
    campaign.started_at = clock.now() - timedelta(seconds=6)
    left = results.seconds_left(campaign, Tally(waiting=100, last_minute=50, last_hour=50))
    assert left == pytest.approx(12)


def test_only_what_was_settled_lately_counts_for_the_pace(community):
    campaign = under_way(community, *STANDINGS)
    rows = session.query(Delivery).filter(Delivery.done_at.is_not(None)).order_by(Delivery.seq)
    for row, ago in zip(rows, (30, 600), strict=True):
        row.done_at = clock.now() - timedelta(seconds=ago)
    session.commit()
    tally = queries.tally(campaign)
    assert (tally.last_minute, tally.last_hour) == (1, 2)


@pytest.mark.parametrize(
    ("reason", "heading"),
    [
        ("hard_bounced", "Adressen finnes ikke lenger"),
        ("complained", "Merket som søppelpost"),
        ("suppressed", "Adressen er stengt for brevene våre"),
        ("none", "Ikke sagt ja til nyhetsbrevet"),
        ("requested", "Ikke bekreftet ennå"),
        ("refused", "Sa nei til nyhetsbrevet"),
        ("paused", "Tar pause"),
        ("withdrawn", "Meldte seg av før de fikk det"),
        ("cancelled", "Brevet ble stanset før de fikk det"),
        ("left", "Kunne ikke skrives til lenger"),
    ],
)
def test_every_reason_to_be_left_out_has_a_heading_of_its_own(desk, community, reason, heading):
    campaign = under_way(community, (State.SKIPPED, reason, None, None))
    assert (heading, "1") in sums(desk.get(f"{LETTERS}/{campaign.id}/result").text)
    page = desk.get(f"{LETTERS}/{campaign.id}/recipients?state=skipped&reason={reason}").text
    assert f"<h1>{heading}</h1>" in page


def test_the_command_tells_the_same_numbers(app, community):
    number = str(under_way(community, *STANDINGS).id)
    session.rollback()
    run = app.test_cli_runner(catch_exceptions=False).invoke
    told = run(commands, ["status", number]).output
    assert "1 sent, 1 waiting, 2 to be tried again, 2 in doubt, 1 failed, 1 left out" in told
    found = json.loads(run(commands, ["status", number, "--json"]).output)
    numbers = {name: found[name] for name in ("sent", "deferred", "uncertain", "again", "failed")}
    assert numbers == {"sent": 1, "deferred": 2, "uncertain": 2, "again": 1, "failed": 1}
    assert (found["total"], found["skipped"], found["trouble"]) == (8, {"paused": 1}, "")


@pytest.mark.parametrize("page", ["result", "progress", "recipients?state=failed"])
def test_a_result_asks_as_much_for_many_as_for_few(desk, community, queries_made, page):
    few, many = (under_way(community, *STANDINGS * times).id for times in (1, 3))
    made = []
    for campaign in (few, few, many):
        session.expire_all()
        with queries_made() as asked:
            desk.get(f"{LETTERS}/{campaign}/{page}")
        made.append(len(asked))
    assert made[2] == made[1]
