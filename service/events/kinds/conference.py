"""A day for many, with tracks and speakers."""

from service.events.kinds import LONG, Kind

KIND = Kind(
    name="conference",
    title={"nb": "Konferanse", "nn": "Konferanse", "nl": "Conferentie", "en": "Conference"},
    audience="open",
    capacity=200,
    minutes=420,
    doors_minutes=45,
    lead_weeks=12,
    reminders_hours=(336, 24),
    programme_required=True,
    todos=LONG,
    asks=("needs",),
)
