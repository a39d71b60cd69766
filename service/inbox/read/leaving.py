"""The words people leave a list with: bokmål, nynorsk, Dutch, English; a table like `lexicon`.

A row is a whole clause once what is put before it (`start`) and behind it (`more`) is aside.
`{x}` names a group. What fits no row is no request to stop.
"""

GROUPS = {
    "letters": (
        r"(?:nyhetsbrev(?:et|ene|a)?|nyheitsbrev(?:et|a)?|e ?post(?:en|er|ar|ene|ane)?|"
        r"(?:e )?mails?|mail(?:en|er|ar|ene|ane)|mailings|emails?|newsletters?|"
        r"nieuwsbrie(?:f|ven)|utsendelse(?:r|ne)|meldinger|messages|berichten|"
        r"abonnement(?:et)?|subscriptions?)"
    ),
    "lists": (
        r"(?:(?:e ?post|mail|mailing|e mail|email|adresse)? ?"
        r"(?:listen?|lista|lijst(?:en)?|lists?))"
    ),
    "things": r"(?:{which}(?:{letters}|{lists}))",
    "which": (
        r"(?:(?:alle?|denne|dette|disse|desse|den|det|de|dei|deres|dykkar|flere|fleire|mitt|"
        r"slike|all|any|more|these|this|the|your|my|further|deze|die|dit|jullie|mijn|het|"
        r"verdere) )*"
    ),
    "of": r"(?: (?:fra|frå|på|av|til|for|from|of|to|off|van|voor|uit|met|med))",
    # "meld meg på nyhetsbrevet" asks for it
    "out": r"(?: (?:av|ut|bort|vekk)(?: (?:av|fra|frå|for))?| fra| frå)",
    "us": r"(?:meg|oss|me|us|mij|ons)",
    "greet": (
        r"(?:heisann|hei|hallo|halla|god (?:dag|morgen|kveld)|hi|hello|hey|hoi|dag|beste|kjære|"
        r"goedemorgen|goedemiddag|dear)"
    ),
    "please": (
        r"(?:(?:tusen |mange |på forhånd |på førehand )?takk(?: på forhånd| på førehand)?|"
        r"vennligst|vær så snill|ver så snill|ver snill|vær snill|gjerne|please|kindly|"
        r"(?:many )?thanks|thank you|graag|aub|a u b|alstublieft|alsjeblieft|svp|"
        r"(?:alvast )?bedankt|dank je|dank je wel|dank u|maar|bare|berre|dessverre|diverre|"
        r"helaas|sorry|beklager)"
    ),
    "start": (
        r"(?:(?:{greet}|{please}|så|so|dus|og|and|en|jeg|eg|vi|me|ik|wij|we|i|wil je|wilt u|"
        r"willen jullie)(?= ) )*"
    ),
    "more": (
        r"(?: (?:mer|meir|lenger|lengre|lengjer|lenge|mitt|meer|langer|anymore|any more|"
        r"any longer|nå|no|nu|now|straks|direct|umiddelbart|immediately|to {us}|til {us}|"
        r"(?:fra|frå) (?:dere|dykk)|from you|van jullie|{please}))*"
    ),
    "want": r"(?:vil|ønsker|ønskjer|ynskjer)",
    "not": r"(?:ikke|ikkje)",
    "nl": r"(?:wil|willen|wens|hoef|hoeven)",
}

CLEAR = (
    r"(?:stopp|stop|stans|stoppe|avslutt|avslutte|uitschrijven|uitschrijving)"
    r"(?: alt| alle| dette| all| alles| this| dit)?(?: {us})?(?:{of} {things})?",
    r"(?:unsubscribed?|opt ?out)(?: {us})?(?:{of} {things})?",
    r"(?:remove (?:me|us)|take (?:me|us) off)(?:(?:{of})? {things})?",
    r"take (?:me|us) out of {things}",
    r"(?:stopp|stop|stans|stoppe|avslutt|avslutte|slutt|slutte|kutt|kutt ut|si opp|sei opp)"
    r"(?: med)?(?: (?:å sende|å senda|sending|mailing|met|met het sturen van|met sturen van))?"
    r"(?: ut)?(?: {us})? {things}",
    r"(?:fjern|stryk|slett) (?:meg|oss)(?: bort| ut)?(?:{of} {things})?",
    r"(?:ta|tak|fjern|stryk|slett|meld|avmeld|avregistrer) (?:meg|oss){out} {things}",
    r"(?:avmelding|avmeld|afmelden|afmelding|avbestill|avbestille)(?:{of})? {things}",
    r"{want}(?: å)?(?: gjerne)?(?: å)? (?:(?:bli|verte) (?:meldt|tatt|teken|strøket|fjernet|"
    r"fjerna|slettet|sletta)|melde (?:meg|oss)|meldes|komme(?: meg)?|"
    r"kome(?: meg)?){out} {things}",
    r"{want} (?:gjerne )?(?:av|bort fra|ut av) {things}",
    r"{want} (?:gjerne )?(?:å )?(?:stoppe|avslutte|si opp|seie opp|avbestille) {things}",
    r"(?:{want}|orker|orkar)(?: dessverre| diverre| helst)* {not}(?: lenger| lengre| lengjer)?"
    r"(?: å)?(?: (?:ha|få|motta))?(?: tilsendt)? {things}",
    r"{not} send (?:meg |oss )?{things}",
    r"send (?:meg |oss )?{not} {things}",
    r"(?:ingen|geen|no|ikke|ikkje) (?:flere|fleire|more|meer|mer|meir) {letters}",
    r"(?:geen|no) {letters} (?:meer|anymore|any more|please|thanks|graag|aub)",
    r"(?:ingen|ikke|ikkje) {letters} (?:takk|mer|meir|lenger)",
    r"(?:haal|verwijder|schrap) {us} (?:{please} )*(?:van|uit) {things}(?: af)?",
    r"schrijf {us} (?:{please} )*uit(?:(?:{of})? {things})?",
    r"schrijf {us} (?:{please} )*(?:{of} {things} )uit",
    r"meld {us} (?:{please} )*af{of} {things}",
    r"(?:wil|willen) (?:(?:me|mij|ons|graag|hierbij) )*(?:uitschrijven(?:{of} {things})?|"
    r"afmelden{of} {things}|(?:{of} {things} )(?:uitschrijven|afmelden)|van {which}{lists} af)",
    r"{nl} (?:graag )?{things} niet (?:meer|langer)(?: te)?(?: ontvangen| krijgen| hebben)?",
    r"{nl} geen {things}(?: meer| langer)*(?: te)?(?: ontvangen| krijgen| hebben)?",
    r"stuur (?:{us} )?(?:{please} )*geen {things}",
    r"(?:zeg|zeggen) {things} op|{which}{letters} (?:opzeggen|beëindigen|stopzetten)",
    r"cancel {which}(?:newsletter|email|e mail|mailing) subscription",
    r"(?:don't|do not) (?:send|mail|email) (?:me|us) (?:any(?: more)?|more|the|this|these|your) "
    r"{things}",
    r"(?:(?:don't|do not) (?:want|wish)|no longer (?:want|wish))(?: to)?"
    r"(?: receive| get| be on)? {things}",
    r"(?:(?:i'd|we'd|would) like|want|wish) to (?:unsubscribe|opt out|be (?:removed|taken off|"
    r"unsubscribed))(?:(?:{of})? {things})?",
)
# To an invitation these mean no; as the subject of a fresh mail they mean stop.
LEAVE = (
    r"(?:meld (?:meg|oss) av|avmelding|avmeld(?: meg)?|afmelden|afmelding|meld (?:me|mij) af|"
    r"cancel (?:my )?subscription|avregistrer(?: meg)?)(?:(?:{of})? {things})?",
)
# Said beside it, they take nothing away.
POLITE = (
    r"{please}(?: {please})*",
    r"ok|okay|oké|takk for (?:meg|alt|nå|no|hjelpen|hjelpa|innsatsen)",
    r"{greet}(?: (?!ikke\b|ikkje\b|niet\b|geen\b|not\b|don't\b|ja\b|nei\b|nee\b|no\b)\w+){0,2}",
    r"(?:ha en|ha ein) (?:fin|god|flott) (?:dag|helg|kveld|uke|veke)|ha det (?:bra|godt|fint)",
    r"(?:hilsen|helsing|mvh|vh|groet|groetjes|groeten|regards)(?: \w+){0,3}",
    r"alt godt|god helg|(?:een )?fijne (?:dag|avond|week)(?: verder| nog)?|bedankt voor alles",
    r"(?:have a )?(?:nice|good|great) (?:day|weekend)|all the best|thanks for everything",
    r"(?:thanks|thank you) in advance|takk skal (?:du|dere|de) ha",
)
