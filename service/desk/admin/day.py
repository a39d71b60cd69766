"""The manager's day: what needs a person, one button each, and who took part."""

from flask import g, render_template

from service.channel import queries as talk
from service.communities.models import Community
from service.core.permits import may, permit
from service.core.words import gettext as _
from service.core.words import ngettext
from service.desk import queries
from service.desk.admin.rail import pages
from service.desk.rules import Area, Figure, Need
from service.events import letters as letters_about_events
from service.events import queries as events
from service.events.models import Event
from service.events.rules import Task
from service.inbox import queries as inbox
from service.tips import queries as shelf

Found = list[tuple[str, Need]]  # each with the permit it takes to do it


@pages.get("/<community_slug>/")
@permit("look")
def desk() -> str:
    return render_template(
        "desk/pages/desk.html", needs=needs(g.community), areas=areas(g.community)
    )


def needs(here: Community) -> list[Need]:
    """What only a person can do now, the most urgent first, as far as this role may do it."""
    asked = (doors, answers, posts, address, tips, letters, plans, due, held, joined, bounced)
    found = [pair for ask in asked for pair in ask(here)]
    return [need for right, need in found if may(g.me.role, right)]


def doors(here: Community) -> Found:
    words = _("Open the door list")
    return [
        ("check_in", Need(_("%(title)s is today.", title=event.title), words, door(event.id)))
        for event in queries.today(here)
    ]


def answers(here: Community) -> Found:
    number = inbox.waiting(here)
    sentence = ngettext(
        "%(num)s answer waits for a person.", "%(num)s answers wait for a person.", number
    )
    return [("write", Need(sentence, _("Read and answer"), at("inbox")))] if number else []


def posts(here: Community) -> Found:
    number = len(talk.held(here))
    sentence = ngettext(
        "%(num)s post in the channel waits for you.",
        "%(num)s posts in the channel wait for you.",
        number,
    )
    return [("write", Need(sentence, _("Read and send"), at("channel")))] if number else []


def address(here: Community) -> Found:
    """The law asks for one at the foot of each letter."""
    sentence = _("Letters need a postal address or an organisation number at their foot.")
    return [] if here.address else [("own", Need(sentence, _("Write it"), at("settings/sender")))]


def tips(here: Community) -> Found:
    number = shelf.ready(here)
    sentence = ngettext(
        "%(num)s tip from a reader may be printed.",
        "%(num)s tips from readers may be printed.",
        number,
    )
    return [("write", Need(sentence, _("Look at the shelf"), at("tips")))] if number else []


def letters(here: Community) -> Found:
    return [
        ("write", Need(draft_of(letter.title), _("Finish the letter"), at(f"letters/{letter.id}")))
        for letter in queries.drafts(here)
    ]


def plans(here: Community) -> Found:
    return [
        ("arrange", Need(draft_of(event.title), _("Finish the event"), at(f"events/{event.id}")))
        for event in events.drafts(here)
    ]


def due(here: Community) -> Found:
    """What the back-plans of events ask for by today, a line for each event."""
    late: dict[Event, list[Task]] = {}
    for event, task in events.due_tasks(here):
        late.setdefault(event, []).append(task)
    return [
        ("arrange", Need(of_plan(event, tasks), _("Look at the plan"), plan_of(event)))
        for event, tasks in late.items()
    ]


def of_plan(event: Event, tasks: list[Task]) -> str:
    if len(tasks) == 1:
        return f"{event.title}: {letters_about_events.TASKS[tasks[0].name]}"
    more = {"title": event.title, "num": len(tasks)}
    return str(_("%(title)s: %(num)s things on the plan are due.", **more))


def plan_of(event: Event) -> str:
    return at(f"events/{event.id}#plan")


def held(here: Community) -> Found:
    button = _("See who")
    return [
        ("arrange", Need(not_confirmed(event.title, number), button, at(f"events/{event.id}")))
        for event, number in queries.unconfirmed(here)
    ]


def joined(here: Community) -> Found:
    number = queries.joined(here)
    sentence = ngettext("%(num)s new member this week.", "%(num)s new members this week.", number)
    return [("look", Need(sentence, _("Meet them"), at("members")))] if number else []


def bounced(here: Community) -> Found:
    number = len(queries.failed(here))
    sentence = ngettext(
        "%(num)s letter could not be delivered this week.",
        "%(num)s letters could not be delivered this week.",
        number,
    )
    return [("look", Need(sentence, _("See which"), at("undelivered")))] if number else []


def draft_of(title: str) -> str:
    return str(_("“%(title)s” is still a draft.", title=title))


def not_confirmed(title: str, number: int) -> str:
    sentence = ngettext(
        "%(title)s: %(num)s person has not said yes yet.",
        "%(title)s: %(num)s people have not said yes yet.",
        number,
        title=title,
    )
    return str(sentence)


def areas(here: Community) -> list[Area]:
    """Taking part, not opens: nobody is watched while they read."""
    return [information(here), gatherings(here), participation(here)]


def information(here: Community) -> Area:
    sent, readers = queries.letters_sent(here), queries.readers(here)
    return Area(
        _("Information"),
        (
            Figure(readers, ngettext("reader", "readers", readers), at("people?state=active")),
            Figure(sent, ngettext("letter in a year", "letters in a year", sent), at("letters")),
        ),
    )


def gatherings(here: Community) -> Area:
    ahead, coming = len(events.upcoming(here)), queries.coming(here)
    came = queries.came(here)
    return Area(
        _("Events"),
        (
            Figure(ahead, ngettext("event to come", "events to come", ahead), at("events")),
            Figure(coming, ngettext("person coming", "people coming", coming), at("events")),
            Figure(came, ngettext("came in a year", "came in a year", came), at("events")),
        ),
    )


def participation(here: Community) -> Area:
    members, answers = queries.members_in_all(here), queries.answers(here)
    wrote = ngettext("answer by mail in a year", "answers by mail in a year", answers)
    return Area(
        _("Participation"),
        (
            Figure(members, ngettext("member", "members", members), at("members")),
            Figure(answers, wrote, at("inbox?tab=done")),
        ),
    )


def door(event_id: int) -> str:
    return at(f"events/{event_id}/door")


def at(place: str) -> str:
    return f"/admin/{g.community.slug}/{place}"
