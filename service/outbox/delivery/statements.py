"""The ledger's SQL, for PostgreSQL and SQLite: the same rows by the same rules."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import TextClause, bindparam, text

from service.contacts.rules import BLOCKED
from service.core.db import Moment
from service.outbox.rules import ChunkState, State

NOW = {  # milliseconds since 1970, by the database's own clock
    "postgresql": "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)",
    "sqlite": "CAST((julianday('now') - 2440587.5) * 86400000 AS integer)",
}
# Each state that is not active by name: then an index finds the few that changed among millions.
AWAY = "'paused', 'withdrawn', 'refused', 'requested', 'none'"
BLOCKS = ", ".join(f"'{state}'" for state in BLOCKED)
# Why nothing may go to somebody, as contacts.queries.why_not judges it.
STANDING = f"""CASE WHEN p.address_state IN ({BLOCKS}) THEN p.address_state
  WHEN s.state IS NULL THEN 'none'
  WHEN s.state = 'paused' AND s.paused_until <= :now THEN NULL
  WHEN s.state <> 'active' THEN s.state END"""

# A lease far in the future is one from before the clock was set back.
CLAIM = """UPDATE chunk SET state = {held}, holder = :holder, epoch = epoch + 1,
  lease_until = {now} + :lease
WHERE mailing_id = :mailing AND no = (SELECT no FROM chunk WHERE mailing_id = :mailing
  AND (state = {free} OR (state = {held}
    AND (lease_until <= {now} OR lease_until > {now} + 4 * :lease)))
  AND EXISTS (SELECT 1 FROM mailing WHERE id = :mailing AND state = 'running')
  ORDER BY no LIMIT 1 {skip})
RETURNING no, lo, hi, epoch"""
READ = f"""SELECT d.seq, d.person_id, d.print_id, d.attempts, p.email, p.name,
  p.address_state, {STANDING} AS standing, CAST(:no AS integer) AS chunk
FROM delivery d JOIN mailing m ON m.id = d.mailing_id JOIN person p ON p.id = d.person_id
LEFT JOIN subscription s ON s.person_id = d.person_id AND s.list = m.list
WHERE d.mailing_id = :mailing AND d.seq BETWEEN :lo AND :hi AND d.state = {int(State.WAITING)}
ORDER BY d.seq"""
EXTEND = """UPDATE chunk SET lease_until = {now} + :lease
WHERE mailing_id = :mailing AND state = {held} AND holder = :holder
  AND (no, epoch) IN (SELECT one, two FROM {chunks})"""
PROVE = """SELECT 1 FROM chunk WHERE mailing_id = :mailing AND state = {held} AND holder = :holder
  AND (no, epoch) IN (SELECT one, two FROM {chunks}) {share}"""
LET_GO = """UPDATE chunk SET state = :state, holder = NULL, lease_until = 0
WHERE mailing_id = :mailing AND state = {held}
  AND (no, epoch) IN (SELECT one, two FROM {chunks})"""
REOPEN = """UPDATE delivery SET state = {waiting}, next_at = NULL
WHERE mailing_id = :mailing AND next_at <= :now AND EXISTS (SELECT 1 FROM chunk c
  WHERE c.mailing_id = :mailing AND c.state = {held} AND c.holder = :holder
  AND delivery.seq BETWEEN c.lo AND c.hi)"""
SENT = """UPDATE delivery SET state = {sent}, attempts = attempts + 1, reply = u.two,
  next_at = NULL, done_at = :now
FROM {sent_rows} WHERE delivery.mailing_id = :mailing AND delivery.seq = u.one
  AND delivery.state IN ({waiting}, {uncertain}, {skipped})"""  # what was taken was taken
# The mailing's own state as person 0, then everybody who may not be written to any more.
ORDERS = f"""SELECT 0 AS person_id, state AS reason FROM mailing WHERE id = :mailing
UNION ALL
SELECT s.person_id, s.state FROM subscription s
JOIN mailing m ON m.community_id = s.community_id AND m.list = s.list
WHERE m.id = :mailing AND s.changed_at >= :since AND s.state IN ({AWAY})
  AND NOT (s.state = 'paused' AND s.paused_until <= :now)
UNION ALL
SELECT p.id, p.address_state FROM person p JOIN mailing m ON m.community_id = p.community_id
WHERE m.id = :mailing AND p.address_changed_at >= :since AND p.address_state IN ({BLOCKS})"""
BEAT = """UPDATE mailing SET touched_at = :now, trouble = ''
WHERE id = :mailing AND state = 'running'"""
ORPHANS = """UPDATE chunk SET state = {free}, holder = NULL, lease_until = 0
WHERE mailing_id = :mailing AND state = {held} AND holder = :holder"""

TABLES = {  # two lists as a table
    "postgresql": "unnest(CAST(:{a} AS {ta}[]), CAST(:{b} AS {tb}[])) AS u(one, two)",
    "sqlite": "(SELECT value ->> 0 AS one, value ->> 1 AS two FROM json_each(:{a})) AS u",
}


@dataclass(frozen=True)
class Statements:
    dialect: str
    claim: TextClause
    read: TextClause
    extend: TextClause
    prove: TextClause
    let_go: TextClause
    sent: TextClause
    orders: TextClause
    beat: TextClause
    orphans: TextClause
    reopen: TextClause

    def pairs(self, one: str, rows: Sequence[tuple[Any, Any]], two: str) -> dict[str, Any]:
        """Pairs as the parameters that the statements read as a table of two columns."""
        if self.dialect == "postgresql":
            return {one: [row[0] for row in rows], two: [row[1] for row in rows]}
        return {one: json.dumps(rows)}


@cache
def of(dialect: str) -> Statements:
    table = TABLES[dialect]
    names = {
        "now": NOW[dialect],
        "skip": "FOR UPDATE SKIP LOCKED" if dialect == "postgresql" else "",
        "share": "FOR SHARE" if dialect == "postgresql" else "",
        "chunks": table.format(a="nos", b="epochs", ta="integer", tb="integer"),
        "sent_rows": table.format(a="seqs", b="replies", ta="integer", tb="text"),
        "free": int(ChunkState.FREE),
        "held": int(ChunkState.HELD),
        "sent": int(State.SENT),
        "waiting": int(State.WAITING),
        "uncertain": int(State.UNCERTAIN),
        "skipped": int(State.SKIPPED),
    }
    return Statements(
        dialect,
        claim=text(CLAIM.format_map(names)),
        read=timed(READ),
        extend=text(EXTEND.format_map(names)),
        prove=text(PROVE.format_map(names)),
        let_go=text(LET_GO.format_map(names)),
        sent=timed(SENT.format_map(names)),
        orders=timed(ORDERS).bindparams(bindparam("since", type_=Moment())),
        beat=timed(BEAT),
        reopen=timed(REOPEN.format_map(names)),
        orphans=text(ORPHANS.format_map(names)),
    )


def timed(sql: str) -> TextClause:
    return text(sql).bindparams(bindparam("now", type_=Moment()))
