"""The word rules as a table: what is said, and what may be done about it."""

import pytest

from service.inbox.read.intent import judge

YES = """
nb|Ja
nb|Ja!
nb|JA
nb|Ja takk
nb|Ja, takk!
nb|ja takk begge deler
nb|Ja, jeg kommer!
nb|Hei! Ja, jeg kommer gjerne. Mvh Kari
nb|Jeg kommer
nb|Jeg kommer gjerne på frokosten
nb|Kommer!
nb|Kommer gjerne :)
nb|Vi kommer begge to
nb|Jepp
nb|Jada, kommer
nb|Meld meg på
nb|Vennligst meld meg på.
nb|Hei, meld meg på takk
nb|Jeg melder meg på
nb|Jeg vil gjerne komme
nb|Jeg kan komme på onsdag
nb|Takk for invitasjonen, jeg deltar gjerne.
nb|Det passer fint
nb|Gjerne!
nb|Regn med meg
nb|Takk for invitasjonen. Selvfølgelig kommer jeg
nb|Ja, selvfølgelig
nb|Jeg blir med
nb|Jeg takker ja
nb|Jeg er med!
nb|Da kommer jeg
nb|Ja, jeg kommer kl. 9
nb|Jeg stiller
nb|Jeg kan ikke parkere der, men kommer
nb|Ja, det blir hyggelig!
nn|Ja, eg kjem
nn|Eg kjem gjerne
nn|Ja takk, eg kjem på frukosten
nn|Kjem!
nn|Me kjem
nn|Eg vil gjerne vere med
nn|Meld meg på, takk
nn|Eg deltek gjerne
nn|Det høver fint
nn|Ja visst
nn|Eg kan kome
nn|No kjem eg
nl|Ja
nl|Ja graag
nl|Ja, graag!
nl|Graag
nl|Ik kom graag
nl|Ja, ik kom
nl|Ik ben erbij
nl|Ik ben er bij!
nl|Wij komen
nl|Meld me aan
nl|Schrijf me maar in
nl|Ik doe mee
nl|Ik kom zeker
nl|Hoi, leuk! Ik kom graag. Groetjes, Anna
nl|Jazeker
nl|Ja hoor
nl|Dat past me prima
nl|Bedankt voor de uitnodiging, ik kom graag
nl|Woensdag 9:00 graag
nl|Aanmelden graag
nl|Ik wil graag komen
en|Yes
en|Yes please
en|Yes, I'll be there
en|Count me in
en|I will attend
en|I'd love to come
en|Sign me up
en|See you there!
en|Thanks for the invitation, I'm coming
en|We can make it
en|Happy to join
en|I’ll be there
da|Ja tak, jeg kommer
sv|Ja, jag kommer
"""

NO = """
nb|Nei
nb|Nei takk
nb|Nei, dessverre
nb|NEI.
nb|Nope
nb|Kan ikke
nb|Jeg kan dessverre ikke komme
nb|Kan dessverre ikke denne gangen
nb|Dessverre kan jeg ikke komme
nb|Jeg kommer ikke
nb|Kommer dessverre ikke
nb|Må dessverre melde avbud
nb|Jeg må melde avbud
nb|ikke meld meg på
nb|Jeg er forhindret
nb|Dessverre forhindret
nb|Jeg rekker det ikke
nb|Rekker ikke
nb|Jeg har ikke anledning
nb|Passer dårlig
nb|Det passer dessverre ikke
nb|Ikke denne gangen
nb|Takk for invitasjonen, men jeg kan ikke komme.
nb|Jeg må takke nei
nb|Avbud
nb|Skulle gjerne kommet, men jeg kan ikke
nb|Nei, kanskje neste gang
nb|Onsdag kan jeg ikke
nb|Jeg blir ikke med
nb|Vi kan dessverre ikke delta
nn|Nei, diverre
nn|Eg kan ikkje kome
nn|Kan ikkje
nn|Eg kjem ikkje
nn|Eg må diverre melde avbod
nb|Jeg vil gjerne komme, men kan dessverre ikke
nb|Kan dessverre ikke komme, er på reise.
nl|Ik wil graag komen, maar kan helaas niet
en|I would love to come but I can't make it
nn|Nei takk, eg er forhindra
nn|Det høver dårleg
nn|Diverre kan eg ikkje kome
nn|ikkje meld meg på
nl|Nee
nl|Nee, helaas
nl|Nee dank je
nl|Ik kan helaas niet
nl|Helaas kan ik niet komen
nl|Ik kom niet
nl|Ik ben er niet bij
nl|Ik ben verhinderd
nl|Helaas verhinderd
nl|Afmelden
nl|Ik meld me af
nl|Ik moet helaas afzeggen
nl|Het lukt me niet
nl|Ik red het niet
nl|Ik doe niet mee
en|No
en|No thanks
en|No, sorry
en|I can't make it
en|I can’t make it this time
en|Unfortunately I cannot attend
en|I'm not coming
en|I won't be able to attend
en|I have to decline
en|Sorry, can't come
en|I'd love to come, but I can't make it
da|Nej tak
sv|Nej, jag kan inte komma
"""

MAYBE = """
nb|Kanskje
nb|kanskje, avhenger av jobb
nb|Usikker
nb|Vet ikke ennå
nb|Jeg kommer kanskje
nb|Jeg er litt usikker på om jeg kan komme
nn|Kanskje
nn|Veit ikkje enno
nn|Eg veit ikkje om eg kan kome
nl|Misschien
nl|Ik kom misschien
nl|Weet ik nog niet
en|Maybe
en|Not sure yet
en|I might come
"""

STOP = """
nb|STOPP
nb|Stopp
nb|stopp!
nb|Avslutt
nb|Meld meg av listen
nb|Meld meg av nyhetsbrevet, takk
nb|Fjern meg fra listen
nn|Stopp, takk
nn|Meld meg av lista
nl|STOP
nl|Uitschrijven
nl|Graag uitschrijven
nl|Schrijf me uit
en|Stop
en|Unsubscribe
en|Please unsubscribe me
en|Remove me from this list
"""

PAUSE = """
nb|Pause
nn|Ta ein pause
nl|Pauze
en|pause please
"""

UNDECIDED = """
nb|Misschien kan ik volgende week
nb|Jeg er litt usikker, men jeg kan bli med
nb|Takk for en flott dag, jeg kommer gjerne igjen
nb|Svar JA eller NEI
nb|Svar JA hvis du kommer, NEI hvis du ikke kan.
nb|Jeg kommer tilbake til deg
nb|Jeg kommer til å være på reise
nb|Jeg kommer fra Oslo
nb|Kan jeg komme kl. 9?
nb|Kommer det mat
nb|Jeg lurer på om jeg kan komme senere
nb|Kommer hvis jeg får barnevakt
nb|Jeg kan ikke komme før kl. 10
nb|Jeg kan ikke komme fysisk
nb|Ja, men bare på lunsjen
nb|Jeg er opptatt av klima
nb|Nei, så hyggelig!
nb|Kari kommer ikke på jobb i dag
nb|Takk for sist
nb|Jeg skulle gjerne kommet
nb|Jeg tror jeg kommer
nb|Jeg kommer nok
nb|Vi sees neste gang
nb|Hei, takk for informasjonen.
nb|Ikke stopp det gode arbeidet
nb|Stopp en halv, hvor er møtet
nn|Eg kjem tilbake til dykk
nn|Eg trur eg kjem
nn|Kan eg ta med borna?
nn|Eg kjem kanskje litt seint
nl|Ik kom er later op terug
nl|Ik wil graag meer informatie
nl|Misschien volgende keer
nl|Kan ik later komen?
nl|Ik zou graag komen
nl|Als ik oppas heb kom ik
nl|Ik weet het niet zeker, maar ik hoop te komen
nl|Mevrouw van der Nee belt u morgen
en|No problem
en|No worries, thanks for the update
en|I think I can come
en|I hope I can make it
en|Can I bring a friend?
en|I may be late
en|Thanks, I'll get back to you
en|If I can find a sitter, I'll be there
en|I would love to
en|Please stop by my office tomorrow
nb|Ja, det er jo et godt spørsmål som vi burde diskutere med flere før vi går videre
nb|Jeg håper du kommer på festen
nb|Min kollega kommer i stedet
nb|Flott, da vet jeg det
nb|Ok
nb|Mottatt, takk
nb|Bra at dere kommer
nb|Dere kan melde dere på her
nb|Ikke noe problem
nb|Meld meg på nyhetsbrevet
nb|Nei, jeg har ikke fått svar ennå
nb|Ja, dette stemmer ikke
nb|Jeg deltar på et annet møte da
nb|Jeg er med i styret
nb|Jeg er ikke med i styret lenger
nb|Vi er tre i styret
nb|Det går bra
nb|Jeg vet ikke hva dette er
nb|Jeg kan dessverre ikke komme onsdag, men jeg kan torsdag
nb|Kan ikke vente
nl|Ik doe mee met een ander project
nl|Ik ben er niet zeker van
en|I'll be there in spirit
en|I will attend another meeting that day
en|Can't wait
en|Sign me up for the newsletter
nb|Jeg er ikke sikker
nb|Har ikke fått noen invitasjon
nb|Fikk ikke åpnet lenken
nb|Du skrev at jeg kan komme når som helst
nb|Jeg kommer ikke inn på lenken
nn|Eg får ikkje opna lenkja
nl|Ik krijg de link niet open
nl|Ik kom niet in het formulier
nl|Dank voor de informatie
nl|Ik hoop dat jullie komen
en|I can't open the link
en|I'm not sure I understand
en|Yes, I wondered about that as well and have not heard back from them
en|Thanks for letting me know
en|Is it possible to join online
en|I could not find the form
en|
"""

CASES = [
    pytest.param(answer, line.partition("|")[2], id=line)
    for answer, table in (
        ("yes", YES),
        ("no", NO),
        ("maybe", MAYBE),
        ("stop", STOP),
        ("pause", PAUSE),
        (None, UNDECIDED),
    )
    for line in table.strip("\n").split("\n")
]


@pytest.mark.parametrize(("answer", "words"), CASES)
def test_an_answer_is_taken_only_when_it_is_clear(answer: str | None, words: str) -> None:
    intent = judge(words)

    assert intent.answer == answer
    assert intent.certain == (answer is not None)


@pytest.mark.parametrize(
    "words",
    [
        "Ja, men jeg kan ikke komme",
        "Jeg kommer. Nei, jeg kan ikke likevel.",
        "Ja. Nei.",
        "Nei. Jeg kommer likevel!",
        "Eg kjem. Eg kan ikkje kome.",
        "Ja, ik kom. Ik ben er niet bij.",
        "Yes, count me in. No, I can't make it.",
    ],
)
def test_contradicting_answers_apply_nothing(words: str) -> None:
    intent = judge(words)

    assert (intent.answer, intent.contradictory, intent.certain) == (None, True, False)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("Ja, jeg kommer! Er det parkering?", "yes"),
        ("Ja takk. Kan jeg ta med en venn?", "yes"),
        ("Nei, dessverre. Blir det opptak?", "no"),
        ("Eg kjem. Når er det slutt?", "yes"),
        ("Ik kom graag. Is er parkeerplaats?", "yes"),
        ("Helaas kan ik niet komen. Wanneer is de volgende keer?", "no"),
        ("Count me in! Where do I park?", "yes"),
        ("Når begynner det?", None),
        ("Hoe laat begint het?", None),
        ("Hvor er det", None),
    ],
)
def test_a_question_is_kept_beside_the_answer(words: str, answer: str | None) -> None:
    intent = judge(words)

    assert (intent.answer, intent.question) == (answer, True)


@pytest.mark.parametrize(
    ("words", "guests"),
    [
        ("Ja, vi blir 3", 2),
        ("Ja, vi blir tre stykker.", 2),
        ("Vi kommer to stk", 1),
        ("Ja takk, +1", 1),
        ("Ja +2", 2),
        ("Ja, jeg tar med en kollega", 1),
        ("Jeg kommer og tar med meg to kolleger", 2),
        ("Ja, me blir to", 1),
        ("Me kjem fire stykk", 3),
        ("Ja, ik neem iemand mee", 1),
        ("We komen met z'n tweeën", 1),
        ("Ja, ik neem twee collega's mee", 2),
        ("Yes, there will be three of us", 2),
        ("I'll be there, bringing a friend", 1),
        ("Ja, jeg kommer. Ring meg på +47 900 00 000", 0),
        ("Ja, jeg kommer kl. 9", 0),
    ],
)
def test_guests_are_counted_beside_the_writer(words: str, guests: int) -> None:
    intent = judge(words)

    assert (intent.answer, intent.guests) == ("yes", guests)


def test_a_bus_load_is_for_a_human_to_read() -> None:
    assert judge("Ja, vi blir 300").answer is None


def test_a_closing_and_a_name_say_nothing() -> None:
    assert judge("Ja\n\nMed vennlig hilsen\nNei Hansen\nStopp Consult AS").answer == "yes"


def test_a_postscript_is_still_said() -> None:
    assert judge("Ja, jeg kommer\n\nMvh\nKari\n\nPS: Er det parkering?").question


def test_a_request_to_stop_among_other_words_is_for_a_human() -> None:
    assert (
        judge("Nei takk. Stopp å sende meg disse brevene, jeg har sagt fra før.").answer != "stop"
    )
