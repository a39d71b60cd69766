"""Out together along a route, to see what it is about."""

from service.events.kinds import Kind

KIND = Kind(
    name="walk",
    title={"nb": "Vandring", "nn": "Vandring", "nl": "Wandeling", "en": "Walk"},
    audience="open",
    capacity=25,
    minutes=90,
    doors_minutes=10,
    lead_weeks=2,
    reminders_hours=(24,),
)
