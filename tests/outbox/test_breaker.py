"""A row of refusals stops a mailing; what is the fault of one address or one moment never does."""

import pytest

from service.outbox.delivery.breaker import EVERYBODY, FAMILIES, ROW, Breaker, provider
from service.outbox.delivery.verdict import verdict

POLICY = "550 5.7.515 Access denied, sending domain havnevik.example is not authenticated"
GREYLISTED = "450 4.2.0 Greylisted, see http://postgrey.example/"
UNKNOWN = "550 5.1.1 User unknown"
FULL = "552 5.2.2 Over quota"
NOT_NOW = "451 4.3.0 Temporary lookup failure"


@pytest.fixture
def breaker():
    return Breaker()


def hear(breaker: Breaker, domain: str, said: str, times: int = 1) -> list[str | None]:
    judged = verdict(int(said[:3]), said[4:])
    return [breaker.hear(domain, judged, said) for _ in range(times)]


def test_twenty_refusals_in_a_row_name_the_provider_and_its_words(breaker):
    assert hear(breaker, "hotmail.com", POLICY, ROW - 1) == [None] * (ROW - 1)
    assert hear(breaker, "hotmail.com", POLICY) == [f"outlook.com: {POLICY}"]


def test_all_domains_of_a_provider_are_one_row(breaker):
    for domain in FAMILIES["outlook.com"] * 3:
        hear(breaker, domain, POLICY)
    assert breaker.rows["outlook.com"] == 3 * len(FAMILIES["outlook.com"])


def test_a_letter_that_is_taken_begins_the_row_anew(breaker):
    hear(breaker, "gmail.com", POLICY, ROW - 1)
    breaker.taken("googlemail.com")
    assert hear(breaker, "gmail.com", POLICY, ROW - 1) == [None] * (ROW - 1)
    assert hear(breaker, "gmail.com", POLICY)[0]


@pytest.mark.parametrize("said", [GREYLISTED, UNKNOWN, FULL, NOT_NOW])
def test_what_is_no_refusal_of_us_never_stops_a_mailing(breaker, said):
    assert hear(breaker, "gmail.com", said, 50 * ROW) == [None] * 50 * ROW
    assert breaker.rows == {}


@pytest.mark.parametrize("said", [GREYLISTED, UNKNOWN, FULL, NOT_NOW])
def test_and_it_does_not_end_a_row_either(breaker, said):
    hear(breaker, "gmail.com", POLICY, ROW - 1)
    hear(breaker, "gmail.com", said, 5)
    assert hear(breaker, "gmail.com", POLICY)[0]


def test_refusals_by_many_providers_are_one_row(breaker):
    """Each has few of our readers; our relay or our name is what is wrong."""
    heard = [hear(breaker, f"{number}.example", POLICY)[0] for number in range(ROW)]
    assert heard == [None] * (ROW - 1) + [f"{ROW - 1}.example: {POLICY}"]


def test_one_provider_that_refuses_us_stops_us_though_others_are_well(breaker):
    heard = []
    for number in range(ROW):
        heard += hear(breaker, "outlook.com", POLICY)
        breaker.taken("gmail.com")
        breaker.taken(f"{number}.example")
        assert breaker.rows == {"outlook.com": number + 1}
    assert heard == [None] * (ROW - 1) + [f"outlook.com: {POLICY}"]


def test_many_small_refusals_stop_nobody_while_letters_are_taken_elsewhere(breaker):
    for number in range(10 * ROW):
        assert hear(breaker, f"{number}.example", POLICY) == [None]
        if number % 10 == 0:
            breaker.taken("gmail.com")
    assert breaker.rows[EVERYBODY] < ROW


def test_nothing_is_kept_while_all_is_well(breaker):
    for number in range(1000):
        breaker.taken(f"{number}.example")
    assert breaker.rows == {}


def test_a_domain_is_known_by_its_provider():
    assert provider("msn.com") == provider("live.nl") == "outlook.com"
    assert provider("home.nl") == "ziggo.nl"
    assert provider("havnevik.example") == "havnevik.example"


def test_no_domain_has_two_providers():
    domains = [domain for family in FAMILIES.values() for domain in family]
    assert len(domains) == len(set(domains))
    assert all(name in family for name, family in FAMILIES.items())
