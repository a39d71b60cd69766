"""What programs, firms and lists put under a person's words."""

import re

DEVICE = (
    r"(?:i ?phon\w*|i ?pad\w*|ios|android\w*|samsung\w*|galaxy|huawei\w*|nokia|xperia|pixel|"
    r"oneplus|xiaomi|redmi|htc|outlook|gmail|mail|e-?post|yahoo|aol|gmx|web\.de|proton ?mail|"
    r"proton|phone|smart\w*|telefon\w*|telefoon|téléphone|telemóvel|mobil\w*|móvil|mobiel\w*|"
    r"handy|tablet\w*|nettbrett\w*|surfplatt\w*|blackberry|windows|hotmail|mailbox|spark|"
    r"superhuman|fastmail|thunderbird|tutanota|ipod|appareil|smartphone)"
)
SENT = (
    r"(?:sendt|sent|skickat|verstuurd|verzonden|gesendet|envoyé|inviato|enviado|wysłane|wysłano|"
    r"odesláno|lähetetty|отправлено)"
)
FROM = (
    r"(?:fra|frå|from|från|vanaf|vanuit|met|med|mit|von|vom|via|with|using|by|de|depuis|à partir|"
    r"da|dal|dalla|desde|do|dele|z|ze|с|из)"
)
WHOSE = (
    r"(?:(?:my|min|mitt|mijn|mein\w{0,2}|mon|ma|mi|meu|mio|the|all|new|an?|en|een|der|dem|de|du|"
    r"la|le|mobile|mobilen?|mobiele|free|gratis|(?-i:[A-ZÆØÅ\d][\w-]{0,14})) ){0,5}?"
)
# Few words stand between "sent from" and the thing; a sentence goes on.
SENT_FROM = re.compile(
    rf"(?i)^[\W_]{{0,3}}(?:{SENT} {FROM} {WHOSE}(?:l')?{DEVICE}\b|"
    rf"(?:von|vanaf|från) (?:meine[mr]|mijn|min) .{{0,25}}{DEVICE}.{{0,12}} {SENT}\b|"
    r"lähetetty \w{0,10}(?:phone|pad|android|puhel)\w*|发自我的|iphoneから送信)"
    r"(?P<rest>.*)$"
)
GET_APP = re.compile(
    r"(?i)^[\W_]{0,3}(?=.{0,40}\b(?:outlook|yahoo|gmail|proton|aol|spark)\b)"
    r"(?:[\w.-]{1,14} ){0,5}?"
    r"(?:outlook|yahoo ?mail|gmail|proton ?mail|aol|spark) (?:[\w.-]{1,12} ){0,2}?"
    r"(?:ios|android|iphone|ipad|mac|windows)\b(?: \w{4,12})?[\s.!]{0,2}"
    r"(?:<\S{1,2000}|https?:\S+)?$"
)
# A make nobody has heard of: "Sent from my Wiko RIDGE 4G", but not "Sent from my cabin".
UNKNOWN = re.compile(
    rf"^[\W_]{{0,3}}(?i:{SENT} [\w']{{2,8}} (?:my|min|mitt|mijn|meine[mr]|mon|mi|meu|mio)) "
    r"(?=[A-ZÆØÅ\d])[\w-]{1,20}(?: [\w()-]{1,20}){0,4}[\W_]{0,3}$"
)
EXCUSES = re.compile(
    r"(?i)\b(?:excuse|typo|typos|brevity|brief|skrivefeil|kort|typefouten|kürze)\b"
)
ALLOWED = re.compile(
    r"(?i)^[\w'’-]*(?: (?:for|on|på|voor|för|für|pour|para|per|til|dla|auf|op|av|min|app\w*|"
    r"secure|e-?mail|mobile?|phone|smart\w*|telefon\w*|device|enhet\w*|avec|by|(?-i:i?[A-ZÆØÅ\d][\w®™-]*)|"
    r"\(\S{1,300}\))){0,6}[\s.*!_]{0,4}(?:<.*|https?:.*)?$"
)

WHICH = (
    r"(?:this|the (?:information|content\w*)|denne|dette|innholdet|innhaldet|informasjonen|dit|"
    r"deze|de inhoud|de informatie|diese|dieses|ce|ces|les informations|le informazioni|questo|"
    r"este|esta|denna|detta|indholdet)"
)
MAIL = (
    r"(?:e-?mail\w*|mail\w*|message|communication|transmission|e-?post\w*|melding\w*|bericht\w*|"
    r"nachricht|courriel|meddelande\w*|besked|messaggio|mensaje|mensagem|correo)"
)
SECRET = (
    r"(?:confiden\w*|konfiden\w*|privileged|intended (?:only|solely)|fortrolig\w*|fortruleg\w*|"
    r"taushets\w*|teieplikt\w*|kun (?:ment|til|beregnet|for)|bare (?:ment|for)|berre meint|"
    r"utelukkende|uitsluitend|vertrouwelijk\w*|(?:niet|alleen) voor u|vertraulich\w*|"
    r"ausschlie(?:ß|ss)lich|riservat\w*|virus\w*)"
)
DISCLAIMER = re.compile(
    rf"(?i)^[\W_]{{0,4}}(?:{WHICH}\b[^.!?]{{0,60}}?\b{MAIL}\b[^.!?]{{0,160}}\b{SECRET}|"
    r"confidentiality (?:notice|note)|disclaimer\W|legal notice|"
    r"(?:please )?consider the environment|"
    r"tenk på miljøet|tenk miljø|think before you print|denk aan het milieu|"
    r"bitte (?:denken|prüfen) sie .{0,60}ausdruck|pensez à l.environnement|"
    r"virus-?free|virusfri|virusvrij|virenfrei|"
    r"(?:this|denne|deze|diese) .{0,40}(?:checked for viruses|kontrollert for virus|"
    r"gecontroleerd op virussen|auf viren)|"
    r"you received this message because you are subscribed|"
    r"to unsubscribe from this (?:group|list)|-----begin pgp signature)"
)
LIST = re.compile(r"(?i)\b(?:mailing ?list|e-?postliste|mailinglijst|listinfo)\b|\S+@lists?\.")


def is_footer(line: str) -> bool:
    """A line the mail program added: "Sendt fra min iPhone"."""
    line = line.strip()
    found = SENT_FROM.match(line[:300])
    if found:
        return bool(ALLOWED.match(found["rest"]) or EXCUSES.search(found["rest"]))
    return bool(GET_APP.match(line[:300]) or UNKNOWN.match(line[:300]))


def is_disclaimer(lines: list[str], at: int) -> bool:
    """From here a firm or a list speaks; a wrapped sentence is read on over its next lines."""
    if not lines[at].strip():
        return False
    return bool(DISCLAIMER.match(" ".join(line.strip() for line in lines[at : at + 3])[:300]))


def names_a_list(lines: list[str]) -> bool:
    return any(LIST.search(line[:300]) for line in lines[:3])
