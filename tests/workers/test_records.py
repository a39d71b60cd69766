"""What the doctor says about the DNS, which it asks over the wire from a server of ours."""

from dataclasses import replace

import pytest

from service.core.config import Settings
from service.outbox.delivery import dkim
from tests.nameserver import Nameserver
from workers import records
from workers.finding import Finding

KEY = dkim.made("havnevik.example", "s2026", ed25519=False)
OTHER = dkim.made("havnevik.example", "s2026", ed25519=False)
NAME, RECORD = dkim.public_record(KEY)
HERE = Settings(
    base_url="https://paadriv.example",
    smtp_url="smtp://relay.example:587?starttls=1",
    mail_domain="svar.havnevik.example",
    dkim_key=dkim.pem(KEY),
    dkim_selector="s2026",
    dkim_domain="havnevik.example",
)
WELL = {
    ("svar.havnevik.example", "MX"): ["10 mx2.example.", "5 mx1.example."],
    ("svar.havnevik.example", "TXT"): ['"v=spf1 a:relay.example -all"', '"other=1"'],
    (NAME, "TXT"): [RECORD],
    ("_dmarc.havnevik.example", "TXT"): ['"v=DMARC1; p=quarantine"'],
}
PUBLISH = {
    "mx": "svar.havnevik.example. MX 10 paadriv.example.",
    "spf": 'svar.havnevik.example. TXT "v=spf1 a:relay.example -all"',
    "dkim": f"{NAME}. TXT {RECORD}",
    "dmarc": '_dmarc.havnevik.example. TXT "v=DMARC1; p=none"',
}


def looked(dns: Nameserver, settings: Settings = HERE, *senders: str) -> list[Finding]:
    return list(records.findings(settings, senders or ("havnevik.example",), dns.resolver))


def one(dns: Nameserver, name: str, settings: Settings = HERE) -> Finding:
    [found] = [finding for finding in looked(dns, settings) if finding.name == name]
    return found


def test_when_all_is_there_it_says_what(dns: Nameserver) -> None:
    dns.zone = dict(WELL)
    assert looked(dns) == [
        Finding("mx", True, "Mail for svar.havnevik.example goes to mx1.example, mx2.example."),
        Finding("spf", True, "svar.havnevik.example says v=spf1 a:relay.example -all."),
        Finding("dkim", True, f"{NAME} holds the rsa key we sign with."),
        Finding("dmarc", True, "_dmarc.havnevik.example says v=DMARC1; p=quarantine."),
    ]


def test_what_is_missing_is_printed_to_be_pasted(dns: Nameserver) -> None:
    assert {found.name: found.ok for found in looked(dns)} == dict.fromkeys(PUBLISH, False)
    printed = {found.name: found.sentence.rpartition(": ")[2] for found in looked(dns)}
    assert printed == PUBLISH


def test_what_is_pasted_is_then_found(dns: Nameserver) -> None:
    for line in PUBLISH.values():
        name, kind, value = line.split(" ", 2)
        dns.zone[name.rstrip("."), kind] = [value]
    assert [found.ok for found in looked(dns)] == [True] * 4


def test_when_the_dns_does_not_answer_it_says_what_should_be_there(dns: Nameserver) -> None:
    dns.zone, dns.broken = dict(WELL), True
    assert [(found.ok, found.sentence) for found in looked(dns)] == [
        (False, f"The DNS could not be asked. It should hold: {line}") for line in PUBLISH.values()
    ]


def test_nobody_to_ask_is_the_same(dns: Nameserver) -> None:
    resolver = dns.resolver
    resolver.nameservers = []
    found = list(records.findings(HERE, ["havnevik.example"], resolver))
    assert {one.sentence.partition(". ")[0] for one in found} == {"The DNS could not be asked"}


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings(mail_domain="svar.havnevik.example"),
        Settings(base_url="https://paadriv.example", smtp_url="smtp://relay.example"),
    ],
    ids=["default", "demo with a domain", "no domain"],
)
def test_a_house_that_sends_nothing_needs_no_records(dns: Nameserver, settings: Settings) -> None:
    [found] = looked(dns, settings)
    assert (found.name, found.ok) == ("dns", True)


# Where answers go


@pytest.mark.parametrize("kind", ["A", "AAAA"])
def test_a_machine_of_that_name_takes_the_mail_without_mx(dns: Nameserver, kind: str) -> None:
    dns.zone["svar.havnevik.example", kind] = ["192.0.2.1" if kind == "A" else "2001:db8::1"]
    assert one(dns, "mx").ok


def test_a_domain_that_takes_no_mail_is_bad(dns: Nameserver) -> None:
    dns.zone["svar.havnevik.example", "MX"] = ["0 ."]
    assert one(dns, "mx").sentence.startswith("svar.havnevik.example says that it takes no mail")


# Who may send


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (['"v=spf1 -all"', '"v=spf1 mx -all"'], "has 2 SPF records, so none counts"),
        (['"v=spf1 mx +all"'], "lets anybody send for it"),
        (['"V=SPF1 ALL"'], "lets anybody send for it"),
        (['"v=spf10 mx"', '"something else"'], "does not say who may send for it"),
    ],
)
def test_a_policy_that_helps_nobody_is_bad(
    dns: Nameserver, values: list[str], sentence: str
) -> None:
    dns.zone["svar.havnevik.example", "TXT"] = values
    found = one(dns, "spf")
    assert (found.ok, sentence in found.sentence) == (False, True)


@pytest.mark.parametrize(
    ("relays", "base", "middle"),
    [
        ("smtp://a.example,smtps://b.example", "https://p.example", "a:a.example a:b.example"),
        ("smtp://192.0.2.7:25", "https://p.example", "ip4:192.0.2.7"),
        ("smtp://[2001:db8::7]:25", "https://p.example", "ip6:2001:db8::7"),
        ("smtp://127.0.0.1:25", "https://p.example", "a:p.example"),
        ("smtp://127.0.0.1:25,lmtp://localhost", "http://127.0.0.1:8000", "mx"),
    ],
)
def test_the_policy_to_publish_names_the_relays(
    dns: Nameserver, relays: str, base: str, middle: str
) -> None:
    found = one(dns, "spf", replace(HERE, smtp_url=relays, base_url=base))
    assert found.sentence.endswith(f'svar.havnevik.example. TXT "v=spf1 {middle} -all"')


# Our signature


def test_another_key_in_the_record_is_bad(dns: Nameserver) -> None:
    dns.zone[NAME, "TXT"] = [dkim.public_record(OTHER)[1]]
    found = one(dns, "dkim")
    assert found == Finding(
        "dkim",
        False,
        f"{NAME} holds another key than we sign with. Publish: {PUBLISH['dkim']}",
    )


def test_a_record_with_odd_spaces_is_the_same_record(dns: Nameserver) -> None:
    whole = dkim.public(KEY)
    dns.zone[NAME, "TXT"] = [
        f'"v=DKIM1 ;k = rsa; p= {whole[:100]}" " {whole[100:300]}" "{whole[300:]} "'
    ]
    assert one(dns, "dkim").ok


def test_without_a_key_the_relay_is_to_sign(dns: Nameserver) -> None:
    found = one(dns, "dkim", replace(HERE, dkim_key="", dkim_selector=""))
    assert found.ok
    assert found.sentence.startswith("Paadriv signs nothing")


def test_it_names_the_senders_that_we_do_not_sign_for(dns: Nameserver) -> None:
    dns.zone = dict(WELL)
    found = looked(dns, HERE, "voorbeeldstad.example", "ny.havnevik.example", "havnevik.example")
    sentence = "Paadriv does not sign for voorbeeldstad.example: the mail server should."
    assert Finding("dkim", True, sentence) in found


# What receivers are asked to do


@pytest.mark.parametrize(
    ("name", "values", "ok"),
    [
        ("_dmarc.ny.havnevik.example", ['"v=DMARC1; p=none; pct=50"'], True),
        ("_dmarc.havnevik.example", ['"v=DMARC1;p=reject"', '"another=record"'], True),
        ("_dmarc.ny.havnevik.example", ['"v=DMARC1; p=none"', '"v=DMARC1; p=reject"'], False),
        ("_dmarc.example", ['"v=DMARC1; p=none"'], False),
        ("_dmarc.havnevik.example", ['"v=dmarc1"'], False),
    ],
)
def test_the_policy_may_stand_at_a_domain_above(
    dns: Nameserver, name: str, values: list[str], ok: bool
) -> None:
    dns.zone[name, "TXT"] = values
    [found] = [f for f in looked(dns, HERE, "ny.havnevik.example") if f.name == "dmarc"]
    assert found.ok is ok


def test_a_record_cannot_steer_the_terminal(dns: Nameserver) -> None:
    dns.zone["_dmarc.havnevik.example", "TXT"] = [r'"v=DMARC1; p=none\027[2J\010"']
    assert one(dns, "dmarc").sentence == "_dmarc.havnevik.example says v=DMARC1; p=none[2J."
