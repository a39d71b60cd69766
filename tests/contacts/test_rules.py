"""Addresses and names: whatever is typed is understood or refused, never a crash."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.contacts import rules

ADDRESSES = st.emails() | st.text(max_size=300)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Gro@Post.Example ", "Gro@post.example"),
        ("kari@blåbær.example", "kari@blåbær.example"),
        ("gro+brygga@post.example", "gro+brygga@post.example"),
        ("åse@post.example", None),  # few servers take it: said at once, not by a lost letter
        ("gro@post", None),
        ("gro@@post.example", None),
        ("gro@post.example\nBcc: ola@post.example", None),
        ("Gro <gro@post.example>", None),
        ("", None),
    ],
)
def test_an_address_is_kept_or_refused(typed, kept):
    assert rules.clean_address(typed) == kept


@given(ADDRESSES)
def test_what_is_kept_is_one_address_and_stays_the_same(typed):
    kept = rules.clean_address(typed)
    if kept is not None:
        assert rules.clean_address(kept) == kept
        assert (kept.count("@") >= 1, kept.isprintable()) == (True, True)


@given(st.emails())
def test_two_spellings_are_one_person(address):
    assert rules.key(address.upper()) == rules.key(address.lower())


@given(st.text(max_size=200))
def test_a_first_name_is_part_of_the_name(name):
    assert rules.first_name(name) in name


@given(st.emails())
def test_a_masked_address_tells_only_the_first_letter(address):
    local, _, domain = address.rpartition("@")
    assert rules.masked(address) == f"{local[:1]}…@{domain}"
