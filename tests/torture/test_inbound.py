"""A short version of the run over 5,000 mails: none is lost, no answer is acted on twice."""

import pytest

from tests.torture.inbound import tortured

pytestmark = [pytest.mark.torture, pytest.mark.slow, pytest.mark.postgres]


@pytest.mark.parametrize(("database", "mails"), [("postgresql", 300), ("sqlite", 160)])
def test_door_and_workers_killed_lose_nothing_and_double_nothing(database, mails):
    report = tortured(mails, 6, database)
    assert report.kills == 6
    assert report.faults == 0, report


def test_a_mail_server_that_does_not_try_again_would_be_noticed():
    """The run can fail: what a careless sender drops while the door is down is missed here."""
    report = tortured(80, 2, "postgresql", forgetful=True)
    assert report.lost > 0
    assert report.strangers == 0
