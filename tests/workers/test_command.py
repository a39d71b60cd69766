"""`paadriv` at a terminal: sentences and not tracebacks, and the JSON that others rely on."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from service.communities.models import Community
from service.core.config import Settings
from service.core.db import session
from service.outbox.delivery import dkim
from tests.inbox import wire
from tests.nameserver import Nameserver
from tests.processes import free_port
from workers import doctor
from workers.command import commands, described
from workers.lmtp import Door

KEYS = [
    "file",
    "class",
    "recipients",
    "status",
    "rsvp",
    "intent",
    "guests",
    "text",
    "language",
    "ms",
]


def paadriv(folder: Path, *arguments: str, **settings: str) -> tuple[int, str, str]:
    known = {name: value for name, value in os.environ.items() if not name.startswith("PAADRIV_")}
    known |= {"PAADRIV_DATA": str(folder)} | {f"PAADRIV_{n}": v for n, v in settings.items()}
    command = [sys.executable, "-m", "workers.command", *arguments]
    done = subprocess.run(command, env=known, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout.strip(), done.stderr.strip()


def test_a_wrong_setting_is_one_sentence(tmp_path: Path) -> None:
    code, out, err = paadriv(tmp_path, "doctor", DOOR="1")
    assert (code, out) == (2, "")
    assert err == "PAADRIV_DOOR must be host:port, for instance 127.0.0.1:2424."


def test_a_new_house_is_made_twice_and_a_community_founded_once(tmp_path: Path) -> None:
    assert paadriv(tmp_path, "init")[:2] == (0, "The database is up to date.")
    assert paadriv(tmp_path, "upgrade")[:2] == (0, "The database is up to date.")
    found = ("found", "havnevik", "--name", "Pådriv Havnevik", "--email", "agot@havnevik.example")
    assert paadriv(tmp_path, *found)[0] == 0
    code, _, err = paadriv(tmp_path, *found)
    assert (code, err.count("\n")) == (1, 0)
    assert err == "There is a community with this short name already. Choose another."


def test_without_a_database_it_says_what_to_do(tmp_path: Path) -> None:
    found = ("found", "havnevik", "--name", "Havnevik", "--email", "agot@havnevik.example")
    code, _, err = paadriv(tmp_path, *found)
    assert (code, err) == (1, "The database is not ready (OperationalError). Run: paadriv doctor")


def test_the_doctor_names_each_thing_and_what_to_do(app: Flask, dns: Nameserver) -> None:
    session.commit()
    found = {one.name: one for one in doctor.examine(app, dns.resolver)}
    missing = [name for name, one in found.items() if not one.ok]
    assert missing == ["database", "workers", "clock", "door", "mx", "spf", "dmarc"]
    assert found["database"].sentence.endswith("Run: paadriv upgrade")
    assert found["mail server"].ok
    ends = (".", "upgrade", "worker", "clock", "door", '"')
    assert all(one.sentence.endswith(ends) for one in found.values())


def test_the_doctor_asks_for_the_domain_of_each_sender(
    community: Community, app: Flask, dns: Nameserver
) -> None:
    session.commit()
    dns.zone["_dmarc.havnevik.example", "TXT"] = ['"v=DMARC1; p=none"']
    found = {one.name: one.sentence for one in doctor.examine(app, dns.resolver)}
    assert found["dmarc"] == "_dmarc.havnevik.example says v=DMARC1; p=none."


def test_the_doctor_hears_whether_the_door_answers(app: Flask, dns: Nameserver) -> None:
    port = free_port()
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], door=f"smtp://0.0.0.0:{port}")
    door = Door(app, f"smtp://127.0.0.1:{port}")
    door.start()
    found = {one.name: one for one in doctor.examine(app, dns.resolver)}
    door.close()
    assert (found["door"].ok, found["door"].sentence) == (True, f"It answers at 0.0.0.0:{port}.")


def test_a_new_key_is_what_the_settings_take(tmp_path: Path) -> None:
    arguments = ("s2026", "--domain", "havnevik.example", "--ed25519")
    code, pem, record = paadriv(tmp_path, "dkim-key", *arguments)
    [key] = dkim.read_keys(
        Settings(dkim_key=pem, dkim_selector="s2026", dkim_domain="havnevik.example")
    )
    name, value = dkim.public_record(key)
    assert (code, record) == (0, f"{name}. TXT {value}")


def test_a_key_without_a_sensible_name_is_not_made() -> None:
    result = CliRunner().invoke(commands, ["dkim-key", "s 2026"])
    assert (result.exit_code, "PRIVATE" in result.output) == (2, False)


def test_read_mail_says_what_each_file_is(tmp_path: Path) -> None:
    (tmp_path / "ja.eml").write_bytes(wire.mail("reply+x@y.example", "Ja, vi blir 3"))
    (tmp_path / "dsn.eml").write_bytes(wire.bounce("bounce+x@y.example"))
    names = [str(tmp_path / name) for name in ("ja.eml", "dsn.eml")]
    result = CliRunner().invoke(commands, ["read-mail", *names])
    yes, dsn = (json.loads(line) for line in result.stdout.splitlines())
    assert (list(yes), list(dsn), result.exit_code) == (KEYS, KEYS, 0)
    assert (yes["class"], yes["intent"], yes["guests"]) == ("human-reply", "yes", 2)
    assert (dsn["class"], dsn["status"]) == ("bounce-hard", "5.1.1")
    assert dsn["recipients"] == ["aerlig@havnevik.example"]


def test_a_file_that_is_not_there_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "ja.eml").write_bytes(wire.mail("reply+x@y.example", "Ja"))
    result = CliRunner().invoke(commands, ["read-mail", "gone.eml", str(tmp_path / "ja.eml")])
    assert result.exit_code == 1
    assert [json.loads(line)["intent"] for line in result.stdout.splitlines()] == ["yes"]
    assert result.stderr == "gone.eml: No such file or directory\n"


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_whatever_the_bytes_read_mail_answers_in_json(raw: bytes) -> None:
    assert list(json.loads(json.dumps(described("-", raw)))) == KEYS


@pytest.mark.parametrize("queues", ["urgent,gone", ""])
def test_a_queue_that_is_not_there_is_refused(queues: str) -> None:
    result = CliRunner().invoke(commands, ["worker", "--queues", queues])
    assert result.exit_code == 2
    assert "is no queue" in result.stderr


def test_every_process_of_the_house_has_its_command() -> None:
    processes = {"web", "worker", "clock", "door"}
    care = {
        "init",
        "upgrade",
        "found",
        "doctor",
        "dkim-key",
        "version",
        "read-mail",
        "campaign",
        "demo",
    }
    assert processes | care <= set(commands.commands)
