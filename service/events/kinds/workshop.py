"""A working session on one theme: people make something together."""

from service.events.kinds import Kind

KIND = Kind(
    name="workshop",
    title={"nb": "Verksted", "nn": "Verkstad", "nl": "Werksessie", "en": "Workshop"},
    audience="community",
    capacity=30,
    minutes=180,
    doors_minutes=15,
    lead_weeks=6,
    reminders_hours=(168, 24),
    programme_required=True,
    asks=("roles",),
)
