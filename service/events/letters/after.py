"""The letters after an event."""

from emails.events.missed_you import MissedYou
from emails.events.thanks import Thanks

from service.events.letters.facts import when
from service.events.letters.files import address
from service.events.models import Registration

Afterwards = Thanks | MissedYou


def thanks(registration: Registration, *, came: bool) -> Thanks:
    """`came`: we know that they were there, since the list at the door was kept."""
    event = registration.event
    return Thanks(
        first_name=registration.first_name,
        title=event.title,
        when=when(registration),
        came=came,
        outcome=event.outcome or None,
        link=event.material or None,
    )


def missed_you(registration: Registration) -> MissedYou:
    event = registration.event
    return MissedYou(
        first_name=registration.first_name,
        title=event.title,
        outcome=event.outcome or None,
        link=event.material or address(event),
    )
