"""Whether the words are nothing but a request to stop writing to this person."""

import re

from service.inbox.read.sentences import bare

THE_LIST = (
    r"(?: (?:fra|frå|på|av|til|for|denne|dette|den|det|from|for|to|this|the|your|all|van|voor|"
    r"deze|die|"
    r"de|het|dit|jullie|alle|alt|listen|lista|liste|list|lists|mailing|mailinglist|mailliste|"
    r"nyhetsbrev|nyheitsbrev|nyhetsbrevet|nyheitsbrevet|newsletter|newsletters|nieuwsbrief|"
    r"nieuwsbrieven|"
    r"nyhetsbrevene|e post|e posten|epost|eposter|e poster|mail|mails|mailen|mailer|e mail|"
    r"emails|email|"
    r"abonnement|abonnementet|abonnementet mitt|mitt|subscription|utsendelser|utsendelsene|"
    r"meldinger|messages|takk|"
    r"please|thanks|thank you|graag|aub|alstublieft|bedankt|nå|no|nu|now|straks|meg|me|us|mij|oss|"
    r"umiddelbart|immediately))*"
)
CLEAR = re.compile(
    r"(?:vennligst |ver så snill og |please |graag |wil je |hei |hi |hoi |hallo )*"
    r"(?:stopp|stop|stans|stoppe|unsubscribe|unsubscribed|uitschrijven|uitschrijving|avslutt|"
    r"avslutte|"
    r"opt out|optout|remove me|take me off|schrijf (?:me|mij) (?:maar )?uit|"
    r"(?:meld (?:meg|oss) (?:av|ut)|(?:ta|fjern|stryk|slett) (?:meg|oss)(?: av| bort|"
    r" ut)?) (?:fra |frå |på |for )?"
    r"(?:denne |dette |den )?(?:listen|lista|mailinglisten|e postlisten|nyhetsbrevet|"
    r"nyheitsbrevet|nyhetsbrev)|"
    r"fjern meg|stryk meg|slett meg|avslutt abonnement|abonnement (?:opzeggen|beëindigen)|"
    r"(?:ik wil|jeg vil|eg vil|i want to|i would like to) (?:me |meg |gjerne |graag "
    r")*(?:uitschrijven|"
    r"stoppe abonnementet|avslutte abonnementet|unsubscribe)|"
    r"(?:geen|ikke|ikkje|ingen|no) (?:flere|fleire|more|meer|mer|meir)?(?: ?mails?| ?e ?post\w*| "
    r"nyhetsbrev| "
    r"nieuwsbrieven| newsletters| emails?)(?: meer| takk)?)" + THE_LIST
)
# To an invitation these mean no; as the subject of a fresh mail they mean stop.
LEAVE = re.compile(
    r"(?:vennligst |please |graag )*(?:meld (?:meg|oss) av|avmelding|avmeld(?: meg)?|afmelden|"
    r"afmelding|"
    r"meld (?:me|mij) af|cancel subscription|avregistrer(?: meg)?)" + THE_LIST
)
MACHINE = re.compile(
    r"(?i)(?:automatically generated|sent this (?:e-?mail|message) to unsubscribe|"
    r"unsubscribe request sent|this is an unsubscribe|list-unsubscribe)"
)
MAX_WORDS = 14


def asks_to_stop(words: str) -> bool:
    return _entirely(CLEAR, words)


def asks_to_leave(words: str) -> bool:
    return asks_to_stop(words) or _entirely(LEAVE, words)


def written_by_a_program(words: str) -> bool:
    """A mail program's own sentence under the subject "unsubscribe"."""
    return len(words) < 400 and bool(MACHINE.search(words))


def _entirely(pattern: re.Pattern[str], words: str) -> bool:
    text = bare(words[:400])
    if "?" in words or not text or len(words) > 400:
        return False
    return len(text.split()) <= MAX_WORDS and all(
        pattern.fullmatch(line) for line in map(bare, re.split(r"[\n.!]+", words)) if line
    )
