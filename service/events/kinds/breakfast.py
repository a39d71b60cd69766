"""An open breakfast with a short talk, before work."""

from service.events.kinds import Kind

KIND = Kind(
    name="breakfast",
    title={"nb": "Frokost", "nn": "Frukost", "nl": "Ontbijt", "en": "Breakfast"},
    audience="open",
    capacity=40,
    minutes=90,
    doors_minutes=15,
    lead_weeks=4,
    reminders_hours=(24,),
    asks=("needs",),
)
