"""What an answer to a letter to many means. Stop is the same for all news: inbox."""

from flask_babel.speaklater import LazyString

from service.campaigns import actions, queries
from service.campaigns.models import Campaign
from service.communities.models import Community
from service.core.words import gettext as _
from service.core.words import lazy_gettext as _l
from service.inbox.rules import Answer, Outcome, Question
from service.outbox.models import Message

SAID = {
    "in": _l("You are in. A receipt is on its way."),
    "reserve": _l("Enough have said yes already. You are in reserve, and we thank you for it."),
    "maybe": _l("That is noted. Answer again when you know."),
    "no": _l("That is noted. Thank you for telling us."),
}
ALREADY = _l("That was noted already. Nothing more is needed.")


def on_answer(message: Message, answer: Answer) -> Outcome | None:
    """A letter that asks for nobody may ask several things: yes alone is not clear enough."""
    campaign = queries.by_id(message.community, message.about_id)
    if campaign is None or not campaign.wanted or message.person is None:
        return None
    if answer.say not in ("yes", "no", "maybe") or answer.guests:
        return None
    response = actions.respond(campaign, message.person, answer)
    if response is None:
        return Outcome(ALREADY, changed=False)
    return Outcome(SAID[response.place or response.says])


def matters(community: Community, numbers: list[int]) -> dict[int, str]:
    """The name each of these letters goes by among the staff."""
    return queries.titles(community, numbers)


def question(message: Message) -> Question:
    """A letter that asks for nobody has no button of its own: its answers are words."""
    campaign = queries.by_id(message.community, message.about_id)
    title = message.print.subject if message.print else message.community.name
    if campaign is None or not campaign.wanted or message.person is None:
        sentence = _("Answer the letter itself, and a person will read what you write.")
        return Question(title, sentence, None, None)
    return Question(title, *asked(campaign, message))


def asked(
    campaign: Campaign, message: Message
) -> tuple[str | LazyString, LazyString | None, LazyString | None]:
    """What we say, and the buttons that make sense where they stand."""
    known = queries.response(campaign, message.recipient)
    no = _l("No, not this time")
    if known and known.place == "in":
        return _l("You are in. Thank you."), None, _l("I cannot after all")
    if known and known.place == "reserve":
        return _l("You are in reserve. We write if a place comes free."), None, no
    if queries.taken(campaign) >= campaign.wanted:
        enough = _l("Enough have said yes already. You can be in reserve.")
        return enough, _l("Yes, put me in reserve"), no
    return _l("Would you like to take part?"), _l("Yes, count me in"), no
