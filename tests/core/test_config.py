"""Settings: each is read once, and a wrong one stops the start with a sentence that names it."""

from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.core.config import SettingError, Settings, read

ROOT = Path(__file__).parents[2]
PEM = "-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----"


@pytest.fixture
def home(tmp_path):
    return {"PAADRIV_DATA": str(tmp_path)}


def test_the_defaults_need_nothing(home, tmp_path):
    found = read(home)
    assert found.base_url == "http://127.0.0.1:8000"
    assert found.database_url == f"sqlite:///{tmp_path}/paadriv.sqlite"
    assert found.relays == ["smtp://127.0.0.1:2525"]
    assert found.demo_mailbox


def test_the_secret_is_made_once_and_kept(home):
    assert read(home).secret_key == read(home).secret_key


def test_a_file_may_hold_the_value(home, tmp_path):
    (tmp_path / "smtp").write_text("smtps://user:pass@relay.example:465\n")
    found = read(home | {"PAADRIV_SMTP_URL_FILE": str(tmp_path / "smtp")})
    assert found.relays == ["smtps://user:pass@relay.example:465"]
    assert not found.demo_mailbox


def test_a_file_may_hold_the_keys_that_sign(home, tmp_path):
    (tmp_path / "dkim.pem").write_text(f"{PEM}\n{PEM}\n")
    keys = {"PAADRIV_DKIM_KEY_FILE": str(tmp_path / "dkim.pem")}
    found = read(home | keys | {"PAADRIV_DKIM_SELECTOR": "S2026, e2026"})
    assert found.dkim_key == f"{PEM}\n{PEM}"
    assert found.dkim_selector == "s2026,e2026"


def test_the_domain_signed_for_is_the_mail_domain_unless_given(home):
    mail = {"PAADRIV_MAIL_DOMAIN": "svar.havnevik.example"}
    assert read(home | mail).signing_domain == "svar.havnevik.example"
    own = {"PAADRIV_DKIM_DOMAIN": "Havnevik.example"}
    assert read(home | mail | own).signing_domain == "havnevik.example"


def test_a_public_house_never_opens_the_demo_mailbox(home):
    """Whoever reads everybody's mail signs in as anybody."""
    public = {"PAADRIV_BASE_URL": "https://havnevik.example", "PAADRIV_SECRET_KEY": "s" * 32}
    assert not read(home | public).demo_mailbox


def test_postgresql_gets_its_driver(home):
    found = read(home | {"PAADRIV_DATABASE_URL": "postgresql://u@db/paadriv"})
    assert found.database_url == "postgresql+psycopg://u@db/paadriv"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "PAADRIV_COLOUR",
            "red",
            "PAADRIV_COLOUR is not a setting of Paadriv. See docs/running.md.",
        ),
        ("PAADRIV_REDIS_URL", "localhost", "PAADRIV_REDIS_URL must start with"),
        ("PAADRIV_SMTP_URL", "http://relay", "PAADRIV_SMTP_URL must start with"),
        ("PAADRIV_DOOR", "2424", "PAADRIV_DOOR must be host:port"),
        ("PAADRIV_MAIL_DOMAIN", "not a domain", "PAADRIV_MAIL_DOMAIN must be a domain"),
        ("PAADRIV_BASE_URL", "https://x:port", "PAADRIV_BASE_URL is not an address"),
        ("PAADRIV_SECRET_KEY", "short", "PAADRIV_SECRET_KEY must have at least 32"),
        ("PAADRIV_BASE_URL", "https://havnevik.example", "PAADRIV_SECRET_KEY is required"),
        ("PAADRIV_SMTP_URL_FILE", "/nowhere/at/all", "PAADRIV_SMTP_URL_FILE names a file"),
        ("PAADRIV_DKIM_KEY", "secret", "PAADRIV_DKIM_KEY must be a private key in PEM form"),
        ("PAADRIV_DKIM_KEY", PEM, "PAADRIV_DKIM_KEY and PAADRIV_DKIM_SELECTOR go together"),
        ("PAADRIV_DKIM_SELECTOR", "s", "PAADRIV_DKIM_KEY and PAADRIV_DKIM_SELECTOR go together"),
        ("PAADRIV_DKIM_SELECTOR", "s 1", "PAADRIV_DKIM_SELECTOR must be letters and digits"),
        ("PAADRIV_DKIM_SELECTOR", "s,S", "PAADRIV_DKIM_SELECTOR must be one selector"),
        ("PAADRIV_DKIM_SELECTOR", "a,b,c", "PAADRIV_DKIM_SELECTOR must be one selector"),
        ("PAADRIV_METRICS_TOKEN", "short", "PAADRIV_METRICS_TOKEN must be 20 to 200 letters"),
        ("PAADRIV_DKIM_DOMAIN", "havnevik", "PAADRIV_DKIM_DOMAIN must be a domain"),
    ],
)
def test_a_wrong_setting_stops_the_start(home, name, value, sentence):
    with pytest.raises(SettingError, match=sentence):
        read(home | {name: value})


@given(
    name=st.sampled_from([field.name.upper() for field in fields(Settings)] + ["NOTHING"]),
    value=st.text(st.characters(exclude_characters="\0"), max_size=60),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
def test_any_value_is_taken_or_refused_with_a_sentence(home, name, value):
    if name == "DATA":
        return  # any text is a folder, and we would make it
    assert refusal(home | {f"PAADRIV_{name}": value}).startswith("PAADRIV_")


def refusal(environ) -> str:
    """The sentence that refuses these settings; the mere prefix when they are taken."""
    try:
        read(environ)
    except SettingError as error:
        return str(error)
    return "PAADRIV_"


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: setting.name)
def test_every_setting_is_documented(setting):
    name = f"PAADRIV_{setting.name.upper()}"
    assert setting.metadata["meaning"]
    assert f"`{name}`" in (ROOT / "docs" / "running.md").read_text()
