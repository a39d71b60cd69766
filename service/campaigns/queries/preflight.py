"""What to mend before a letter leaves, in words: the rules, and what only the database knows."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from emails import blocks
from service.campaigns import rules
from service.campaigns.models import Campaign, Edition
from service.campaigns.queries import find
from service.campaigns.rules import Finding, Other, Sheet
from service.core import clock, words
from service.core.words import lazy_gettext as _l

SENTENCES = {
    "no_subject": _l("The subject is missing."),
    "no_year": _l("The subject says “%(date)s” without a year. A letter may be read much later."),
    "no_preheader": _l("Write a line for the list of letters: it stands beside the subject there."),
    "same_preheader": _l("The line for the list of letters repeats the subject."),
    "no_blocks": _l("There is nothing in the letter yet."),
    "no_action": _l("Nobody is asked to come or to help. Would an event or a call for help fit?"),
    "no_alt": _l("Say what the picture shows, or tick that it is only for decoration."),
    "empty_field": _l("“%(field)s” is empty."),
    "vague_link": _l("A link says only “%(words)s”. Let its words say where it leads."),
    "dead_link": _l("A link leads nowhere: “%(url)s”. Write the whole address, from https:// on."),
    "no_address": _l("“%(words)s …” to whom? The address is missing."),
    "untranslated": _l(
        "%(number)s of %(total)s parts are word for word as in %(language)s. "
        "Is there more to translate?"
    ),
    "early": _l("The last letter went %(day)s, and you promised “%(promise)s”."),
}


@dataclass(frozen=True)
class Note:
    """A finding in words. `where` is "subject", "preheader", "letter" or a block's id."""

    level: str
    language: str
    where: str
    code: str
    facts: dict[str, str]

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.code]) % self.facts

    @property
    def blocks(self) -> bool:
        return self.level == "block"


def notes(campaign: Campaign, edition: Edition | None = None, reader: str = "nb") -> list[Note]:
    """Everything about one edition, or about all; `reader` is the language of who reads it."""
    editions = [edition] if edition else campaign.editions
    found = [about(each, finding, reader) for each in editions for finding in findings(each)]
    return [*found, *rhythm(campaign, reader)]


def findings(edition: Edition) -> list[Finding]:
    sheet = Sheet(edition.subject, edition.preheader, edition.blocks)
    return [*rules.findings(sheet), *rules.untranslated(sheet, earlier(edition))]


def earlier(edition: Edition) -> list[Other]:
    """The editions this one may be a copy of."""
    editions = edition.campaign.editions
    before = editions[: editions.index(edition)]
    return [Other(each.language, each.blocks) for each in before]


def about(edition: Edition, finding: Finding, reader: str) -> Note:
    facts = dict(finding.facts)
    if finding.code == "untranslated":
        facts["language"] = words.OWN_NAMES[facts["language"]]
    if finding.code == "empty_field":
        labels = blocks.words(finding.facts["block"], reader)
        name = finding.facts["field"]
        facts["field"] = labels.get(f"field_{name}", name)
    return Note(finding.level, edition.language, finding.where, finding.code, facts)


def rhythm(campaign: Campaign, reader: str) -> list[Note]:
    """A hint when it is sooner after the last letter than was promised at sign-up (domain A33)."""
    last = find.last_sent(campaign)
    promise = campaign.community.cadence
    days = ((campaign.send_at or clock.now()) - last).days if last else 0
    if last is None or not rules.early(promise, days):
        return []
    there = last.astimezone(ZoneInfo(campaign.community.zone))
    facts: dict[str, str] = {"day": words.day(there, reader), "promise": promise}
    return [Note("hint", "", "letter", "early", facts)]
