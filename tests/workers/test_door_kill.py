"""`paadriv door` killed while it empties a mailbox: each mail is kept once, whenever it died."""

import subprocess
import sys

import pytest
from flask import Flask

from tests.dovecot import PASSWORD
from tests.inbox import wire
from tests.processes import free_port, wait_until
from tests.workers.test_imap import DOMAIN, kept, lay, lying, mailbox, port
from tests.workers.test_kill import environment, kill

__all__ = ["port"]  # the fixture: a Dovecot of our own
pytestmark = [pytest.mark.torture, pytest.mark.postfix]
MAILS, KILLS = 60, 4


@pytest.mark.usefixtures("community")
def test_a_mailbox_is_emptied_once_however_often_we_are_killed(app: Flask, port: int) -> None:
    box = mailbox(port, "killed")
    for number in range(MAILS):
        lay(box, wire.mail(f"hei@{DOMAIN}", f"Hei {number}"))
    environ = environment(app.config["SETTINGS"], free_port())
    environ["PAADRIV_IMAP_URL"] = f"imap://killed:{PASSWORD}@127.0.0.1:{port}/INBOX"
    command = [sys.executable, "-m", "workers.command", "door"]
    for turn in range(KILLS + 1):
        wanted = MAILS if turn == KILLS else len(kept()) + 5
        with (app.config["SETTINGS"].data / "log").open("ab") as log:
            door = subprocess.Popen(command, env=environ, stderr=log, process_group=0)
        try:
            wait_until(lambda: len(kept()) >= wanted, f"{wanted} mails")  # noqa: B023  # asked at once
            if turn == KILLS:
                wait_until(lambda: lying(box, "INBOX") == 0, "an empty mailbox")
        finally:
            kill(door)
    assert len({raw for _, _, raw in kept()}) == len(kept()) == MAILS
    assert lying(box, "Paadriv.Done") == MAILS
