"""STARTTLS at the door: with a certificate of ours, read anew when it is renewed."""

import logging
import os
import smtplib
import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from service.core.config import SettingError
from tests.processes import free_port
from tests.tls import Authority, Certificate
from workers.lmtp import Door

pytestmark = pytest.mark.usefixtures("community")
HEI = "hei@svar.havnevik.example"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    folder = tmp_path / "authority"
    folder.mkdir()
    return Authority(folder)


@pytest.fixture(params=["lmtp", "smtp"])
def secure(
    request: pytest.FixtureRequest, app: Flask, tmp_path: Path, authority: Authority
) -> Iterator[Door]:
    """Its certificate lies in tmp_path, to be changed by the test."""
    install(authority.good(), tmp_path)
    files = {"door_certificate": tmp_path / "chain.pem", "door_key": tmp_path / "key.pem"}
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], **files)
    door = Door(app, f"{request.param}://127.0.0.1:{free_port()}")
    door.start()
    yield door
    door.close()


def install(certificate: Certificate, folder: Path) -> None:
    """In one step each, as a program that renews certificates does."""
    for name, source in (("chain.pem", certificate.chain), ("key.pem", certificate.key)):
        (folder / f"{name}.new").write_bytes(source.read_bytes())
        os.replace(folder / f"{name}.new", folder / name)


def shown(door: Door, context: ssl.SSLContext) -> bytes:
    """The certificate that a mail server is shown; it then hands over a mail."""
    kind = smtplib.LMTP if door.lmtp else smtplib.SMTP
    with kind("127.0.0.1", door.port, timeout=20) as talk:
        talk.starttls(context=context)
        talk.ehlo_or_helo_if_needed()
        assert not talk.has_extn("auth")
        talk.sendmail("gro@post.example", [HEI], b"Subject: Hei\r\n\r\nHei\r\n")
        assert isinstance(talk.sock, ssl.SSLSocket)
        return talk.sock.getpeercert(binary_form=True) or b""


def test_a_mail_comes_over_tls(secure: Door, authority: Authority) -> None:
    assert shown(secure, authority.trusted())


def test_a_renewed_certificate_is_shown_without_a_restart(
    secure: Door, authority: Authority, tmp_path: Path
) -> None:
    first = shown(secure, authority.trusted())
    assert shown(secure, authority.trusted()) == first
    install(authority.issue("renewed", ("localhost", "127.0.0.1")), tmp_path)
    assert shown(secure, authority.trusted()) != first


@pytest.mark.parametrize("broken", ["no key", "another key", "nonsense"])
def test_while_new_files_do_not_fit_the_old_ones_serve(
    secure: Door,
    authority: Authority,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    broken: str,
) -> None:
    first = shown(secure, authority.trusted())
    renewed = authority.issue("renewed", ("127.0.0.1",))
    chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    change: dict[str, Callable[[], object]] = {
        "no key": key.unlink,
        "another key": lambda: key.write_bytes(renewed.key.read_bytes()),
        "nonsense": lambda: chain.write_text("nonsense"),
    }
    with caplog.at_level(logging.ERROR, "workers.certificate"):
        change[broken]()
        assert shown(secure, authority.trusted()) == first
    assert "cannot be used" in caplog.text
    install(renewed, tmp_path)
    assert shown(secure, authority.trusted()) != first


def test_a_certificate_that_cannot_be_read_stops_the_start(app: Flask, tmp_path: Path) -> None:
    files = {"door_certificate": tmp_path / "none.pem", "door_key": tmp_path / "none.key"}
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], **files)
    with pytest.raises(SettingError, match="PAADRIV_DOOR_CERTIFICATE"):
        Door(app, "127.0.0.1:1")
