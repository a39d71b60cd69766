"""What a letter must have before it leaves, and what we only advise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.campaigns import rules
from service.campaigns.rules import Other, Sheet

HELP = {"id": "h", "block": "help", "heading": "Et rom", "body": "Vi trenger et tørt rom."}


def codes(*stored: dict, subject: str = "Nytt fra brygga", preheader: str = "Les nå") -> list[str]:
    sheet = Sheet(subject, preheader, stored or (HELP,))
    return [finding.code for finding in rules.findings(sheet)]


def text(body: str, **fields: str) -> dict:
    return {"id": "t", "block": "text", "body": body, **fields}


def image(**fields: object) -> dict:
    return {"id": "i", "block": "image", "url": "/havnevik/pictures/x", **fields}


def test_a_letter_that_asks_for_help_and_says_all_has_nothing_to_mend():
    assert codes() == []


def test_three_named_findings_block_a_picture_without_words_a_link_called_her_and_a_dead_link():
    """A24"""
    sheet = Sheet(
        "Nytt", "Les", (HELP, image(), text("Les mer [her](https://a.example) og [om oss](www)"))
    )
    found = [(f.level, f.where, f.code) for f in rules.findings(sheet)]
    assert found == [
        ("block", "i", "no_alt"),
        ("block", "t", "vague_link"),
        ("block", "t", "dead_link"),
    ]


def test_a_decorative_picture_needs_no_words():
    assert codes(HELP, image(decorative=True)) == []


def untranslated(*stored: dict, others: list[Other]) -> list[dict[str, str]]:
    found = rules.untranslated(Sheet("Nytt", "Les", stored), others)
    return [finding.facts for finding in found]


def test_parts_as_they_stand_in_another_edition_get_a_hint():
    others = [Other("nl", []), Other("nb", [text("Seks  hyller."), HELP])]
    assert untranslated(HELP, text("Seks hyller."), text("Nytt"), others=others) == [
        {"number": "2", "total": "3", "language": "nb"}
    ]


def test_other_words_no_words_and_words_in_a_language_of_their_own_get_none():
    others = [Other("nb", [HELP, image(), text("English", lang="en"), text("")])]
    mine = (text("Sex hyllor"), image(), text("English", lang="en"), text(""))
    assert untranslated(*mine, others=others) == []
    assert untranslated(HELP, others=[]) == []


def test_a_letter_without_subject_is_held_back():
    assert codes(subject=" ") == ["no_subject"]


def test_an_empty_letter_is_held_back():
    sheet = Sheet("Nytt", "Les", ())
    assert [f.code for f in rules.findings(sheet)] == ["no_blocks"]


def test_a_letter_that_asks_nothing_gets_a_hint():
    assert codes(text("Seks hyller er på plass.")) == ["no_action"]


def test_a_line_for_the_list_that_repeats_the_subject_gets_a_hint():
    assert codes(subject="Nytt", preheader="nytt") == ["same_preheader"]
    assert codes(preheader="") == ["no_preheader"]


@pytest.mark.parametrize(
    "subject",
    ["Hold av 20. januar", "Kom 3 mei", "Save January 20", "Frokost 20.1.", "Hald av 20. jan."],
)
def test_a_date_without_its_year_gets_a_hint(subject):
    assert codes(subject=subject) == ["no_year"]


@pytest.mark.parametrize(
    "subject",
    [
        "Hold av 20. januar 2027",
        "January 20, 2027",
        "3 mei 2027",
        "Seks idéer som lever videre",
        "Mars: hva skjedde",
        "20.1.2027",
        "Kl. 9.30 i morgen",
    ],
)
def test_a_date_with_its_year_and_a_month_alone_are_fine(subject):
    assert codes(subject=subject) == []


@pytest.mark.parametrize(
    "body",
    [
        "Kom langs of stuur een mail aan",
        "Kom langs, of stuur een mail aan. Tot dan.",
        "Spørsmål? Send en e-post til.",
        "Send en e-post til\n\nHilsen oss",
        "Send an email to!",
    ],
)
def test_a_sentence_that_points_at_nobody_is_held_back(body):
    """A25"""
    assert codes(HELP, text(body)) == ["no_address"]


@pytest.mark.parametrize(
    "body",
    [
        "Stuur een mail aan hallo@brigade.example.",
        "Send en e-post til\npost@havnevik.example",
        "Send en e-post til [oss](mailto:post@havnevik.example).",
        "Skriv hva du vil bidra til.",
    ],
)
def test_a_sentence_with_its_address_is_fine(body):
    assert codes(HELP, text(body)) == []


@pytest.mark.parametrize("words", ["her", "Her!", "klikk **her**", "hier", "here", "Klik hier"])
def test_a_link_must_say_where_it_leads(words):
    assert codes(HELP, text(f"Se [{words}](https://a.example/x)")) == ["vague_link"]


def test_the_words_of_a_button_are_judged_too():
    assert codes(HELP, text("Nytt", url="https://a.example", label="her")) == ["vague_link"]


@pytest.mark.parametrize(
    "url",
    ["", "#", "https://", "www.a.example", "/letters/3", "mailto:", "mailto:post", "http://a b"],
)
def test_an_address_that_is_not_whole_leads_nowhere(url):
    assert not rules.leads_somewhere(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://paadriv.example/x?y=1#z",
        "mailto:post@havnevik.example?subject=Hei",
        "http://localhost:8000/x",
        "https://blåbær.example",
    ],
)
def test_a_whole_address_leads_somewhere(url):
    assert rules.leads_somewhere(url)


def test_an_empty_field_that_must_be_filled_is_named():
    event = {"id": "e", "block": "event", "title": "Frokost", "when": "", "url": ""}
    found = rules.findings(Sheet("Nytt", "Les", (event,)))
    assert [(f.code, f.facts["field"]) for f in found] == [
        ("empty_field", "when"),
        ("empty_field", "url"),
    ]


@pytest.mark.parametrize(
    ("promise", "days"),
    [
        ("ca. en gang i måneden", 30),
        ("ongeveer één keer per maand", 30),
        ("every two months", 60),
        ("annenhver uke", 14),
        ("hver uke", 7),
        ("hvert kvartal", 90),
        ("når det skjer noe", None),
    ],
)
def test_a_promised_rhythm_is_understood(promise, days):
    assert rules.cadence_days(promise) == days


def test_twelve_days_are_early_for_a_monthly_letter_and_thirty_are_not():
    """A33"""
    assert rules.early("ca. en gang i måneden", 12)
    assert not rules.early("ca. en gang i måneden", 30)
    assert not rules.early("når det skjer noe", 1)


@given(st.text(), st.text(), st.text(), st.text())
def test_no_text_breaks_the_check(subject, body, url, label):
    block = {"id": "t", "block": "text", "body": body, "url": url, "label": label}
    assert isinstance(rules.findings(Sheet(subject, body, (block,))), list)


def test_every_state_leads_only_where_it_may():
    assert rules.may_become("draft", "scheduled")
    assert rules.may_become("sent", "sending")  # those in doubt, once more
    assert not rules.may_become("sent", "paused")
    assert rules.before("cancelled") == ("draft", "sending", "paused")
