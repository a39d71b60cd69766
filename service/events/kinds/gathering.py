"""A gathering of the community, with a programme."""

from service.events.kinds import LONG, Kind

KIND = Kind(
    name="gathering",
    title={"nb": "Samling", "nn": "Samling", "nl": "Bijeenkomst", "en": "Gathering"},
    audience="community",
    capacity=60,
    minutes=180,
    doors_minutes=30,
    lead_weeks=8,
    reminders_hours=(168, 24),
    programme_required=True,
    todos=LONG,
    asks=("needs",),
)
