"""The demo's people: those with a name and a story, and the crowd that fills the numbers."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from service.communities.models import Account, Community, Staff
from service.contacts.models import Consent, Organisation, Person, Subscription
from service.contacts.rules import NEWSLETTER, key
from service.core.db import session
from service.demo.times import Calendar
from service.members.models import Membership

SEED = 20261123
ASCII = {ord("ø"): "o", ord("å"): "a", ord("æ"): "ae"}
SHARES = {"nb": 87, "nn": 9, "en": 4}
SECTORS = {"private": 35, "public": 30, "voluntary": 20, "academia": 10, "": 5}
WORDS = {
    "nb": "Ja, send meg nyhetsbrevet på e-post. Jeg kan stoppe det når jeg vil.",
    "nn": "Ja, send meg nyheitsbrevet på e-post. Eg kan stoppe det når eg vil.",
    "nl": "Ja, stuur mij de nieuwsbrief per e-mail. Ik kan me altijd uitschrijven.",
    "en": "Yes, send me the newsletter by e-mail. I can stop it whenever I want.",
}


def found(data: dict[str, Any]) -> Community:
    """The community with its staff, from its data file."""
    community = Community(**data["community"])
    session.add(community)
    session.flush()
    for row in data["staff"]:
        account = Account(email=row["email"], name=row["name"], language=row["language"])
        session.add(Staff(community_id=community.id, account=account, role=row["role"]))
    return community


def settle(community: Community, data: dict[str, Any], calendar: Calendar) -> dict[str, Person]:
    """Everybody in the data file and the crowd; by handle."""
    organisations = {
        name: Organisation(community_id=community.id, name=name, sector=sector)
        for sector, names in data["organisations"].items()
        for name in names
    }
    session.add_all(organisations.values())
    rows = list(data["people"])
    rows += crowd(rows, data["crowd"], data["organisations"]) if "crowd" in data else []
    people = {row["handle"]: arrive(community, row, organisations, calendar) for row in rows}
    session.flush()
    return people


def arrive(
    community: Community,
    row: dict[str, Any],
    organisations: dict[str, Organisation],
    calendar: Calendar,
) -> Person:
    organisation = organisations.get(row.get("organisation", ""))
    joined = calendar.at(row.get("joined", date(2025, 10, 6)), time(18, 30))
    email = f"{row['handle']}@{place(organisation)}.example"
    person = Person(
        community_id=community.id,
        community=community,
        email=email,
        email_key=key(email),
        address_state=row.get("address", "verified"),
        address_changed_at=joined,
        name=row["name"],
        language=row.get("language", community.language),
        organisation=organisation,
        source="join form" if "state" in row else "newsletter form",
        created_at=joined,
    )
    session.add(person)
    if "list" in row:
        subscribe(person, row, joined, calendar)
    if "state" in row:
        join(person, row, joined)
    return person


def place(organisation: Organisation | None) -> str:
    """A made-up domain that says where somebody works."""
    name = organisation.name if organisation else "post"
    plain = name.lower().translate(ASCII)
    return "".join(char if char.isalnum() else "-" for char in plain).strip("-")


def subscribe(person: Person, row: dict[str, Any], joined: datetime, calendar: Calendar) -> None:
    until = row.get("paused_until")
    subscription = Subscription(
        community_id=person.community_id,
        person=person,
        list=NEWSLETTER,
        state=row["list"],
        paused_until=calendar.at(until) if until else None,
        changed_at=joined,
    )
    session.add(subscription)
    acts = ["asked", "given"] + (["withdrawn"] if row["list"] == "withdrawn" else [])
    session.add_all(consent(person, NEWSLETTER, act, joined) for act in acts)


def join(person: Person, row: dict[str, Any], joined: datetime) -> None:
    membership = Membership(
        community_id=person.community_id,
        person=person,
        state=row["state"],
        competence=row.get("competence", ""),
        interests=row.get("interests", ""),
        asked_at=joined,
        confirmed_at=None if row["state"] in ("pending", "lapsed") else joined,
    )
    session.add(membership)
    session.add(consent(person, "membership", "asked", joined))


def consent(person: Person, purpose: str, act: str, at: datetime) -> Consent:
    return Consent(
        community_id=person.community_id,
        person=person,
        purpose=purpose,
        act=act,
        version=f"{purpose}-2026-11",
        words=WORDS[person.language],
        language=person.language,
        page="/join",
        evidence="demo" if act != "asked" else "/join",
        at=at,
    )


def crowd(
    named: list[dict[str, Any]], wanted: dict[str, Any], work: dict[str, list[str]]
) -> Iterator[dict[str, Any]]:
    """As many more as the wanted totals need; the same ones every time."""
    chance = random.Random(SEED)
    members = wanted["memberships"] - sum("state" in row for row in named)
    on_list = [row for row in named if row.get("list") in ("active", "paused")]
    reading = wanted["subscribed_members"] - sum("state" in row for row in on_list)
    others = wanted["subscriptions"] - wanted["subscribed_members"]
    others -= sum("state" not in row for row in on_list)
    states = ["suppressed"] * wanted["suppressed"] + ["hard_bounced"] * wanted["hard_bounced"]
    taken = {row["handle"] for row in named}
    for number in range(members + others):
        row = somebody(chance, wanted, work, taken)
        if number < members:
            row |= member(chance, wanted)
        if number < reading or number >= members:
            row["list"] = "active"
        if number < len(states):
            row["address"] = states[number]
        elif number < len(states) + wanted["paused"]:
            row |= {"list": "paused", "paused_until": date(2027, 1, 4)}
        yield row


def somebody(
    chance: random.Random, wanted: dict[str, Any], work: dict[str, list[str]], taken: set[str]
) -> dict[str, Any]:
    first, last = chance.choice(wanted["first_names"]), chance.choice(wanted["last_names"])
    handle = plain(f"{first}.{last}")
    while handle in taken:
        handle += chance.choice("123456789")
    taken.add(handle)
    sector = chance.choices(list(SECTORS), list(SECTORS.values()))[0]
    row: dict[str, Any] = {"handle": handle, "name": f"{first} {last}"}
    row["language"] = chance.choices(list(SHARES), list(SHARES.values()))[0]
    if sector:
        row["organisation"] = chance.choice(work[sector])
    return row


def member(chance: random.Random, wanted: dict[str, Any]) -> dict[str, Any]:
    skills = chance.sample(wanted["competences"], chance.randint(1, 4))
    liked = chance.sample(wanted["interests"], chance.randint(0, 2))
    state = chance.choices(("active", "confirmed", "dormant"), (70, 25, 5))[0]
    return {"state": state, "competence": ", ".join(skills), "interests": ", ".join(liked)}


def plain(text: str) -> str:
    return text.lower().replace(" ", "-").translate(ASCII)
