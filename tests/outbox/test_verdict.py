"""What servers really say, and what we make of it: never the reader's fault when it is ours."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.outbox.delivery.verdict import ENHANCED, Verdict, verdict

LATER = Verdict("deferred")
GREY = Verdict("deferred", greylisted=True)
OURS = Verdict("deferred", policy=True)
FULL = Verdict("deferred", blames_address="soft_bouncing")
LARGE = Verdict("deferred", too_large=True)
GONE = Verdict("failed", blames_address="hard_bounced")
DOUBTFUL = Verdict("failed", blames_address="soft_bouncing")
NEVER = Verdict("failed")
NAMES = {
    "later": LATER,
    "grey": GREY,
    "ours": OURS,
    "full": FULL,
    "large": LARGE,
    "gone": GONE,
    "doubtful": DOUBTFUL,
    "never": NEVER,
}

REPLIES = Path(__file__).with_name("replies.txt").read_text()
TABLE = [line.split(" | ", 1) for line in REPLIES.splitlines() if line[:1] != "#"]


@pytest.mark.parametrize(("meaning", "reply"), TABLE, ids=lambda value: value[:60])
def test_a_reply_is_understood(meaning, reply):
    assert judged(reply) == NAMES[meaning]


def judged(reply: str) -> Verdict:
    return verdict(int(reply[:3]), reply[4:])


def test_taken_is_taken_whatever_it_says():
    assert judged("250 2.1.5 OK, and no spam please; user unknown") == Verdict("sent")


WORDS = st.lists(
    st.sampled_from([word for _, reply in TABLE for word in reply[4:].split()]), max_size=30
).map(" ".join)


@given(st.integers(400, 499), WORDS | st.text(max_size=200))
def test_nothing_temporary_is_final(code, words):
    found = verdict(code, words)
    assert found.fate == "deferred"
    assert found.blames_address in (None, "soft_bouncing")
    assert not found.too_large


@given(st.integers(500, 599), st.integers(0, 999), WORDS)
def test_a_refusal_by_policy_never_blames_the_address(code, number, words):
    found = verdict(code, f"5.7.{number} {words}")
    assert (found.fate, found.blames_address) == ("deferred", None)


@given(st.integers(500, 599), st.sampled_from(["4.1.1", "4.2.1", "4.4.1", "4.7.1"]), WORDS)
def test_an_enhanced_code_that_is_temporary_is_never_final(code, enhanced, words):
    assert verdict(code, f"{enhanced} {words}").fate == "deferred"


@given(st.integers(0, 599), st.text(max_size=400))
def test_any_words_have_one_meaning(code, words):
    found = verdict(code, words)
    assert found in (*NAMES.values(), Verdict("sent"))


@given(st.ip_addresses(v=4).map(str))
def test_an_ip_address_is_no_code(address):
    assert not ENHANCED.search(f"[{address}] is {address}.")


def test_a_hostile_reply_is_judged_at_once():
    for words in ("user " * 5000, "a@" * 5000, "exceed " * 5000, "host domain " * 3000):
        assert verdict(550, words[:10_000]).fate in ("failed", "deferred")


def test_the_table_is_as_long_as_the_world_is_wide():
    assert len(TABLE) > 150
    assert len({re.sub(r"\W", "", reply) for _, reply in TABLE}) == len(TABLE)
