"""Help with an application, before the call closes."""

from service.events.kinds import Kind

KIND = Kind(
    name="application_workshop",
    title={
        "nb": "Søknadsverksted",
        "nn": "Søknadsverkstad",
        "nl": "Aanvraagworkshop",
        "en": "Application workshop",
    },
    audience="open",
    capacity=30,
    minutes=150,
    doors_minutes=15,
    lead_weeks=4,
    reminders_hours=(48,),
)
