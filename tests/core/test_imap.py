"""The setting that names a mailbox: what it means, and which ones stop the start."""

import pytest

from service.core.config import SettingError, read
from service.core.imap import Mailbox, parse


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("imaps://kari:pass@x.example", Mailbox("imaps", "x.example", 993, "kari", "pass")),
        (
            "imaps://kari%40y.example:p%2Fa@x.example:1993/INBOX",
            Mailbox("imaps", "x.example", 1993, "kari@y.example", "p/a"),
        ),
        (
            "imap://kari:@x.example/Svar/Inn%20her?starttls=1&ca=/etc/ca.pem",
            Mailbox("imap", "x.example", 143, "kari", "", "Svar/Inn her", True, "/etc/ca.pem"),
        ),
        ("imap://kari:p@127.0.0.1/", Mailbox("imap", "127.0.0.1", 143, "kari", "p")),
    ],
)
def test_what_a_url_means(url: str, meant: Mailbox) -> None:
    assert parse(url) == meant


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("pop3://kari:pass@x.example", "must start with imaps://"),
        ("x.example", "must start with imaps://"),
        ("imaps:///INBOX", "must name a host"),
        ("imaps://x.example", "must name a user and a password"),
        ("imaps://kari@x.example", "must name a user and a password"),
        ("imaps://kari:p@x.example?starttls=1", "takes starttls=1, with imap://"),
        ("imap://kari:p@x.example?starttls=yes", "takes starttls=1, with imap://"),
        ("imap://kari:p@x.example", "would show the password"),
        ("imaps://kari:p@x.example?folder=x", "knows no option folder"),
        ("imaps://kari:p@x.example:port/", "Port"),
        ("imaps://kari:p@[x/", "Invalid"),
    ],
)
def test_one_that_cannot_be_stops_the_start(tmp_path, url: str, sentence: str) -> None:
    with pytest.raises(SettingError, match=f"^PAADRIV_IMAP_URL .*{sentence}"):
        read({"PAADRIV_DATA": str(tmp_path), "PAADRIV_IMAP_URL": url})


def test_the_password_is_never_shown() -> None:
    assert "secret" not in repr(parse("imaps://kari:secret@x.example"))


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"DOOR_KEY": "/k.pem"}, "PAADRIV_DOOR_CERTIFICATE and PAADRIV_DOOR_KEY go together"),
        ({"DOOR_CERTIFICATE": "-----BEGIN CERT"}, "must be the path of a PEM file"),
        ({"DOOR_CERTIFICATE": "~nobody-here/x"}, "home of somebody"),
        ({"HOOK_SECRET": "short"}, "PAADRIV_HOOK_SECRET must be 20 to 200"),
    ],
)
def test_the_doors_have_settings_that_fit(tmp_path, settings, sentence: str) -> None:
    given = {f"PAADRIV_{name}": value for name, value in settings.items()}
    with pytest.raises(SettingError, match=sentence):
        read({"PAADRIV_DATA": str(tmp_path)} | given)


def test_a_file_may_hold_the_secrets(tmp_path) -> None:
    (tmp_path / "url").write_text("imaps://kari:pass@x.example\n")
    (tmp_path / "hook").write_text("a-secret-of-some-length\n")
    files = {"IMAP_URL_FILE": "url", "HOOK_SECRET_FILE": "hook"}
    given = {f"PAADRIV_{name}": str(tmp_path / file) for name, file in files.items()}
    found = read({"PAADRIV_DATA": str(tmp_path)} | given)
    assert (found.imap_url, found.hook_secret) == (
        "imaps://kari:pass@x.example",
        "a-secret-of-some-length",
    )
