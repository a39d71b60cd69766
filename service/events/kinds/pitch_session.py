"""Ideas presented in a few minutes each, to those who choose."""

from service.events.kinds import Kind

KIND = Kind(
    name="pitch_session",
    title={"nb": "Pitchekveld", "nn": "Pitchekveld", "nl": "Pitchsessie", "en": "Pitch session"},
    audience="open",
    capacity=60,
    minutes=120,
    doors_minutes=30,
    lead_weeks=4,
    reminders_hours=(72, 24),
    programme_required=True,
)
