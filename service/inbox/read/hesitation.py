"""The words that take certainty away, and those that say nothing: a table like `lexicon`."""

# Any of these and the clause decides nothing by itself.
DOUBTS = (
    r"kanskje|muligens|mulig|mogleg|usikker\w*|trolig|truleg|sannsynligvis|sannsynlegvis|antakelig|"
    r"antagelig|sikkert(?<!helt sikkert)|nok|tror|trur|håper|håpar|prøver|prøvar|prøve|satser|"
    r"satsar|"
    r"vurderer|vurderar|lurer|lurar|hvis|dersom|viss|avhenger|avhengig|forbehold|etterhvert|"
    r"foreløpig|"
    r"med mindre|om (?:jeg|eg|vi|me|det|alt|ikke|ikkje)|hadde|kunne|burde|kanske|måske|forutsatt|"
    r"misschien|wellicht|mogelijk|waarschijnlijk|denk|hoop|probeer|proberen|als|indien|mits|tenzij|"
    r"twijfel|voorbehoud|afhankelijk|of ik|of we|zou|zouden|voorlopig|"
    r"maybe|perhaps|possibly|probably|might|may|hope|hopefully|hoping|try|trying|think|if|unless|"
    r"depends|depending|tentatively|likely|should|guess|whether|provided"
)
# Only part of what was asked, or another way than asked: for a human to read.
PARTIAL = (
    r"(?:jeg|eg|vi|me|ik|we|i) (?:kan|can|kunnen)(?: do)?(?: heller| gjerne| wel|"
    r" on)? \w+d(?:ag|ay)|"
    r"før kl|før \d|tidligere|tidlegare|senere enn|fysisk|digitalt|på nett|bare på|berre på|i "
    r"stedet|"
    r"isteden|i staden|unntatt|bortsett|halve|en annen|noen andre|nokon andre|enten|either|"
    r"eerder|pas om|alleen het|alleen de|online|in plaats|iemand anders|behalve|before|until|"
    r"earlier|"
    r"instead|except|someone else|remotely|only the|only for|both .{1,20} and|igjen etter"
)
# Another occasion, or an idiom with the same verb.
ELSEWHERE = (
    r"annen|annet|anna|another|ander|een ander|med i (?:styret|gruppa|laget)|in spirit|"
    r"nyhetsbrev\w*|nyheitsbrev\w*|nieuwsbrief|newsletter|"
    r"neste (?:gang|år|måned)|neste gong|en annen gang|ein annan gong|annen gang|annan gong|senere|"
    r"seinare|ved en senere|igjen|att(?:ende)?$|tilbake|attende|kommer til å|kjem til å|kommer "
    r"an på|"
    r"kjem an på|kommer (?:fra|frå|av|over|inn på)|kjem (?:frå|av)|kommer ut|som kommer|komme i "
    r"gang|"
    r"komme med (?:forslag|innspill)|volgende (?:keer|week|maand|jaar)|een andere keer|andere keer|"
    r"ander moment|later|terug|kom (?:uit|van|erop|er op|er achter)|next (?:time|year|month)|"
    r"another time|again|some other|other time|back|sist|last time|sees (?:neste|igjen)|"
    r"forrige|tidligere år|vorige|fjor|last year|var en fryd|kom frem|komt terug"
)
NEVER_NO = (
    r"(?:så (?!jeg|eg|vi|me|det)|for (?:en|et|ei|ein|eit) |dette|det var|men så|that|"
    r"problem|worries|idea|doubt|need|rush|hurry|hard feelings|kidding)"
)
NEGATIONS = (
    r"ikke|ikkje|inte|ikk|itj|aldri|aldrig|niet|geen|nooit|not|never|n't|don't|can't|won't|isn't|"
    r"verken|hverken|noch|ingen"
)

FILLERS = (
    r"hei(?:sann| igjen| alle| dere| \w+$)?|hallo(?: \w+$)?|halla|hi(?: there| all)?|hello(?: "
    r"there)?|hoi|"
    r"goedemorgen|goedemiddag|god (?:morgen|dag|kveld)|beste|dag|og|men|maar|but|and|want|for|"
    r"because|"
    r"so|da|dus|dessverre|diverre|desværre|tyvärr|helaas|jammer genoeg|spijtig genoeg|"
    r"unfortunately|"
    r"sadly|sorry|beklager|beklagar|orsak|unnskyld|oi|oops|ok|okay|oké|okei|supert|super|flott|"
    r"leuk|"
    r"så (?:hyggelig|bra|fint|flott|gøy|kjekt|koselig)|wat leuk|great|fint|kjekt|hyggelig|topp|"
    r"prima|perfekt|"
    r"(?:tusen |mange |hjertelig |så mye )?takk(?: (?:skal du ha|for (?:den |det )?(?:hyggelige |"
    r"fine |"
    r"flotte )?(?:invitasjonen|innbydelsen|invitten|sist|mailen|meldingen|påminnelsen|tilbudet|"
    r"infoen|"
    r"invitasjon|innbydinga|påminninga|meldinga)))?|(?:heel |hartelijk |erg )?(?:bedankt|dank je "
    r"wel|dank je|dank u|"
    r"dankjewel|dank)(?: voor (?:je|de|het|uw|jullie) (?:leuke |vriendelijke )?(?:uitnodiging|"
    r"mail|bericht|herinnering))?|"
    r"(?:many |thank you|thanks)(?: thanks)?(?: (?:so much|a lot|very much))?(?: for (?:the|"
    r"your) (?:kind |lovely )?"
    r"(?:invitation|invite|reminder|mail|email|message))?|vooreerst|dear \w+|hey(?: there)?|i'm "
    r"afraid|"
    r"i am afraid|vriendelijk|uiteraard|natuurlijk|selvfølgelig|sjølvsagt|of course|jammer|"
    r"spijtig|ikke sant|"
    r"vennligst|please|ver så snill|vær så snill|gelieve|synd|sånn|så|well|nja|ach|ah|oh|å"
)

REQUEST_WORDS = (
    r"\b(?:svar|svare|skriv|reply|antwoord|answer|write|stuur|send)\b.{0,30}\b(?:ja|nei|yes|no|"
    r"nee|stopp?|"
    r"kanskje|pause)\b",
    r"\b(?:ja|yes|jepp)(?: (?:eller|or|of|og|/) |/)(?:nei|no|nee|nej)\b",
    r"\b(?:nei|no|nee)(?: (?:eller|or|of) |/)(?:ja|yes)\b",
)
QUESTION_STARTS = (
    r"(?:kan|kunne|får|skal|må|er|blir|har|finnes|finst|vil|går) (?:jeg|eg|vi|me|det|man|dere|de|"
    r"du|den|en|noen)\b|"
    r"(?:kommer|kjem|starter|begynner) (?:det|dere|de|du|den|noen|nokon)\b|"
    r"(?:hva|kva|hvor|kor|hvordan|korleis|når|hvem|kven|hvilken|hvorfor|kvifor|hvilke) |"
    r"(?:lurer|lurar) på|(?:jeg|eg|vi|me) (?:lurer|lurar) (?:på|om)|"
    r"(?:kan|mag|moet|is|zijn|komt|wordt|heeft|kunnen|mogen) (?:ik|we|wij|het|er|ik|jullie|je|u|"
    r"de)\b|"
    r"(?:wat|waar|hoe|wanneer|wie|welke|waarom) |ik vraag me af|(?:ik )?heb (?:nog )?een vraag|"
    r"(?:can|could|may|is|are|do|does|will|would|should) (?:i|we|it|there|you|the)\b|"
    r"(?:what|where|how|when|who|which|why) |i wonder|i was wondering"
)
