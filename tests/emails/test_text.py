"""The plain-text twin of each kind of thing a letter can hold."""

import pytest

from emails.guard import prepare
from emails.text import as_text

LONG = "Dette er en lang setning som ikke får plass på én linje i et brev av ren tekst, altså."
URL = "https://paadriv.example/" + "a" * 80


def text_of(inner: str) -> str:
    around = "<mjml><mj-body><mj-section><mj-column>{}</mj-column></mj-section></mj-body></mjml>"
    return as_text(prepare(around.replace("{}", inner)), "Bilde")


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<mj-text><h1>En tittel</h1></mj-text>", "En tittel\n=========\n"),
        ("<mj-text><h2>Under</h2><p>x</p></mj-text>", "Under\n-----\n\nx\n"),
        ("<mj-text><p>a <b>b</b>\n  c</p>d<p>e</p></mj-text>", "a b c\n\nd\n\ne\n"),
        ("<mj-text><p>a<br>b</p></mj-text>", "a\nb\n"),
        (
            "<mj-text>se <a href='https://x.test/?a=1&b=2'>her</a>.</mj-text>",
            "se her (https://x.test/?a=1&b=2).\n",
        ),
        ("<mj-text><a href='mailto:a@x.test'>a@x.test</a></mj-text>", "a@x.test\n"),
        ("<mj-text><ul><li>a</li><li>b</li></ul></mj-text>", "- a\n- b\n"),
        ("<mj-text><ol><li>a</li><li><p>b</p><p>c</p></li></ol></mj-text>", "1. a\n2. b\n   c\n"),
        ("<mj-text><blockquote><p>a</p><p>b</p></blockquote></mj-text>", "> a\n>\n> b\n"),
        ("<mj-button href='https://x.test'>Ja</mj-button>", "Ja: https://x.test\n"),
        ("<mj-image src='a' alt='En kai'/>", "[Bilde: En kai]\n"),
        (
            "<mj-image src='a' alt='En kai' href='https://x.test'/>",
            "[Bilde: En kai] (https://x.test)\n",
        ),
        ("<mj-image src='a' alt=''/>", "\n"),
        (
            "<mj-table><tr><th>Når</th><td>nå</td></tr><tr><td>x</td><td></td></tr></mj-table>",
            "Når: nå\nx\n",
        ),
        ("<mj-text>a</mj-text><mj-divider/><mj-text>b</mj-text>", "a\n\n* * *\n\nb\n"),
        ("<mj-text css-class='words screen-only'>a</mj-text>", "\n"),
        ("<mj-text>a</mj-text><!-- x --><mj-raw><p>b</p></mj-raw>", "a\n"),
    ],
)
def test_each_thing_has_its_shape(inner: str, text: str) -> None:
    assert text_of(inner) == text


def test_long_lines_hang_under_their_mark() -> None:
    assert text_of(f"<mj-text><ul><li>{LONG}</li></ul></mj-text>") == (
        "- Dette er en lang setning som ikke får plass på én linje i et brev av ren\n"
        "  tekst, altså.\n"
    )
    assert text_of(f"<mj-text><blockquote>{LONG}</blockquote></mj-text>") == (
        "> Dette er en lang setning som ikke får plass på én linje i et brev av ren\n"
        "> tekst, altså.\n"
    )


def test_a_link_is_never_broken() -> None:
    assert text_of(f"<mj-button href='{URL}'>Ja, jeg kommer</mj-button>") == (
        f"Ja, jeg kommer:\n{URL}\n"
    )
