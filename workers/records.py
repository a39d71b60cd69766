"""Does the DNS say what it must, so that our mail is trusted and the answers come back?

What is missing is printed as a line for a zone file, to be pasted.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlsplit

from dns.exception import DNSException
from dns.rdata import Rdata
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.TXT import TXT
from dns.resolver import NXDOMAIN, NoAnswer, NoResolverConfiguration, Resolver

from service.core.config import LOOPBACK, Settings
from service.outbox.delivery import dkim
from service.outbox.delivery.dkim import Key
from workers.finding import Finding, bad, good

NO_DOMAIN = "localhost.test"
PATIENCE = 3  # seconds for one question
UNSEEN = "The DNS could not be asked. It should hold:"


def findings(
    settings: Settings, senders: Iterable[str], resolver: Resolver | None = None
) -> Iterator[Finding]:
    """`senders` are the domains of the From addresses of all communities."""
    if settings.demo_mailbox or settings.mail_domain == NO_DOMAIN:
        yield good("dns", "There is nothing to look up while we send by no domain of our own.")
        return
    resolver = resolver or usual()
    domains = sorted(set(senders)) or [settings.signing_domain]
    yield mx(settings, resolver)
    yield spf(settings, resolver)
    yield from signing(settings, domains, resolver)
    for domain in domains:
        yield dmarc(domain, resolver)


def usual() -> Resolver:
    try:
        return Resolver()
    except NoResolverConfiguration:
        return Resolver(configure=False)  # it answers nothing, and each finding says so


# Where answers and bounces go


def mx(settings: Settings, resolver: Resolver) -> Finding:
    domain = settings.mail_domain
    wanted = f"{domain}. MX 10 {this_machine(settings) or f'mx.{domain}'}."
    found = asked(resolver, domain, "MX")
    if found is None:
        return bad("mx", f"{UNSEEN} {wanted}")
    hosts = [str(one.exchange).rstrip(".") for one in found if isinstance(one, MX)]
    if hosts == [""]:
        return bad("mx", f"{domain} says that it takes no mail at all. Publish instead: {wanted}")
    if hosts:
        return good("mx", f"Mail for {domain} goes to {', '.join(sorted(hosts))}.")
    if asked(resolver, domain, "A") or asked(resolver, domain, "AAAA"):
        return good("mx", f"Mail for {domain} goes to that machine itself.")
    return bad("mx", f"Answers to {domain} go nowhere. Publish: {wanted}")


# Who may send with our envelope


def spf(settings: Settings, resolver: Resolver) -> Finding:
    domain = settings.mail_domain
    wanted = f'{domain}. TXT "v=spf1 {senders_of(settings)} -all"'
    found = texts(resolver, domain)
    if found is None:
        return bad("spf", f"{UNSEEN} {wanted}")
    policies = [text for text in found if text.lower().split(" ")[0] == "v=spf1"]
    if not policies:
        advice = "Publish this, or what your mail provider names instead of its middle"
        return bad("spf", f"{domain} does not say who may send for it. {advice}: {wanted}")
    if len(policies) > 1:
        return bad("spf", f"{domain} has {len(policies)} SPF records, so none counts: keep one.")
    if {"all", "+all"} & set(policies[0].lower().split()):
        return bad("spf", f"{domain} lets anybody send for it. Publish instead: {wanted}")
    return good("spf", f"{domain} says {policies[0]}.")


def senders_of(settings: Settings) -> str:
    """The relays as SPF mechanisms; one on this machine sends as this machine."""
    hosts = [urlsplit(relay).hostname or "" for relay in settings.relays]
    named = [this_machine(settings) if host in LOOPBACK else host for host in hosts]
    return " ".join(dict.fromkeys(mechanism(host) if host else "mx" for host in named))


def mechanism(host: str) -> str:
    with suppress(ValueError):
        return f"ip{ip_address(host).version}:{host}"
    return f"a:{host}"


def this_machine(settings: Settings) -> str:
    """As the world calls it; nothing when the world does not."""
    return "" if settings.on_loopback else urlsplit(settings.base_url).hostname or ""


# Whether our signature can be checked


def signing(settings: Settings, domains: Iterable[str], resolver: Resolver) -> Iterator[Finding]:
    keys = dkim.read_keys(settings)
    if not keys:
        sentence = "Paadriv signs nothing: the mail server should, for the domain of each sender."
        yield good("dkim", sentence)
        return
    for key in keys:
        yield published(key, resolver)
    others = [name for name in domains if not dkim.aligned(name, settings.signing_domain)]
    if others:
        yield good(
            "dkim", f"Paadriv does not sign for {', '.join(others)}: the mail server should."
        )


def published(key: Key, resolver: Resolver) -> Finding:
    name, value = dkim.public_record(key)
    wanted = f"{name}. TXT {value}"
    found = texts(resolver, name)
    if found is None:
        return bad("dkim", f"{UNSEEN} {wanted}")
    if any(tags(text).get("p") == dkim.public(key) for text in found):
        return good("dkim", f"{name} holds the {key.kind} key we sign with.")
    if found:
        return bad("dkim", f"{name} holds another key than we sign with. Publish: {wanted}")
    return bad("dkim", f"Nobody can check our signature ({key.kind}). Publish: {wanted}")


def tags(text: str) -> dict[str, str]:
    """RFC 6376 § 3.2, without any white space."""
    pairs = ("".join(part.split()).partition("=") for part in text.split(";"))
    return {name: value for name, _, value in pairs}


# What receivers shall do with mail that only claims to be from a sender


def dmarc(domain: str, resolver: Resolver) -> Finding:
    wanted = f'_dmarc.{domain}. TXT "v=DMARC1; p=none"'
    for name in upwards(domain):
        found = texts(resolver, f"_dmarc.{name}")
        if found is None:
            return bad("dmarc", f"{UNSEEN} {wanted}")
        policies = [text for text in found if tags(text).get("v") == "DMARC1"]
        if len(policies) == 1:
            return good("dmarc", f"_dmarc.{name} says {policies[0]}.")
        if policies:
            return bad("dmarc", f"_dmarc.{name} has {len(policies)} records, so none counts.")
    return bad("dmarc", f"Large receivers refuse mail in bulk from {domain}. Publish: {wanted}")


def upwards(domain: str) -> Iterator[str]:
    """The domain and those above it, as RFC 9989 walks; not the one at the very top."""
    labels = domain.split(".")
    for place in range(max(1, len(labels) - 1)):
        yield ".".join(labels[place:])


# Asking


def texts(resolver: Resolver, name: str) -> list[str] | None:
    """Each record in one piece, without what would steer a terminal."""
    found = asked(resolver, name, "TXT")
    if found is None:
        return None
    pieces = [one.strings for one in found if isinstance(one, TXT)]
    whole = [b"".join(piece).decode("utf-8", "replace") for piece in pieces]
    return ["".join(char for char in text if char.isprintable()) for text in whole]


def asked(resolver: Resolver, name: str, kind: str) -> list[Rdata] | None:
    """What is there, or None when nobody could tell."""
    try:
        return list(resolver.resolve(name, kind, lifetime=PATIENCE, search=False))
    except (NXDOMAIN, NoAnswer):
        return []
    except (DNSException, OSError):
        return None
