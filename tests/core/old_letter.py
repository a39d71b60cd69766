"""A newsletter half sent, as the tables of migration 0001 held it."""

from collections.abc import Iterator
from typing import Any

NOW = "2026-11-24 10:00:00"
Row = tuple[str, dict[str, Any]]


def community() -> Iterator[Row]:
    texts = ("about", "address", "member_gets", "member_gives", "channel_name", "channel_url")
    named = {"slug": "vik", "name": "Vik", "sender_name": "Vik", "controller": "Vik"}
    mail = {"sender_email": "post@vik.example", "controller_email": "post@vik.example"}
    place = {"language": "nb", "languages": '["nb"]', "country": "NO", "zone": "Europe/Oslo"}
    look = {"colour": "#0B6E4F", "cadence": "", "created_at": NOW}
    yield "community", {"id": 1, **dict.fromkeys(texts, ""), **named, **mail, **place, **look}


def letter() -> Iterator[Row]:
    here = {"id": 1, "community_id": 1}
    words = "Hei pdslot-first-name-x pdslot-stop-link-x"
    sheet = {"html": f'<html lang="nb">{words}</html>', "text": words, "digest": "x"}
    head = {"subject": "Nytt", "preheader": "Nytt"}
    yield "print", {**here, **head, **sheet, "created_at": NOW}
    state = {"kind": "newsletter", "title": "Nytt", "state": "sending", "trouble": ""}
    yield "campaign", {**here, **state, "created_by": "x", "created_at": NOW, "started_at": NOW}
    edition = {"campaign_id": 1, "language": "nb", "blocks": "[]", "print_id": 1}
    yield "edition", {**here, **head, **edition, "changed_at": NOW, "changed_by": "x"}


def reader(number: int, email: str, state: str) -> Iterator[Row]:
    here = {"id": number, "community_id": 1}
    known = {"email": email, "email_key": email, "name": "Åse", "language": "nb", "source": "x"}
    times = {"address_changed_at": NOW, "created_at": NOW}
    yield "person", {**here, **known, **times, "address_state": "verified"}
    mine = {"person_id": number, "list": "newsletter", "state": "active", "changed_at": NOW}
    yield "subscription", {**here, **mine}
    about = {"about_feature": "campaigns", "about_id": 1, "print_id": 1, "person_id": number}
    what = {"stream": "news", "letter": "campaigns.newsletter", "fields": "{}", "language": "nb"}
    how = {"state": state, "attempts": 1, "due_at": NOW, "created_at": NOW}
    yield "message", {**here, **about, **what, **how}


ROWS: list[Row] = [
    *community(),
    *letter(),
    *reader(1, "a@x.example", "sent"),
    *reader(2, "b@x.example", "waiting"),
    *reader(3, "c@x.example", "sending"),
]


def inserted(table: str, row: dict[str, Any]) -> str:
    return (
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})"
    )
