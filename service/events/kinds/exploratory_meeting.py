"""A first meeting around a stuck case: whoever knows something sits at the table."""

from service.events.kinds import Kind

KIND = Kind(
    name="exploratory_meeting",
    title={
        "nb": "Utforskende møte",
        "nn": "Utforskande møte",
        "nl": "Verkennend gesprek",
        "en": "Exploratory meeting",
    },
    audience="community",
    capacity=12,
    minutes=90,
    doors_minutes=10,
    lead_weeks=2,
    reminders_hours=(24,),
    asks=("roles",),
)
