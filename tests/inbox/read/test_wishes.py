"""What else people ask for, whom they bring, and the days they name."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.inbox.read.dates import away_until, easter, until
from service.inbox.read.intent import judge

THEN = date(2026, 11, 26)

WISHES = [
    ("Hei, hva vet dere om meg?", ("data",)),
    ("Hvilke opplysninger har dere lagret om meg?", ("data",)),
    ("Kva veit de om meg?", ("data",)),
    ("Kan dere sende meg det dere har lagret om meg?", ("data",)),
    ("Send meg gjerne alle opplysninger om meg", ("data",)),
    ("Eg vil ha innsyn i opplysningane mine", ("data",)),
    ("Jeg ber om innsyn i mine personopplysninger", ("data",)),
    ("Wat weten jullie over mij?", ("data",)),
    ("Welke gegevens hebben jullie van mij?", ("data",)),
    ("What do you hold on me?", ("data",)),
    ("Slett alle opplysninger om meg", ("erase",)),
    ("Verwijder mijn gegevens", ("erase",)),
    ("Please delete my data", ("erase",)),
    ("Jeg har fått ny e-postadresse: kari@ny.example", ("address",)),
    ("Eg har bytta e-post til kari@ny.example", ("address",)),
    ("Mijn nieuwe e-mailadres is kari@ny.example", ("address",)),
    ("I have a new email address: kari@ny.example", ("address",)),
    ("Per Hansen kommer i stedet for meg", ("colleague",)),
    ("Kari komt in mijn plaats", ("colleague",)),
    ("My colleague will come instead of me", ("colleague",)),
    ("Ja, jeg kommer", ()),
    ("Hva har dere til frokost?", ()),
    ("Kan dere si noe om parkering?", ()),
    ("Vi har fått nytt kjøkken", ()),
    ("Slett ikke, jeg kommer", ()),
]


@pytest.mark.parametrize(("words", "wished"), WISHES)
def test_what_only_a_person_can_grant_is_seen(words: str, wished: tuple[str, ...]) -> None:
    assert judge(words).wishes == wished


def test_a_new_address_and_who_comes_instead_are_told() -> None:
    told = judge("Jeg har fått ny e-post: kari@ny.example. Mvh Kari")
    assert told.address == "kari@ny.example"
    told = judge("Jeg kan dessverre ikke, men Per Hansen (per@x.example) kommer i stedet for meg.")
    assert (told.answer, told.certain) == ("no", True)
    assert told.colleague == ("Per Hansen", "per@x.example")


def test_who_comes_instead_says_nothing_of_the_writer() -> None:
    assert judge("Per Hansen kommer i stedet for meg").answer is None


GUESTS = [
    ("Ja, jeg tar med Kari Nordmann og Ola", ("Kari Nordmann", "Ola"), 2),
    ("Eg kjem og tek med meg Ola Nordmann", ("Ola Nordmann",), 1),
    ("Ja, ik neem Jan de Vries mee", ("Jan de Vries",), 1),
    ("Yes, I am bringing Mary and Tom", ("Mary", "Tom"), 2),
    ("Ja, jeg kommer sammen med Kari", ("Kari",), 1),
    ("Ja, jeg tar med en kollega", (), 1),
    ("Ja, vi blir 3", (), 2),
    ("Ja, jeg kommer. Hilsen Kari", (), 0),
]


@pytest.mark.parametrize(("words", "named", "number"), GUESTS)
def test_guests_by_number_and_by_name(words: str, named: tuple[str, ...], number: int) -> None:
    told = judge(words)
    assert (told.answer, told.names, told.guests) == ("yes", named, number)


UNTIL = [
    ("til 1. februar", date(2027, 2, 1)),
    ("til 1. februar 2028", date(2028, 2, 1)),
    ("til 24. desember", date(2026, 12, 24)),
    ("til 1.2.", date(2027, 2, 1)),
    ("til 1.2.2027", date(2027, 2, 1)),
    ("tot 1 september", date(2027, 9, 1)),
    ("tot september", date(2027, 9, 1)),
    ("until February 3rd", date(2027, 2, 3)),
    ("until 3 February", date(2027, 2, 3)),
    ("2027-03-04", date(2027, 3, 4)),
    ("13/2/2027", date(2027, 2, 13)),
    ("3/4", None),
    ("31. februar", None),
    ("1. mars 2020", None),
    ("før påske", date(2027, 3, 28)),
    ("over påske", date(2027, 3, 30)),
    ("etter nyttår", date(2027, 1, 2)),
    ("i to uker", date(2026, 12, 10)),
    ("for 3 months", date(2027, 2, 24)),
    ("til sommeren", None),
    ("til jeg sier fra", None),
]


@pytest.mark.parametrize(("words", "day"), UNTIL)
def test_the_day_a_pause_ends(words: str, day: date | None) -> None:
    assert until(words, THEN) == day


PAUSES = [
    ("Pause til 1. februar", date(2027, 2, 1)),
    ("Ta en pause med nyhetsbrevet til 1. februar, takk", date(2027, 2, 1)),
    ("Ikke send meg mer før 1. mars", date(2027, 3, 1)),
    ("Ikkje skriv til meg før påske", date(2027, 3, 28)),
    ("Even pauze tot 1 september", date(2027, 9, 1)),
    ("Stuur me geen mails tot 1 maart", date(2027, 3, 1)),
    ("Don't write to me until 1 March", date(2027, 3, 1)),
]


@pytest.mark.parametrize(("words", "day"), PAUSES)
def test_a_pause_with_a_day_is_certain(words: str, day: date) -> None:
    told = judge(words, THEN)
    assert (told.answer, told.certain, told.until) == ("pause", True, day)


@pytest.mark.parametrize(
    "words",
    [
        "Ja, jeg kommer. Ikke send meg mer før 1. mars.",
        "Skal jeg sette det på pause til 1. februar?",
        "Er det pause før 1. foredrag?",
        "Jeg kommer etter pausen kl. 10",
    ],
)
def test_a_pause_is_not_taken_from_among_other_words(words: str) -> None:
    assert judge(words, THEN).answer != "pause"


AWAY = [
    ("Jeg er på ferie og tilbake mandag 4. januar 2027.", date(2027, 1, 4)),
    ("Jeg er bortreist t.o.m. 3. januar.", date(2027, 1, 4)),
    ("Eg er attende 11. januar", date(2027, 1, 11)),
    ("Ik ben afwezig tot en met 3 januari 2027.", date(2027, 1, 4)),
    ("Vanaf 4 januari ben ik weer terug.", date(2027, 1, 4)),
    ("I will be back on Monday 4 January.", date(2027, 1, 4)),
    ("I am out of office until January 4", date(2027, 1, 4)),
    ("Ich bin ab 4. Januar wieder im Büro", date(2027, 1, 4)),
    ("Jag är tillbaka den 7 januari", date(2027, 1, 7)),
    ("Ring meg på 900 00 000.", None),
    ("Back on 3/4", None),
]


@pytest.mark.parametrize(("words", "day"), AWAY)
def test_when_somebody_is_back(words: str, day: date | None) -> None:
    assert away_until(words, THEN) == day


def test_easter_falls_where_the_church_says() -> None:
    known = {2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2038: (4, 25)}
    assert {year: (easter(year).month, easter(year).day) for year in known} == known


@pytest.mark.parametrize(
    "words",
    ["Ja, jeg kommer!", "Nei, dessverre", "Kanskje, avhenger av jobb", "STOPP", "Ja graag!"],
)
def test_it_says_which_words_it_went_by(words: str) -> None:
    told = judge(words)
    assert told.because
    assert all(piece in words for piece in told.because)


@given(st.text(max_size=300))
def test_whatever_is_written_nothing_breaks_and_only_their_words_are_quoted(words: str) -> None:
    told = judge(words, THEN)
    flat = " ".join(words.split())
    assert all(" ".join(piece.split()) in flat for piece in told.because)
    assert len(told.because) <= 3
