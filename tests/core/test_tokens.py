"""Tokens: whoever holds one may do one thing with one row, and nobody can make one up."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from service.core import tokens

pytestmark = pytest.mark.usefixtures("app")
NUMBERS = st.integers(min_value=0, max_value=2**48 - 1)


@pytest.fixture(scope="module")
def app():
    """A bare app: a token needs only a key."""
    app = Flask("tokens")
    app.config["SECRET_KEY"] = "a key for tests"
    with app.app_context():
        yield app


@given(NUMBERS)
def test_a_token_names_its_row_in_any_case(number):
    token = tokens.sign("reply", number)
    assert [tokens.read("reply", token), tokens.read("reply", token.upper())] == [number, number]
    assert len(f"reply+{token}@") <= 64


@given(NUMBERS)
def test_a_token_for_one_purpose_is_nothing_for_another(number):
    assert tokens.read("mine", tokens.sign("reply", number)) is None


@given(NUMBERS, st.integers(0, 25), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_one_changed_letter_is_a_forgery(number, place, letter):
    token = tokens.sign("reply", number)
    forged = token[:place] + letter + token[place + 1 :]
    if forged != token:
        assert tokens.read("reply", forged) is None


@given(st.text())
def test_any_text_at_all_is_read_without_an_error(text):
    assert tokens.read("reply", text) is None
