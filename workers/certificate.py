"""The door's certificate, read anew when its files change: a renewal needs no restart."""

import logging
import ssl
from pathlib import Path

from service.core.config import SettingError, Settings

log = logging.getLogger(__name__)


class Certificate:
    """`context` is for the next connection. While new files do not fit, the old ones serve."""

    def __init__(self, chain: Path, key: Path) -> None:
        self.files = chain, key
        self.read_as = self.stamp()
        try:
            self.current = self.read()
        except OSError as error:  # ssl.SSLError is one
            sentence = f"PAADRIV_DOOR_CERTIFICATE and PAADRIV_DOOR_KEY cannot be used: {error}."
            raise SettingError(sentence) from error

    def context(self) -> ssl.SSLContext:
        if self.stamp() != self.read_as:
            self.renew()
        return self.current

    def renew(self) -> None:
        stamp = self.stamp()
        try:
            self.current = self.read()
        except OSError as error:
            log.error("the new certificate cannot be used: %s", type(error).__name__)
        else:
            log.info("the certificate was read anew")
        self.read_as = stamp

    def read(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.files)
        return context

    def stamp(self) -> list[tuple[int, ...]]:
        """Changes with either file, also when a link is led to another one."""
        try:
            found = [path.stat() for path in self.files]
        except OSError:
            return []
        return [(each.st_mtime_ns, each.st_size, each.st_ino) for each in found]


def offered(settings: Settings) -> Certificate | None:
    """None when the settings name none: then there is no STARTTLS."""
    if settings.door_certificate is None or settings.door_key is None:
        return None
    return Certificate(settings.door_certificate, settings.door_key)
