"""What a reading told, as plain values for the mail's row."""

from typing import Any

from service.inbox.read import Reading
from service.inbox.rules import storable


def proposal(reading: Reading) -> str:
    """Why a calendar answer needs a person though it is clear: another time, another head."""
    if reading.method == "COUNTER":
        return "proposes"
    return "asks_colleague" if reading.delegates else ""


def found_in(reading: Reading) -> dict[str, Any]:
    """All else that a mail told, as plain values for its row; what is empty is left out."""
    intent = reading.intent
    told = {
        "because": intent.because,
        "guests": intent.guests,
        "names": intent.names,
        "wishes": intent.wishes,
        "address": intent.address,
        "colleague": [part for part in intent.colleague if part],
        "until": intent.until and intent.until.isoformat(),
        "away_until": reading.away_until and reading.away_until.isoformat(),
        "delegates": reading.delegates,
        "proposed": reading.proposed,
        "status": reading.status,
        "recipients": reading.recipients[:20],
        "damage": reading.damage,
    }
    return {name: plain(value) for name, value in told.items() if value}


def plain(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)[:500]
    return [plain(each) for each in value] if isinstance(value, list | tuple) else value
