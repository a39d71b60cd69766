"""Certificates for tests: a small authority of our own, and what no client should trust."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

HERE = ("localhost", "127.0.0.1")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Certificate:
    """Two files, as every server wants them."""

    chain: Path
    key: Path

    def server(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.chain, self.key)
        return context


class Authority:
    """Signs for one test. `root` is the file that a client is told to trust."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "root.pem"
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = named("Tests of Havnevik")
        self.root.write_bytes(pem(self.signed(self.name, self.key, days_ago=0)))

    def good(self) -> Certificate:
        return self.issue("good", HERE)

    def expired(self) -> Certificate:
        return self.issue("expired", HERE, days_ago=60)

    def elsewhere(self) -> Certificate:
        """In order, but for another host."""
        return self.issue("elsewhere", ("mx.elsewhere.example",))

    def self_signed(self) -> Certificate:
        """Vouched for by nobody but itself."""
        folder = self.folder / "stranger"
        folder.mkdir(exist_ok=True)
        stranger = Authority(folder)
        stranger.name = named(HERE[0])
        return stranger.written("self-signed", stranger.key, HERE, days_ago=0)

    def trusted(self) -> ssl.SSLContext:
        """For a client that trusts this authority and nobody else."""
        return ssl.create_default_context(cafile=str(self.root))

    def issue(self, name: str, hosts: tuple[str, ...], days_ago: int = 0) -> Certificate:
        """Valid for a month that began a day and `days_ago` before now."""
        return self.written(name, ec.generate_private_key(ec.SECP256R1()), hosts, days_ago)

    def written(
        self, name: str, key: ec.EllipticCurvePrivateKey, hosts: tuple[str, ...], days_ago: int
    ) -> Certificate:
        files = Certificate(self.folder / f"{name}.pem", self.folder / f"{name}.key")
        files.chain.write_bytes(pem(self.signed(named(hosts[0]), key, days_ago, hosts)))
        files.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return files

    def signed(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        days_ago: int,
        hosts: tuple[str, ...] = (),
    ) -> x509.Certificate:
        """Without hosts it is an authority."""
        begins = datetime.now(UTC) - DAY * (days_ago + 1)
        blank = x509.CertificateBuilder(self.name, subject, key.public_key())
        blank = blank.serial_number(x509.random_serial_number())
        blank = blank.not_valid_before(begins).not_valid_after(begins + DAY * 30)
        authority = x509.BasicConstraints(ca=not hosts, path_length=None)
        blank = blank.add_extension(authority, critical=True)
        blank = blank.add_extension(uses(hosts), critical=True)
        mine, theirs = key.public_key(), self.key.public_key()
        by_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(theirs)
        blank = blank.add_extension(by_key, critical=False)
        own = x509.SubjectKeyIdentifier.from_public_key(mine)
        blank = blank.add_extension(own, critical=False)
        if hosts:
            blank = blank.add_extension(x509.SubjectAlternativeName(map(host, hosts)), False)
        return blank.sign(self.key, SHA256())


def named(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])


def pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def uses(hosts: tuple[str, ...]) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=bool(hosts),
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not hosts,
        crl_sign=not hosts,
        encipher_only=False,
        decipher_only=False,
    )


def host(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
