"""The words people answer with: bokmål, nynorsk, Dutch, English; Danish and Swedish tolerated.

A row is a pattern on one bare clause (see `sentences`), anchored at its start once greetings are
put aside. `{x}` names a group below; `{adv}` is any number of adverbs; `{end}` is where a clause
may end or go on without changing its meaning. Anything that fits no row decides nothing.
"""

GROUPS = {
    "i": (
        r"(?:jeg|eg|æ|vi|me|jag|undertegnede|underteikna|begge|vi alle|"
        r"jeg og \w+|eg og \w+|\w+ og jeg|\w+ og eg)"
    ),
    "adv": (
        r"(?:(?:dessverre|diverre|desværre|tyvärr|beklageligvis|jo|da|gjerne|gjerna|så|veldig|"
        r"svært|"
        r"selvfølgelig|sjølvsagt|selvsagt|absolutt|definitivt|garantert|helt sikkert|også|òg|"
        r"likevel|heller|altså|bare|med glede|med stor glede|klart|naturligvis|visst|no|nå|gärna|"
        r"allikevel|hverken|jammen|kjempegjerne|endelig|alle|begge) )*"
    ),
    "not": r"(?:ikke|ikkje|inte|ikk|itj|itte|ei)",
    "come": (
        r"(?:komme|kome|kommet|møte opp|møte|delta|deltage|bli med|verte med|være med|vere med|"
        r"vera med|være til stede|vere til stades|være der|vere der|være tilstede|stille opp|"
        r"stille|bli|møtes|rekke det|rekke|nå det|få det til|dra|kom|va med)"
    ),
    "comes": (
        r"(?:kommer|kjem|kjæm|kommer nok ikke|stiller|møter opp|møter|deltar|deltek|deltager|"
        r"blir med|"
        r"vert med|er med|är med|skal på|skal være med|skal vere med|ska være med)"
    ),
    "wij": r"(?:ik|wij|we|mijn man en ik|mijn vrouw en ik|mijn partner en ik|\w+ en ik)",
    "bw": (
        r"(?:(?:helaas|zeker|graag|ook|maar|natuurlijk|uiteraard|er|daar|wel|heel|dan|echt|"
        r"jammer genoeg|"
        r"deze keer|dit keer|gewoon|met plezier|absoluut|daarom|dus|toch|beiden|allebei|nu|die dag|"
        r"dan ook|spijtig genoeg|alvast|erg|het) )*"
    ),
    "komen": (
        r"(?:komen|erbij zijn|er bij zijn|bij zijn|aanwezig zijn|meedoen|deelnemen|aansluiten|"
        r"meegaan|langskomen|meekomen|bijwonen|van de partij zijn)"
    ),
    "me": r"(?:i|we|me and \w+|my \w+ and i|both of us)",
    "ly": (
        r"(?:(?:unfortunately|sadly|definitely|certainly|really|very much|just|also|gladly|sorry|"
        r"afraid|happily|now|sure|totally|absolutely|regretfully|all|both|be|surely) )*"
    ),
    "end": (
        r"(?=$| (?:takk|hilsen|mvh|vh|helsing|hälsningar|thanks|thank|bedankt|dank|groet\w*|mvg|gr|"
        r"regards|hoor|dessverre|diverre|helaas|unfortunately|sorry|selvfølgelig|sjølvsagt|"
        r"natuurlijk|gjerne|gjerna|absolutt|definitivt|zeker|graag|også|òg|ook|too|also|gladly|"
        r"definitely|veldig gjerne|med glede|helt sikkert|naar|på|den|denne|dette|det|der|deze|dit|"
        r"til(?! å\b)|i(?! tvil)|kl|klokka|klokken|om \d+|at|to the|to your|on|for the|this|there|"
        r"tomorrow|today|tonight|next week|wednesday|thursday|friday|monday|tuesday|saturday|"
        r"sunday|"
        r"mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag|måndag|tysdag|laurdag|sundag|maandag|"
        r"dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|morgen|vanavond|vandaag|morgenen|"
        r"begge|"
        r"alene|aleine|alleen|alone|sammen|saman|samen|together|met|with|med(?! (?:forslag|"
        r"innspill|"
        r"tilbakemelding|forbehold|et|eit)\b)|litt|en (?:stund|time)|toe|op|\d+|to|tre|"
        r"fire|og|da|dan|hele|heile|som|så|uansett|likevel|denne gangen|hjertelig|:?d|xx?|selv|"
        r"sjølv|personlig|i morgen|i morgon|weer niet)(?= |$))"
    ),
    "after": r"(?: (?:likevel|allikevel|alligevel|dessverre|diverre|beklager|da|heller))*",
    "aan": r"(?:denne gangen|denne gongen|deze keer|this time|i dag|den dagen)",
}

# A lone word, or the first word of a clause.
YES_WORDS = (
    "ja", "jepp", "jada", "jadda", "jaja", "japp", "jaha", "jo", "jau", "yes", "yep", "yeah", "yup",
    "jazeker", "jawel", "jahoor", "jajamen", "javisst", "jovisst", "jatakk", "joda",
)  # fmt: skip
NO_WORDS = ("nei", "nope", "nee", "neen", "nej", "neitakk", "niks", "nah", "neida", "tyvärr nej")
# Good alone or with thanks; inside a sentence they mean too many things.
ALONE_YES = (
    "gjerne", "gjerna", "veldig gjerne", "kjempegjerne", "gjerne det", "selvfølgelig", "sjølvsagt",
    "selvsagt", "så klart", "klart det", "absolutt", "definitivt", "påmelding", "påmeldt", "graag",
    "heel graag", "zeker", "zeker weten", "natuurlijk", "uiteraard", "tuurlijk", "aanmelden",
    "aangemeld", "met plezier", "of course", "sure", "absolutely", "definitely", "certainly",
    "gladly", "with pleasure", "med glede", "eg er på", "jeg er på", "er på", "i'm in", "im in",
    "count me in", "kommer", "kjem", "ik kom", "er bij", "attending", "i accept", "accepted",
)  # fmt: skip
ALONE_NO = (
    "no", "no thanks", "no thank you", "no sorry", "sorry no", "ikke denne gangen",
    "ikkje denne gongen", "niet deze keer", "deze keer niet", "not this time", "avbud", "avbod",
    "avmelding",     "avmeld", "avmeldt", "forfall", "afmelden", "afmelding", "afgemeld",
    "verhinderd", "forhindret",
    "forhindra", "kan ikke", "kan ikkje", "kan niet", "can't", "cannot", "not coming", "declined",
    "not attending", "rekker ikke", "rekk ikkje", "kommer ikke", "kjem ikkje", "kom niet",
    "lukt niet",     "kan dessverre ikke", "kan diverre ikkje", "kan helaas niet",
    "helaas niet", "dessverre ikke",
    "diverre ikkje", "unfortunately not", "nei takk", "count me out", "helaas", "meld meg av",
)  # fmt: skip

YES = (
    r"(?:{i} )?kan (?:likevel|allikevel)$",
    r"(?:det |dette )(?:går|passer|passar|høver|lar seg gjøre) (?:likevel|allikevel)"
    r"(?: bra| fint)?$",
    r"(?:{wij} )?(?:kan|kunnen) toch(?: wel)?$|(?:het|dat) (?:lukt|past) (?:me |mij |ons )?toch"
    r"(?: wel)?$",
    r"{me} can after all$",
    r"{i} {adv}{comes}(?! {adv}{not}\b) ?{adv}{end}",
    r"{adv}(?:kommer|kjem|stiller|deltar|deltek|blir med|er med|møter)(?! {adv}{not}\b) "
    r"?{adv}{end}",
    r"(?:(?:da|så|no|nå|det|den dagen|selvfølgelig|sjølvsagt|klart|på \w+|\w+dag) )(?:kommer|"
    r"kjem|stiller|deltar|"
    r"deltek|møter) {i}{end}",
    r"(?:{i} )?(?:kan|vil|skal|ønsker å|ønskjer å|har lyst til å|har anledning til å|har høve "
    r"til å|"
    r"vil veldig gjerne|vil gjerne|kan godt|takker ja til å) {adv}{come} ?{adv}{end}",
    r"(?:det|da|den dagen|torsdag|fredag|onsdag|tirsdag|mandag) (?:kan|vil) {i}(?: gjerne)?$",
    r"(?:{i} )?(?:vil |ønsker å |ønskjer å |skal |må få )?{adv}(?:melde?|melder|skrive?|sette?|"
    r"registrere?|føre?) (?:meg|oss|meg og \w+|oss to|oss begge) (?:på|opp|inn)\b(?! {not})",
    r"(?:du kan |dere kan |de kan )?(?:regne?|tel) med (?:meg|oss)\b|tel (?:meg|oss) med\b",
    r"(?:reserver|hold av|sett av) (?:en |ein |to |\d )?plass(?:er|ar)?\b",
    r"(?:{i} )?(?:takker|takkar|seier|sier) {adv}ja(?: takk)?\b",
    r"(?:det |dette |den dagen |den datoen |tidspunktet |dagen |datoen |\w+dag (?:kl )?[\d "
    r"]{0,6}){1}"
    r"(?:passer|høver|passar) (?:meg |oss )?(?:veldig |kjempe|helt )?(?:fint|bra|godt|perfekt|"
    r"utmerket|utmerka|strålende|flott|ypperlig)",
    r"(?:passer|høver|passar) (?:meg |oss )?(?:veldig |helt )?(?:fint|bra|godt|perfekt|utmerket|"
    r"utmerka|"
    r"strålende|flott)\b",
    r"{wij} (?:kom|komen|ga|gaan|doen|doe mee|doen mee|sluit aan|sluiten aan|neem deel|nemen deel|"
    r"zal er zijn|zullen er zijn|ga mee|gaan mee) (?!niet\b){bw}(?!niet\b|erop|terug|uit|te laat|"
    r"net|"
    r"kijken|nog|pas){end}",
    r"{wij} (?:kom|komen|doe mee|doen mee|sluit aan|neem deel|ga mee|gaan mee){end}",
    r"(?:{wij} )?(?:kom|komen) (?:heel )?(?:graag|zeker|met plezier)\b(?! niet)",
    r"{wij} (?:ben|zijn) {bw}(?:erbij|bij|aanwezig|van de partij){end}",
    r"(?:{wij} )?(?:ben|zijn) (?:er )?{bw}(?:erbij|bij|van de partij){end}",
    r"(?:dan |daar |natuurlijk |uiteraard |zeker )(?:kom|ben|doe) ik (?:graag|er ?bij|mee|zeker)\b",
    r"{wij} (?:kan|kunnen|wil|willen|zal|zullen) {bw}{komen}(?! niet)",
    r"(?:{wij} )?(?:meld|schrijf|zet|noteer|geef|inschrijven|teken) (?:me|mij|ons|mezelf|maar) "
    r"{bw}(?:aan|in|op de lijst|op)\b",
    r"(?:ik )?(?:wil|wilde|zou) (?:me|mij|ons) (?:graag |hierbij )*(?:aanmelden|inschrijven|"
    r"opgeven)",
    r"(?:graag )?(?:aanmelden|inschrijven)(?: graag| aub)?$",
    r"(?:je kunt |u kunt )?(?:reken|rekenen|tel) (?:maar )?(?:op )?(?:mij|me|ons)(?: mee)?\b",
    r"(?:\w+dag |\d+ |uur |om |morgen |ja |heel |dat |prima ){1,6}graag$",
    r"(?:dat |die dag |die datum |dit |\w+dag [\d ]{0,6})?(?:past|schikt|komt) (?:me |mij |ons )?"
    r"(?:prima|goed|uitstekend|perfect|heel goed)\b",
    r"{me} (?:will|'ll|shall|can|would love to|would like to|want to|am able to|are able to|am "
    r"going to|"
    r"plan to) {ly}(?:come|attend|join|make it|be there|be attending|be coming|participate|take "
    r"part)\b"
    r"(?! not| later)",
    r"(?:i'll|we'll|i'd love to|we'd love to|i'd like to|we'd like to|i can|we can) {ly}(?:come|"
    r"attend|"
    r"join|make it|be there|there|be attending|be coming|participate)\b",
    r"(?:i'm|we're|im|i am|we are) {ly}(?:coming|attending|joining|in|going){end}",
    r"(?:happy|glad|delighted|pleased|love) to (?:join|come|attend|accept|be there)\b",
    r"(?:please |just )?(?:sign|put|write|add|register|count|book) (?:me|us|me and \w+) "
    r"(?:up|in|down|on)\b(?! for the newsletter)",
    r"(?:please )?(?:register|add) (?:me|us)\b(?! to)",
    r"see you (?:there|then|on \w+day)\b",
    r"(?:that |this |\w+day )?(?:works|suits) (?:for |fine |well |great |perfectly )?(?:me|us|"
    r"fine|well|"
    r"great|perfectly)\b",
)

# Said of what could have been: no answer by itself.
WISH = (
    r"(?:{i} )?(?:ville|skulle) {adv}(?:kommet|komme|vært|vore|deltatt|vært med|ha kommet)",
    r"(?:{wij} )?(?:had|zou|zouden|was) (?:heel |dolgraag |er )*(?:graag|dolgraag)",
    r"(?:{me} would|i'd|we'd) have (?:love|like)d?",
)
# A yes, unless a no follows in the same sentence ("jeg vil gjerne komme, men kan ikke").
SOFT_WISH = (
    r"{me} would (?:really )?(?:love|like) to",
    r"(?:i'd|we'd) (?:really )?(?:love|like) to",
    r"{i} (?:vil|ønsker å|ønskjer å) {adv}(?:komme|kome|delta|bli med|være med|vere med)",
    r"{wij} (?:wil|willen|wilde|wilden) (?:heel )?(?:graag|dolgraag)",
)

NO = (
    r"(?:{i} )?(?:{aan} )?(?:kan|kunne|får|fekk|klarer|klarar|rekker|rekk|rakk|vil|skal|greier|"
    r"greie|"
    r"ønsker|orker|har) (?:{i} )?{adv}{not}(?: {aan})? {adv}(?:å )?{come}{end}",
    r"(?:{i} )?(?:kan|rekker|rekk|får|klarer|klarar) (?:{i} |det |dette |den |desse )?{adv}{not}"
    r"(?: til)?(?: {aan}| den \w+dagen| denne \w+| på \w+dag| \w+dag)?{after}$",
    r"(?:\w+dag|da|den dagen|det|den datoen|dessverre|diverre) (?:kan|rekker|rekk) {i} {adv}{not}\b"
    r"(?: {adv}{come}| {aan})?{end}",
    r"(?:{i} )?{adv}(?:kommer|kjem|kjæm|deltar|deltek|stiller|møter|møter opp|blir|vert|er) "
    r"{adv}{not}"
    r"(?: {adv}(?:med|opp|til stede|til stades|der))?(?: {aan})?{end}",
    r"(?:{i} )?(?:kommer|kjem) nok {adv}{not}$",
    r"(?:{adv}(?:kommer|kjem|blir) (?:jeg|eg|vi|me) {adv}{not}\b)(?: med)?{end}",
    r"(?:{i} )?(?:må|lyt|vil|ønsker å|vel å|velger å|ser meg nødt til å)? ?{adv}(?:melde?r?|"
    r"meldar) "
    r"{adv}(?:avbud|avbod|pass|forfall|fråfall|frafall|(?:meg|oss) {adv}av(?! (?:listen|lista|"
    r"nyhetsbrev|liste)))",
    r"(?:avbud|forfall) (?:fra|frå) (?:meg|oss|\w+)$|avmeld (?:meg|oss)$|meld (?:meg|oss) av$",
    r"(?:{i} )?(?:må|lyt|vil|velger å|vel å) {adv}(?:takke|seie|si|svare) {adv}nei",
    r"(?:{i} )?(?:takker|takkar|sier|seier|svarer|svarar) {adv}nei",
    r"(?:{i} )?(?:er|blir|vart|ble|har blitt|vert)? ?{adv}(?:forhindret|forhindra|opptatt|oppteken|"
    r"opptekne|bortreist|bortreiste|förhindrad|forhindret fra å {come}|forhindra frå å {come})"
    r"(?: {aan}| den \w+| på \w+dag| \w+dag| da| i \w+| dessverre)?$",
    r"(?:{i} )(?:er|har blitt|vart|ble) {adv}(?:syk|sjuk|på ferie|på reise|utenlands|i utlandet)"
    r"(?: {aan}| da| den \w+| \w+dag)?$",
    r"{not} (?:meld|skriv|sett|regn) (?:med )?(?:meg|oss)",
    r"(?:meld|skriv|sett) (?:meg|oss) {not} (?:på|opp)",
    r"(?:{i} )?(?:står|stiller|hopper|hoppar) {adv}over\b|(?:{i} )?(?:dropper|droppar) (?:det|"
    r"denne|dette)",
    r"(?:det |dette |den dagen |datoen |tidspunktet |\w+dag )?(?:passer|passar|høver|går) "
    r"(?:meg |oss |det )?{adv}(?:{not}|dårlig|dårleg|så dårlig)(?: {aan}| for \w+| "
    r"\w+dag)?{after}$",
    r"(?:{i} )?har {adv}(?:{not} |ingen )(?:anledning|mulighet|moglegheit|høve|tid|kapasitet)",
    r"(?:{i} )?(?:blir|vert) (?:dessverre |diverre )*{not} (?:noe|noko|aktuelt)",
    r"(?:{wij} )?(?:kan|kunnen|kon) (?:{wij} )?{bw}niet {bw}(?:{komen}|$)",
    r"(?:{wij} )?(?:kan|kunnen) (?:{wij} )?{bw}niet(?: op| deze| die| morgen| vandaag| vanavond)?"
    r"(?: \w+dag| keer| dag| week)?$",
    r"(?:(?:\w+dag|dan|die dag|helaas|dat) )?(?:kan|kunnen|kom|komen|ben) (?:ik|wij|we) "
    r"{bw}niet\b(?: {komen})?"
    r"{end}",
    r"(?:{wij} )?(?:kom|komen) {bw}niet\b{end}",
    r"(?:{wij} )?(?:ben|zijn|zal|zullen) (?:er )?{bw}niet (?:erbij|bij|aanwezig|er bij|aanwezig "
    r"zijn|bij zijn|"
    r"komen|beschikbaar)",
    r"(?:{wij} )?(?:ben|zijn) er {bw}niet$",
    r"(?:{wij} )?(?:ben|zijn|blijk|raak) (?:{aan} |op \w+ (?:datum|dag) |die dag )?{bw}verhinderd",
    r"(?:op die datum |die dag |dan |\w+dag )(?:ben|zijn) (?:ik|wij|we) {bw}verhinderd",
    r"(?:{wij} )?(?:moet|moeten|wil|zal) (?:me |mij |ons )?{bw}(?:afzeggen|verstek laten gaan|me "
    r"afmelden|"
    r"afmelden|ons afmelden|overslaan|nee zeggen|afhaken|me verontschuldigen|verontschuldigen)",
    r"(?:{wij} )?(?:meld|melden|zeg|zeggen|haak) (?:me |mij |ons |het )?{bw}(?:af)\b",
    r"(?:{wij} )?(?:red|haal) (?:het )?{bw}niet",
    r"(?:het |dat |dit )?(?:lukt|gaat) (?:me |mij |ons |het )?{bw}niet(?: lukken| door)?"
    r"(?: om (?:er bij te zijn|erbij te zijn|te komen|aanwezig te zijn))?(?: deze keer| \w+dag)?$",
    r"(?:{wij} )?(?:heb|hebben) {bw}geen tijd|(?:{wij} )?(?:doe|doen) {bw}niet mee",
    r"(?:schrijf|meld|zet) (?:me|mij|ons) (?:maar )?niet",
    r"(?:{wij} )?sla (?:deze keer |het |deze )*over",
    r"(?:{me} )?(?:can't|cannot|can not|won't|will not|couldn't|could not|am not able to|are not "
    r"able to|"
    r"not able to|unable to|am unable to|are unable to|won't be able to|will not be able to|"
    r"will be unable to|wont|cant|shan't) {ly}(?:to )?(?:come|attend|join|make it|make this|make "
    r"that|be there|"
    r"be attending|be coming|participate|make \w+day)\b",
    r"(?:i'm|we're|im|i am|we are) {ly}(?:not able to|unable to) (?:come|attend|join|make it|be "
    r"there)",
    r"(?:i'm|we're|im|i am|we are)? ?{ly}not (?:coming|attending|free|available|joining|going to "
    r"(?:come|make it)|"
    r"going)\b",
    r"(?:{me} )?(?:have|need|must|regret) (?:to )?{ly}(?:decline|cancel|pass|say no|bow out)",
    r"(?:{me} )?(?:must|need to|will) (?:sadly |unfortunately )?(?:decline|cancel my|pass on this)",
    r"(?:please )?(?:cancel my (?:registration|seat|spot|place)|take me off the guest|count me "
    r"out)",
    r"(?:don't|do not) (?:sign|register|count|put) (?:me|us)",
    r"(?:{me} )?(?:don't|won't) have time",
)

MAYBE = (
    r"(?:kanskje|kanskje det|kan hende|muligens|mogleg|tja|vet ikke|veit ikkje|vet ikke helt|"
    r"veit ikkje heilt|vet ikke ennå|veit ikkje enno|vet ikke enda|usikker|usikkert|litt usikker|"
    r"fortsatt usikker|usikker ennå)$",
    r"(?:kanskje|muligens) (?:{i} )?(?:kommer|kjem|kan|blir med|stiller)",
    r"(?:kanskje) (?:kommer|kjem|kan) {i}",
    r"(?:{i} )?(?:kommer|kjem|kan) (?:kanskje|muligens|mogleg)(?: {come})?$",
    r"(?:{i} )?(?:er |føler meg )?(?:fortsatt |ennå |enno |litt |noe |noko |fremdeles "
    r")*(?:usikker|usikre|"
    r"usikkert)(?: på)?(?: om (?:{i}|det) .{1,40})?$",
    r"(?:{i} )?(?:vet|veit) (?:det )?(?:{not}) (?:ennå |enno |helt |heilt |enda )*om {i} (?:kan|"
    r"kommer|kjem|"
    r"rekker|får)",
    r"(?:misschien|misschien wel|wellicht|weet ik nog niet|weet niet|weet het nog niet|"
    r"ik weet het nog niet|nog niet zeker|onder voorbehoud|ik twijfel|ik twijfel nog|nog onzeker)$",
    r"(?:misschien|wellicht) (?:kom|kan|ben) ik(?: {komen})?$",
    r"(?:{wij} )(?:kom|kan|kunnen) (?:misschien|wellicht)(?: {komen})?$",
    r"(?:ik )?weet (?:het )?nog niet (?:zeker )?of (?:ik|we) ",
    r"(?:maybe|perhaps|not sure|not sure yet|possibly|tentative|tentatively|i don't know yet|"
    r"don't know yet|"
    r"i'm not sure|i'm not sure yet|undecided|tbd)$",
    r"(?:i'm |i am |we're )?not (?:yet |quite )?sure (?:yet )?(?:if|whether) (?:i|we) ",
    r"{me} (?:might|may) (?:be able to )?(?:come|attend|join|make it)$",
)

PAUSE = (
    r"(?:pause|pauze|ta en pause|ta ein pause|en pause takk|sett (?:meg )?på pause|pause takk|"
    r"pauze graag|even pauze|zet me op pauze|take a break|pause please|please pause|pause me|"
    r"jeg vil ta en pause|eg vil ta ein pause|ik wil een pauze|sett abonnementet på pause)$",
)
# With a day beside it, a whole sentence that asks for rest: "skriv ikke til meg før påske".
PAUSING = (
    r"\b(?:pause[rnt]?|pausere|pauze\w*|pauzeer|take a break)\b|"
    r"\b(?:ikke|ikkje|aldri) (?:send|skriv|mail)\b|\b(?:send|skriv|mail)(?: \w+){0,3} (?:ikke|"
    r"ikkje)\b|"
    r"\b(?:ikke|ikkje) (?:noe |noko |flere |fleire |mer |meir )?(?:nyhets|nyheits)?(?:brev\w*|e "
    r"?post\w*|mail\w*)|"
    r"\b(?:stuur|schrijf|mail)(?: \w+){0,3} (?:niet|geen)\b|\bgeen (?:mails?|nieuwsbrie\w+|"
    r"berichten)\b|"
    r"\b(?:don't|do not|no) (?:send|write|mail|more mails?|newsletters?)\b"
)
