"""Every setting: its type, default and meaning; a malformed or unknown one stops the start."""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from service.core import imap, relay

PREFIX = "PAADRIV_"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
MAILBOX_FROM_DOOR = 101  # the demo mailbox listens this far above the door: 2424 and 2525


class SettingError(ValueError):
    """A sentence that tells the operator which setting to mend, and how."""


def text(value: str) -> str:
    return value


def folder(value: str) -> Path:
    try:
        return Path(value).expanduser().absolute()
    except RuntimeError as error:
        raise SettingError("begins with the home of somebody who has none here") from error


def address(*schemes: str) -> Callable[[str], str]:
    """A URL with one of these schemes and a host (or, for unix and sqlite, a path)."""

    def read(value: str) -> str:
        try:
            parts: SplitResult = urlsplit(value)
            parts.port  # noqa: B018  # reading it is the check: raises when it is no number
        except ValueError as error:
            raise SettingError(f"is not an address ({error})") from error
        if parts.scheme not in schemes:
            raise SettingError(f"must start with {' or '.join(s + '://' for s in schemes)}")
        return value.rstrip("/")

    return read


def relays(value: str) -> str:
    for part in value.split(","):
        try:
            relay.parse(part.strip())
        except ValueError as error:
            raise SettingError(str(error)) from error
    return ",".join(part.strip().rstrip("/") for part in value.split(","))


def mailbox(value: str) -> str:
    try:
        imap.parse(value)
    except ValueError as error:
        raise SettingError(str(error)) from error
    return value


def pem_file(value: str) -> Path:
    """The file and not its content: the door looks there again when it has been renewed."""
    if "-----BEGIN" in value:
        raise SettingError("must be the path of a PEM file, and not what is in the file")
    return folder(value)


def per_second(value: str) -> float:
    try:
        return relay.number(0.0001, 1_000_000)(value)
    except ValueError as error:
        raise SettingError(f"{error}, in messages a second") from error


def one_of(*words: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in words:
            raise SettingError(f"must be {' or '.join(words)}")
        return value

    return read


def domain(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", value.lower()):
        raise SettingError("must be a domain such as svar.havnevik.example")
    return value.lower()


def private_keys(value: str) -> str:
    """Only its form: whoever signs reads the keys themselves, see service/outbox/delivery."""
    if "PRIVATE KEY-----" not in value:
        raise SettingError("must be a private key in PEM form; make one with: paadriv dkim-key")
    return value


def selectors(value: str) -> str:
    names = [selector(name.strip()) for name in value.split(",")]
    if len(names) > 2 or len(set(names)) < len(names):
        raise SettingError("must be one selector such as s2026, or two different ones with a comma")
    return ",".join(names)


def selector(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", value.lower()):
        raise SettingError("must be letters and digits, such as s2026")
    return value.lower()


def days(value: str) -> int:
    if not re.fullmatch(r"\d{1,4}", value) or not 1 <= int(value) <= 3650:
        raise SettingError("must be a number of days from 1 to 3650")
    return int(value)


def token(value: str) -> str:
    if not re.fullmatch(r"[\w.~+/=-]{20,200}", value, re.ASCII):
        raise SettingError("must be 20 to 200 letters, digits or signs of -._~+/=, without spaces")
    return value


def listener(value: str) -> str:
    if not re.fullmatch(r"((smtp|lmtp)://)?[\w.\-\[\]:]*:\d{1,5}", value):
        raise SettingError("must be host:port, for instance 127.0.0.1:2424")
    return value


def setting(read: Callable[[str], Any], default: Any, meaning: str) -> Any:
    return field(default=default, metadata={"read": read, "meaning": meaning})


@dataclass(frozen=True)
class Settings:
    """All settings, read once at the start from `PAADRIV_<NAME>` or `PAADRIV_<NAME>_FILE`."""

    data: Path = setting(folder, Path("data").absolute(), "Folder the embedded defaults write to")
    database_url: str = setting(
        address("sqlite", "postgresql", "postgresql+psycopg"),
        "",
        "Database; an SQLite file under PAADRIV_DATA unless set",
    )
    redis_url: str = setting(
        address("redis", "rediss", "unix"),
        "",
        "Redis; an embedded server under PAADRIV_DATA unless set",
    )
    base_url: str = setting(
        address("http", "https"), "http://127.0.0.1:8000", "How the world reaches the pages"
    )
    secret_key: str = setting(
        text, "", "Signs links; made once under PAADRIV_DATA unless set; required in production"
    )
    smtp_url: str = setting(
        relays, "", "Where mail is handed over: smtp://user:pass@host:587?starttls=1, smtps, lmtp"
    )
    mail_domain: str = setting(
        domain, "localhost.test", "Domain of the reply+, bounce+ and rsvp+ addresses"
    )
    door: str = setting(
        listener, "127.0.0.1:2424", "Where the mail door listens: LMTP, or smtp://host:port"
    )
    door_certificate: Path | None = setting(
        pem_file, None, "PEM file of the certificate with which the door offers STARTTLS"
    )
    door_key: Path | None = setting(pem_file, None, "PEM file of that certificate's private key")
    imap_url: str = setting(
        mailbox, "", "A mailbox that the door empties too: imaps://user:password@host/INBOX"
    )
    hook_secret: str = setting(
        token, "", "Whoever shows or signs with it may post mail to /hooks/inbound; else nobody may"
    )
    keep_mail_days: int = setting(
        days, 180, "How long mail that came in is kept word for word; then only what it led to"
    )
    send_rate: float | None = setting(
        per_second,
        None,
        "Letters to many a second, for the whole installation; unlimited unless set",
    )
    in_doubt: str = setting(
        one_of("resend", "hold"),
        "resend",
        "A letter to many that left whole, unanswered: sent again after a minute, or held",
    )
    dkim_key: str = setting(
        private_keys, "", "Signs what we send: an RSA key in PEM form, an Ed25519 key may follow"
    )
    dkim_selector: str = setting(selectors, "", "The name of each key in the DNS, in their order")
    dkim_domain: str = setting(domain, "", "Domain we sign for; PAADRIV_MAIL_DOMAIN unless set")

    metrics_token: str = setting(
        token, "", "Who shows it may read /metrics from elsewhere; else only this machine may"
    )

    @property
    def signing_domain(self) -> str:
        return self.dkim_domain or self.mail_domain

    @property
    def demo_mailbox(self) -> bool:
        """Every mail stays in this house, to be read by all who reach it: on this machine only."""
        return not self.smtp_url and self.on_loopback

    @property
    def mailbox_port(self) -> int:
        return int(self.door.rpartition(":")[2]) + MAILBOX_FROM_DOOR

    @property
    def relays(self) -> list[str]:
        """Where mail is handed over, in order of preference."""
        return (self.smtp_url or f"smtp://127.0.0.1:{self.mailbox_port}").split(",")

    @property
    def on_loopback(self) -> bool:
        return urlsplit(self.base_url).hostname in LOOPBACK


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process; raises SettingError with a sentence on the first wrong."""
    known = {PREFIX + f.name.upper(): f for f in fields(Settings)}
    values = {}
    for name, raw in given(environ):
        if name not in known:
            raise SettingError(f"{name} is not a setting of Paadriv. See docs/running.md.")
        try:
            values[known[name].name] = known[name].metadata["read"](raw)
        except SettingError as error:
            raise SettingError(f"{name} {error}.") from error
    return complete(values)


def given(environ: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each PAADRIV_ variable with its value; a `_FILE` one counts as the value it points at."""
    pairs = []
    for name, value in sorted(environ.items()):
        if name.startswith(PREFIX) and value:
            pairs.append(from_file(name, value) if name.endswith("_FILE") else (name, value))
    return pairs


def from_file(name: str, path: str) -> tuple[str, str]:
    try:
        return name.removesuffix("_FILE"), Path(path).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{name} names a file that cannot be read: {path}.") from error


def complete(values: dict[str, Any]) -> Settings:
    settings = Settings(**values)
    if not settings.secret_key and not settings.on_loopback:
        raise SettingError("PAADRIV_SECRET_KEY is required when others reach PAADRIV_BASE_URL.")
    if 0 < len(settings.secret_key) < 32:
        raise SettingError("PAADRIV_SECRET_KEY must have at least 32 characters.")
    if bool(settings.dkim_key) != bool(settings.dkim_selector):
        raise SettingError("PAADRIV_DKIM_KEY and PAADRIV_DKIM_SELECTOR go together.")
    if bool(settings.door_certificate) != bool(settings.door_key):
        raise SettingError("PAADRIV_DOOR_CERTIFICATE and PAADRIV_DOOR_KEY go together.")
    settings.data.mkdir(parents=True, exist_ok=True)
    kept = {
        "database_url": settings.database_url or f"sqlite:///{settings.data}/paadriv.sqlite",
        "secret_key": settings.secret_key or kept_secret(settings.data),
    }
    if kept["database_url"].startswith("postgresql://"):
        kept["database_url"] = kept["database_url"].replace("://", "+psycopg://", 1)
    return Settings(**values | kept)


def kept_secret(data: Path) -> str:
    """The secret made at the first start; two that start at once end with the same one."""
    path = data / "secret_key"
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return wait_for(path)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text()


def wait_for(path: Path) -> str:
    for _ in range(10_000):
        if secret := path.read_text():
            return secret
    raise SettingError(f"{path} is empty: remove it and start again.")
