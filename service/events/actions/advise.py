"""What a manager should know before an event is published. It never stands in the way."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import holidays

from service.core import clock
from service.core.words import gettext as _
from service.core.words import ngettext
from service.events import kinds, queries
from service.events.models import Event

TONGUES = {"NO": "no", "NL": "nl", "SE": "sv", "DK": "da"}  # in which the days are named at home
AT_HOME = {"nb": "NO", "nn": "NO", "nl": "NL"}


def advice(event: Event, language: str) -> list[str]:
    """Sentences about the date for who reads this language; empty when there is nothing to say."""
    if event.starts_at is None or event.start <= clock.now():
        return []
    return [*short_notice(event), *holiday(event, language), *clashes(event)]


def short_notice(event: Event) -> list[str]:
    kind = kinds.find(event.kind_name)
    today = clock.now().astimezone(ZoneInfo(event.community.zone)).date()
    left = day_of(event) - today  # in days as a calendar counts them
    if kind is None or left >= timedelta(weeks=kind.lead_weeks):
        return []
    wanted = ngettext("%(num)s week", "%(num)s weeks", kind.lead_weeks)
    days = ngettext("%(num)s day", "%(num)s days", left.days)
    usual = _("People usually hear of such an event %(wanted)s before.", wanted=wanted)
    this = _("This one is in %(days)s.", days=days)
    return [f"{usual} {this}"]


def holiday(event: Event, language: str) -> list[str]:
    day = day_of(event)
    name = named(event.community.country, day, language)
    return [_("That day is a public holiday: %(name)s.", name=name)] if name else []


def named(country: str, day: date, language: str) -> str | None:
    """The holiday of that country, in the reader's language if it is spoken there; else English."""
    home = AT_HOME.get(language) == country
    tongue = TONGUES.get(country, "en_US") if home else "en_US"
    try:
        return holidays.country_holidays(country, years=day.year, language=tongue).get(day)
    except NotImplementedError:  # a country that the library does not know
        return None


def clashes(event: Event) -> list[str]:
    """Other events of this community on the same day."""
    zone, day = ZoneInfo(event.community.zone), day_of(event)
    others = (each for each in queries.upcoming(event.community) if each.id != event.id)
    same = [each.title for each in others if each.start.astimezone(zone).date() == day]
    return [_("On the same day: %(titles)s.", titles=", ".join(same))] if same else []


def day_of(event: Event) -> date:
    return event.start.astimezone(ZoneInfo(event.community.zone)).date()
