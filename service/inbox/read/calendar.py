"""An answer from a calendar program (iTIP REPLY): who, and whether they come; no more is read."""

import re
from dataclasses import dataclass

from service.inbox.read.headers import address, addresses
from service.inbox.read.parse import Mail, content, content_type, parameter, parts

MAX_BYTES = 256 * 1024
MAX_COMPONENTS = 50
MAX_ATTENDEES = 50

TYPES = ("text/calendar", "application/ics", "text/x-vcalendar")
NAME = re.compile(r"([A-Za-z0-9-]{1,40})([;:])")
PARAMETER = re.compile(r"([A-Za-z0-9-]{1,40})=(\"[^\"\n]*\"|[^\";:\n]*)")
STAMP = re.compile(r"(\d{8})T(\d{6})Z?")
PARTSTATS = frozenset({"ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED"})
METHODS = frozenset({"REPLY", "COUNTER", "REFRESH"})  # RFC 5546 § 3.2

# A phone without the calendar part still names the answer first in the subject.
SUBJECTS = (
    (
        "ACCEPTED",
        r"accepted|akseptert(?:e invitasjonen)?|godtatt|godteke|godtok|aksepterte invitasjonen|"
        r"(?:uitnodiging )?geaccepteerd|accepteret|accepterad|accepté|zugesagt|angenommen|ja",
    ),
    (
        "DECLINED",
        r"declined|avslått|avviste(?: invitasjonen)?|avslag|avvist|(?:uitnodiging )?geweigerd|"
        r"afgewezen|afgeslagen|afvist|avböjt|refusé|abgesagt|abgelehnt|nei",
    ),
    (
        "TENTATIVE",
        r"tentative(?:ly accepted)?|foreløpig(?: godtatt)?|godta foreløpig|førebels|voorlopig"
        r"(?: geaccepteerd)?|onder voorbehoud|misschien|op proef|foreløbigt|preliminärt|provisoire|"
        r"mit vorbehalt|vorläufig",
    ),
)


@dataclass(frozen=True, slots=True)
class Reply:
    method: str
    uid: str | None = None
    sequence: int = 0
    stamp: str = ""
    comment: str = ""
    attendees: tuple[tuple[str, str], ...] = ()
    delegates: tuple[str, ...] = ()  # whom the seat was passed on to (RFC 5545 § 3.2.5)
    proposed: str = ""  # the start that a COUNTER proposes


def calendar_reply(mail: Mail) -> Reply | None:
    """The first calendar part that answers; a counter-proposal is shown, never applied."""
    for part in parts(mail.message):
        name = parameter(part, "name")
        if content_type(part) not in TYPES and not name.endswith(".ics"):
            continue
        reply = read_calendar(content(part), parameter(part, "method"))
        if reply:
            return reply
    return None


def read_calendar(text: str, declared: str = "") -> Reply | None:
    lines = _lines(text)
    method = next((value for name, _, value in lines if name == "METHOD"), declared).upper().strip()
    if method not in METHODS or not lines:
        return None
    if sum(name == "BEGIN" for name, _, _ in lines) > MAX_COMPONENTS:
        return Reply(method)
    values = {name: value for name, _, value in reversed(lines)}
    sequence = values.get("SEQUENCE", "").strip()
    return Reply(
        method=method,
        uid=values.get("UID", "").strip()[:255] or None,
        sequence=int(sequence[:9]) if sequence[:9].isdecimal() else 0,
        stamp=_moment(values.get("DTSTAMP", "")),
        comment=_unescaped(values.get("COMMENT", ""))[:4000],
        attendees=_attendees(lines) if method == "REPLY" else (),
        delegates=_delegates(lines) if method == "REPLY" else (),
        proposed=values.get("DTSTART", "").strip()[:20] if method == "COUNTER" else "",
    )


def _moment(value: str) -> str:
    """A stamp as UTC, which it must be (RFC 5545 § 3.8.7.2); empty when it is none."""
    found = STAMP.fullmatch(value.strip())
    return f"{found[1]}T{found[2]}Z" if found else ""


def answer_in_subject(subject: str) -> str | None:
    first, colon, _ = subject.partition(":")
    for partstat, words in SUBJECTS:
        if colon and re.fullmatch(
            rf"(?i)(?:{words})(?: invitasjonen?| uitnodiging| invitation)?", first
        ):
            return partstat
    return None


def _lines(text: str) -> list[tuple[str, str, str]]:
    """Lenient: junk before BEGIN, bare LF, blank lines and unknown lines are stepped over."""
    start = text.upper().find("BEGIN:VCALENDAR")
    if start < 0:
        return []
    unfolded = re.sub(r"\n[ \t]", "", text[start:MAX_BYTES].replace("\0", ""))
    return [line for raw in unfolded.split("\n") if (line := _line(raw[:8192]))]


def _line(raw: str) -> tuple[str, str, str] | None:
    found = NAME.match(raw)
    if not found:
        return None
    at = found.end() - 1
    while at < len(raw) and raw[at] == ";":
        parameter_found = PARAMETER.match(raw, at + 1)
        at = parameter_found.end() if parameter_found else raw.find(":", at)
        if at < 0:
            return None
    return found[1].upper(), raw[found.end() : at], raw[at + 1 :]


def _attendees(lines: list[tuple[str, str, str]]) -> tuple[tuple[str, str], ...]:
    found: dict[tuple[str, str], None] = {}
    for name, parameters, value in lines:
        if name != "ATTENDEE":
            continue
        named = {key.upper(): text.strip('"') for key, text in PARAMETER.findall(parameters)}
        partstat = named.get("PARTSTAT", "").upper()
        who = address(re.sub(r"(?i)^\s*mailto:", "", value)) or address(named.get("EMAIL", ""))
        if who and partstat in PARTSTATS:
            found[who, partstat] = None
    return tuple(found)[:MAX_ATTENDEES]


def _delegates(lines: list[tuple[str, str, str]]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name, parameters, _ in lines:
        if name != "ATTENDEE" or "DELEGATED-TO" not in parameters.upper():
            continue
        named = {key.upper(): text for key, text in PARAMETER.findall(parameters)}
        for who in addresses(named.get("DELEGATED-TO", "").replace("mailto:", "")):
            found[who] = None
    return tuple(found)[:MAX_ATTENDEES]


def _unescaped(value: str) -> str:
    return value.replace("\\n", "\n").replace("\\N", "\n").replace("\\,", ",").replace("\\;", ";")
