"""What a person writes who is done with the newsletter, or cannot come after all: and its traps."""

import pytest

from service.inbox.read.intent import judge
from service.inbox.read.stop import asks_to_stop

STOP = r"""
Stopp nyhetsbrevet, takk!\n/ Bjørg
Stopp nyhetsbrevet, takk!\nBjørg
Hei Marte,\n\nVennligst stopp nyhetsbrevet.\n\nMvh Bjørg Hansen
Jeg vil ikke ha nyhetsbrevet lenger.
vil ikke ha nyhetsbrevet lenger
Ta meg av listen
Vær så snill og ta meg av listen
Ta meg av e-postlisten, takk. Ha en fin dag!
Meld meg av nyhetsbrevet
Jeg ønsker ikke å motta flere nyhetsbrev. Hilsen Kari
Jeg vil gjerne melde meg av nyhetsbrevet
Ikke send meg flere nyhetsbrev
Slutt å sende meg nyhetsbrev, takk
Hei, jeg vil ikke ha nyhetsbrevet lenger, så vennligst meld meg av.
Avmelding fra nyhetsbrevet
Ikkje send meg fleire nyheitsbrev
Eg vil ikkje ha nyheitsbrevet lenger\n\nHelsing Bjørg
Eg ønskjer ikkje å få nyheitsbrevet
Ver så snill og stopp nyheitsbrevet
Ta meg bort frå lista, takk
Eg vil melde meg av nyheitsbrevet
Graag uitschrijven
Haal me van de lijst
Haal mij aub van de mailinglijst.
Stop met de nieuwsbrief, graag\n\nGroetjes, Anna
Ik wil de nieuwsbrief niet meer ontvangen.
Hoi, ik wil geen nieuwsbrieven meer. Bedankt!
Ik wil me graag uitschrijven voor de nieuwsbrief
Stuur me geen nieuwsbrieven meer
Meld me af voor de nieuwsbrief
Schrijf me alsjeblieft uit
Please take me off the list
Please remove me from your mailing list. Thanks!
Stop sending me these emails
I don't want the newsletter anymore
I no longer wish to receive the newsletter
Please don't send me any more newsletters
I'd like to unsubscribe, thank you.
Jeg vil gjerne av listen
Si opp abonnementet mitt, takk
Jeg ønsker å bli fjernet fra e-postlisten
"""
NO_STOP = r"""
Kan dere stoppe nyhetsbrevet?
Kan dere stoppe nyhetsbrevet
Kan du ta meg av listen
Ikke stopp nyhetsbrevet
ikke stopp nyhetsbrevet, takk
Stopp ikke nyhetsbrevet
Hei, ikke stopp nyhetsbrevet
Ikke ta meg av listen
Jeg får ikke nyhetsbrevet lenger
Jeg vil ikke stoppe nyhetsbrevet
Jeg vil ikke miste nyhetsbrevet
Jeg vil ikke ha nyhetsbrevet på engelsk
Stopp nyhetsbrevet, men behold plassen min
Har dere stoppet nyhetsbrevet
Ta meg av deltakerlisten
Stopp meg hvis jeg tar feil
Ikkje stopp nyheitsbrevet
Eg får ikkje nyheitsbrevet lenger
Ik ontvang de nieuwsbrief niet meer
Ik krijg geen nieuwsbrief meer
Kunnen jullie me van de lijst halen?
Ik wil me niet uitschrijven
Stop niet met de nieuwsbrief
Please don't stop the newsletter
I don't get the newsletter anymore
I no longer receive the newsletter
Could you take me off the list?
Take me off the waiting list
No newsletter yet
Stopp\nNei
Ingen e-post
Meld meg på nyhetsbrevet, takk
Jeg vil gjerne melde meg på nyhetsbrevet
Ta meg med på listen
Ta meg på listen
Jeg vil ha nyhetsbrevet
Send meg nyhetsbrevet
Schrijf me in voor de nieuwsbrief
Ik wil me graag aanmelden voor de nieuwsbrief
I want to be on the list
Nei takk. Stopp nyhetsbrevet.
Ikke slutt med nyhetsbrevet
Aldri stopp nyhetsbrevet
Jeg vil ikke at dere skal stoppe nyhetsbrevet
Wil je de nieuwsbrief niet stoppen
Stopp en halv
Stopp medlemskapet
Si opp medlemskapet mitt
"""
NO = r"""
Nei, jeg kan dessverre ikke likevel.\n\nHilsen Bjørg
Nei, det passer dessverre ikke likevel
Det passer ikke likevel\n/ Bjørg
Må dessverre melde avbud\n\nMvh Bjørg
Må melde avbud likevel
Jeg kan dessverre ikke komme likevel
Jeg kommer ikke likevel
Jeg får det ikke til likevel
Jeg rekker det dessverre ikke likevel.
Jeg kan likevel ikke komme
Nei, jeg kan likevel ikke
Hei, jeg kan ikke allikevel, dessverre.\nMvh Kari
Eg kan dessverre ikkje kome likevel
Eg kan diverre ikkje likevel\n\nHelsing Bjørg
Det høver diverre ikkje likevel
Må diverre melde avbod\n/ Bjørg
Eg kjem ikkje likevel
Helaas, het lukt me toch niet
Helaas, het lukt me toch niet.\n\nGroetjes, Anna
Ik kan toch niet komen
Het lukt toch niet\n/ Anna
Ik kan er helaas toch niet bij zijn
Ik moet me toch afmelden
Sorry, I can't make it after all
Sorry, I can't make it after all.\n\nBest,\nAnna
Unfortunately I can't come after all
I won't be able to make it after all\n/ Anna
I have to cancel after all
"""
YES = r"""
Jeg kan likevel
Jeg kan komme likevel
Jeg kommer likevel\n/ Bjørg
Det passer likevel
"""
UNCLEAR = r"""
Nei, jeg kan likevel
Nei, jeg kan komme likevel
Nei, det går likevel
Nei, det passer likevel fint
Jeg kan ikke likevel avgjøre dette
Jeg kan ikke komme likevel, men Ola kommer i stedet
Passer det ikke likevel?
Kan du ikke likevel?
Eg veit ikkje likevel
Nee, ik kan toch wel
Ik weet het toch niet
Lukt het toch niet?
No, I can after all
I can't decide after all
I can't see the link after all
Ikke noe likevel
"""

CASES = [
    pytest.param(answer, line.replace(r"\n", "\n"), id=line)
    for answer, table in (
        ("stop", STOP),
        (None, NO_STOP),
        ("no", NO),
        ("yes", YES),
        (None, UNCLEAR),
    )
    for line in table.strip("\n").split("\n")
]


@pytest.mark.parametrize(("answer", "words"), CASES)
def test_a_change_of_mind_is_taken_only_when_it_is_clear(answer: str | None, words: str) -> None:
    intent = judge(words)

    assert (intent.answer, intent.certain) == (answer, answer is not None)


@pytest.mark.parametrize("words", ["Kan dere stoppe nyhetsbrevet?", "Kan dere stoppe nyhetsbrevet"])
def test_whoever_asks_if_it_can_be_stopped_is_answered_by_a_person(words: str) -> None:
    assert judge(words).question


@pytest.mark.parametrize("words", ["stopp takk " * 36, "please " * 57, "wil geen meer " * 28])
def test_many_words_of_leaving_cost_no_time(words: str) -> None:
    assert not asks_to_stop(words[:399] + "x")
