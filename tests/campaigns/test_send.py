"""Everyone who is to get a letter gets it once; everyone else is accounted for."""

from collections import Counter
from datetime import timedelta

import pytest

from service.campaigns import actions, due, queries
from service.campaigns.models import Campaign
from service.contacts import actions as contacts
from service.core import clock, trail
from service.core.db import session
from service.core.refusal import Refusal
from service.core.trail import Cause
from service.outbox import due as outbox_due
from service.outbox.models import Delivery, Print
from service.outbox.rules import State
from tests.campaigns.conftest import BY, turn
from tests.people import voorbeeldstad

SOON = timedelta(days=1)


def send(campaign: Campaign) -> None:
    actions.schedule(campaign, clock.now(), BY)
    session.commit()


def addresses(post_office) -> list[str]:
    return sorted(kept.recipients[0] for kept in post_office.kept)


def test_of_250_readers_243_are_reached_and_the_7_are_named(letter, readers, worker, post_office):
    """A26"""
    everyone = readers(250)
    for person in everyone[:4]:
        contacts.change_address(person, "hard_bounced", Cause("delivery"))
    for person in everyone[4:7]:
        contacts.pause(person, clock.now() + SOON, Cause("link"))
    campaign = letter("nb")
    counted = queries.count(campaign)
    left = queries.left_out(campaign)
    assert (counted.total, counted.reachable) == (250, 243)
    assert counted.left_out == {"hard_bounced": 4, "paused": 3}
    assert {one.email: one.reason for one in left} == {
        person.email: "hard_bounced" if n < 4 else "paused" for n, person in enumerate(everyone[:7])
    }
    send(campaign)
    worker()
    assert addresses(post_office) == sorted(person.email for person in everyone[7:])
    tally = queries.tally(campaign)
    assert (tally.total, tally.sent, tally.skipped) == (250, 243, {"hard_bounced": 4, "paused": 3})
    session.refresh(campaign)
    assert campaign.state == "sent"


def test_counting_takes_one_query_whatever_the_number(letter, readers, queries_made):
    readers(3)
    campaign = letter("nb")
    session.refresh(campaign)
    campaign.spoken  # noqa: B018  # loaded beforehand
    with queries_made() as made:
        queries.count(campaign)
    assert len(made) == 1


def test_each_reader_gets_the_nearest_language(letter, readers, worker, post_office):
    for language in ("nb", "nn", "nl", "en"):
        readers(1, language)
    campaign = letter("nb", "nn")
    assert queries.count(campaign).editions == {"nb": 3, "nn": 1}
    send(campaign)
    worker()
    assert len(post_office.kept) == 4
    sheets = Counter(row[0] for row in session.query(Delivery.print_id))
    by_language = {edition.language: sheets[edition.print_id] for edition in campaign.editions}
    assert by_language == {"nb": 3, "nn": 1}


def test_a_pause_that_is_over_counts_as_on(letter, readers):
    (person,) = readers(1)
    contacts.pause(person, clock.now() - SOON, Cause("link"))
    assert queries.count(letter("nb")).reachable == 1


def test_someone_who_has_not_confirmed_is_not_in_the_count(letter, readers):
    (person,) = readers(1)
    contacts.change(person.subscriptions[0], "requested", Cause("form"))
    assert queries.count(letter("nb")).total == 0


def test_a_letter_with_something_to_mend_does_not_leave(letter, readers):
    readers(1)
    campaign = letter("nb")
    actions.head(campaign.editions[0], "", "", BY)
    with pytest.raises(Refusal) as refused:
        actions.schedule(campaign, clock.now(), BY)
    assert refused.value.code == "campaigns.unready"


def test_a_letter_to_nobody_does_not_leave(letter):
    with pytest.raises(Refusal) as refused:
        actions.schedule(letter("nb"), clock.now(), BY)
    assert refused.value.code == "campaigns.nobody"


def test_two_who_press_at_once_send_it_once(letter, readers, worker, post_office):
    readers(2)
    campaign = letter("nb")
    send(campaign)
    with pytest.raises(Refusal) as refused:
        actions.schedule(campaign, clock.now(), BY)
    session.rollback()
    assert refused.value.code == "campaigns.moved"
    turn(campaign)
    worker()
    assert len(post_office.kept) == 2


def test_a_mistyped_day_in_the_past_sends_nothing(letter, readers):
    readers(1)
    campaign = letter("nb")
    with pytest.raises(Refusal, match=r"campaigns\.past"):
        actions.schedule(campaign, clock.now() - SOON, BY)
    assert campaign.state == "draft"


def test_a_scheduled_letter_waits_for_its_time(letter, readers, worker, post_office, time_machine):
    readers(2)
    campaign = letter("nb")
    actions.schedule(campaign, clock.now() + SOON, BY)
    session.commit()
    due.due(clock.now())
    session.commit()
    worker()
    assert post_office.kept == []
    time_machine.move_to(clock.now() + SOON)
    due.due(clock.now())
    session.commit()
    worker()
    assert len(post_office.kept) == 2


def test_someone_who_signs_up_before_it_leaves_gets_it(letter, readers, post_office):
    readers(1)
    campaign = letter("nb")
    actions.schedule(campaign, clock.now() + SOON, BY)
    readers(1, "nn")
    campaign.send_at = clock.now()
    session.commit()
    turn(campaign)
    assert len(post_office.kept) == 2


def test_a_scheduled_letter_may_be_taken_back_and_changed(letter, readers):
    readers(1)
    campaign = letter("nb")
    actions.schedule(campaign, clock.now() + SOON, BY)
    with pytest.raises(Refusal) as refused:
        actions.head(campaign.editions[0], "Noe annet", "", BY)
    assert refused.value.code == "campaigns.fixed"
    actions.unschedule(campaign, BY)
    actions.head(campaign.editions[0], "Noe annet", "", BY)
    session.flush()
    assert (campaign.state, campaign.send_at, campaign.editions[0].print_id) == (
        "draft",
        None,
        None,
    )


def test_who_stops_while_it_is_sent_gets_nothing(letter, readers, worker, post_office):
    """A28"""
    first, second, third = readers(3)
    campaign = letter("nb")
    send(campaign)
    actions.begin(campaign)
    contacts.withdraw(second, Cause("link"))
    session.commit()
    worker()
    assert addresses(post_office) == [first.email, third.email]
    tally = queries.tally(campaign)
    assert (tally.sent, tally.skipped, tally.total) == (2, {"withdrawn": 1}, 3)


def test_a_letter_held_back_goes_on_where_it_stopped(letter, readers, worker, post_office):
    readers(3)
    campaign = letter("nb")
    send(campaign)
    actions.begin(campaign)
    actions.pause(campaign, BY)
    session.commit()
    worker()
    assert post_office.kept == []
    actions.resume(campaign, BY)
    session.commit()
    worker()
    assert len(post_office.kept) == 3


def test_a_letter_stopped_midway_reaches_nobody_more_and_adds_up(letter, readers, post_office):
    readers(3)
    campaign = letter("nb")
    actions.schedule(campaign, clock.now(), BY)
    actions.begin(campaign)
    one = session.query(Delivery).order_by(Delivery.seq).first()
    one.state, one.done_at = State.SENT, clock.now()
    actions.cancel(campaign, BY)
    session.commit()
    turn(campaign)
    assert post_office.kept == []
    tally = queries.tally(campaign)
    assert (tally.total, tally.sent, tally.skipped) == (3, 1, {"cancelled": 2})
    session.refresh(campaign)
    assert campaign.state == "cancelled"


def test_a_sent_letter_cannot_be_stopped_or_taken_back(letter, readers, worker):
    readers(1)
    campaign = letter("nb")
    send(campaign)
    worker()
    for act in (actions.cancel, actions.unschedule, actions.pause, actions.restore):
        with pytest.raises(Refusal):
            act(campaign, BY)


def test_a_far_server_that_says_no_is_written_down_in_its_own_words(
    letter, readers, worker, post_office
):
    first, second = readers(2)
    post_office.refusals[first.email] = "550 5.1.1 No such person"
    campaign = letter("nb")
    send(campaign)
    worker()
    (failed,) = queries.rows(campaign, "failed", None, 1)
    assert (failed.person.email, failed.reply) == (first.email, "550 5.1.1 No such person")
    assert failed.person.address_state == "hard_bounced"
    assert addresses(post_office) == [second.email]
    assert queries.tally(campaign).failed == 1


def test_a_far_server_that_asks_for_patience_is_asked_again(
    letter, readers, worker, post_office, time_machine
):
    (person,) = readers(1)
    post_office.refusals[person.email] = "451 4.7.1 Later"
    campaign = letter("nb")
    send(campaign)
    worker()
    assert queries.tally(campaign).deferred == 1
    post_office.refusals.clear()
    time_machine.move_to(clock.now() + timedelta(minutes=6))
    outbox_due.due(clock.now())
    due.due(clock.now())
    session.commit()
    worker()
    assert addresses(post_office) == [person.email]
    session.refresh(campaign)
    assert campaign.state == "sent"


def test_an_odd_address_does_not_stop_the_rest(letter, readers, worker, post_office):
    odd, fine = readers(2)
    odd.email = "nowhere"
    session.commit()
    campaign = letter("nb")
    send(campaign)
    worker()
    assert addresses(post_office) == [fine.email]
    assert queries.tally(campaign).failed == 1


def test_every_reader_gets_the_same_sheet(letter, readers, worker):
    readers(3)
    campaign = letter("nb")
    send(campaign)
    worker()
    assert session.query(Print).count() == 1
    assert {row[0] for row in session.query(Delivery.print_id)} == {campaign.editions[0].print_id}


def test_the_trail_tells_who_sent_it_and_when_it_ended(letter, readers, worker):
    readers(1)
    campaign = letter("nb")
    send(campaign)
    worker()
    steps = [(entry.after, entry.how, entry.who) for entry in trail.of(campaign)]
    assert steps == [
        ("draft", "admin", "Ågot Prøvesen"),
        ("draft", "admin", "Ågot Prøvesen"),
        ("scheduled", "admin", "Ågot Prøvesen"),
        ("sending", "timer", ""),
        ("sent", "timer", ""),
    ]


def test_a_test_goes_to_oneself_and_counts_nowhere(letter, readers, agot, worker, post_office):
    readers(1)
    campaign = letter("nb", "nn")
    actions.send_test(campaign.editions[1], agot)
    session.commit()
    worker()
    (kept,) = post_office.kept
    assert kept.recipients == ["agot@havnevik.example"]
    assert kept.message["Subject"] == "[Test] Hold av 20. januar 2027"
    assert 'lang="nn"' in kept.message.get_body(("html",)).get_content()
    assert queries.tally(campaign).total == 0


def test_a_letter_of_earlier_days_adds_up_and_no_mail_leaves(letter, readers, worker, post_office):
    everyone = readers(5)
    campaign = letter("nb")
    at = clock.now() - timedelta(days=60)
    actions.remember(campaign, at, everyone[:4], everyone[4:])
    session.commit()
    worker()
    tally = queries.tally(campaign)
    assert (campaign.state, tally.total, tally.sent, tally.failed) == ("sent", 5, 4, 1)
    assert queries.published(campaign.community) == [campaign]
    assert post_office.kept == []


def test_a_letter_twelve_days_after_the_last_gets_a_hint(letter, readers):
    """A33"""
    people = readers(1)
    actions.remember(letter("nb"), clock.now() - timedelta(days=12), people)
    (note,) = [note for note in queries.notes(letter("nb")) if note.code == "early"]
    assert (note.level, note.facts["promise"]) == ("hint", "ca. en gang i måneden")


def test_another_community_knows_nothing_of_it(letter, readers, community):
    readers(2)
    other = voorbeeldstad()
    foreign = letter("nl", where=other)
    assert queries.count(foreign).total == 0
    assert queries.by_id(community, foreign.id) is None
