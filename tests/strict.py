"""An orderly mail server that wants TLS and a login: aiosmtpd, with AUTH PLAIN and LOGIN."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.services import Sink, free_port
from tests.tls import Certificate


@contextmanager
def strict_sink(certificate: Certificate, accounts: Mapping[str, str]) -> Iterator[Sink]:
    """Keeps letters of these accounts: names with their passwords."""

    def known(_: SMTP, __: Session, ___: Envelope, mechanism: str, data: object) -> AuthResult:
        """Anything but a name with its password is left to aiosmtpd to refuse."""
        if not isinstance(data, LoginPassword):
            return AuthResult(success=False, handled=False)
        secret = accounts.get(data.login.decode(), "")
        return AuthResult(success=bool(secret) and data.password.decode() == secret, handled=False)

    kept = Sink(free_port())
    server = Controller(
        kept,
        hostname="127.0.0.1",
        port=kept.port,
        enable_SMTPUTF8=True,
        authenticator=known,
        auth_required=True,
        tls_context=certificate.server(),
        require_starttls=True,
    )
    server.start()
    try:
        yield kept
    finally:
        server.stop()
