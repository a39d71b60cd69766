"""Bad MJML is refused with its place; a value can never become a tag or an attribute."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from emails.guard import MjmlError, mjml2html, prepare
from tests.emails.pages import Outline, anything

AROUND = """<mjml>
 <mj-body>
  <mj-section>
   <mj-column>
    {}
   </mj-column>
  </mj-section>
 </mj-body>
</mjml>"""


def around(inner: str) -> str:
    return AROUND.replace("{}", inner)


def in_column(inner: str) -> Outline:
    return Outline(mjml2html(around(inner)))


@pytest.mark.parametrize(
    ("inner", "trouble"),
    [
        ("<mj-text>x", "line 6, column 4: </mj-column>, but <mj-text> from line 5 is still open"),
        ("<mj-foo/>", "line 5, column 5: unknown tag <mj-foo>"),
        ("<mj-carousel/>", "line 5, column 5: unknown tag <mj-carousel>"),
        ("<mj-include path='x'/>", "line 5, column 5: unknown tag <mj-include>"),
        ("<mj-text><script>x</script></mj-text>", "line 5, column 14: unknown tag <script>"),
        (
            "<mj-text><mj-text/></mj-text>",
            "line 5, column 14: <mj-text> cannot stand inside <mj-text>",
        ),
        ("<mj-section/>", "line 5, column 5: <mj-section> cannot stand inside <mj-column>"),
        ("<p>x</p>", "line 5, column 5: <p> cannot stand inside <mj-column>"),
        ("words", "line 5, column 5: words stand outside <mj-text>"),
        ("<mj-text>a < b</mj-text>", "line 5, column 16: a < that begins no tag; write &lt;"),
        (
            "<mj-text>\n <!DOCTYPE x></mj-text>",
            "line 6, column 2: a < that begins no tag; write &lt;",
        ),
        ("<mj-text><?x?></mj-text>", "line 5, column 14: a < that begins no tag; write &lt;"),
        ("<!-- a -- b -->", "line 5, column 5: a comment that a browser would end early"),
        ("<!--> <p> -->", "line 5, column 5: a comment that a browser would end early"),
        ("<mj-image src='a' src='b'/>", "line 5, column 23: src is given twice"),
        ("<mj-text><p onclick='x'>x</p></mj-text>", "line 5, column 17: onclick is not allowed"),
        (
            "<mj-button href='java&#115;cript:x'>x</mj-button>",
            "line 5, column 16: href must lead to a web page or an address",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(inner: str, trouble: str) -> None:
    with pytest.raises(MjmlError) as refused:
        mjml2html(around(inner))

    assert str(refused.value) == trouble


@pytest.mark.parametrize(
    ("source", "trouble"),
    [
        ("", "line 1, column 1: there is no <mjml>"),
        ("</mjml>", "line 1, column 1: </mjml> closes nothing"),
        ("<mjml>", "line 1, column 1: <mjml> is never closed"),
        ("<mj-body/>", "line 1, column 1: <mj-body> cannot stand here"),
        ("<mjml></mjml>\n<mjml></mjml>", "line 2, column 1: <mjml> cannot stand here"),
        ("<mjml></mjml>x", "line 1, column 14: words stand outside <mj-text>"),
    ],
)
def test_a_letter_has_one_root(source: str, trouble: str) -> None:
    with pytest.raises(MjmlError) as refused:
        prepare(source)

    assert str(refused.value) == trouble


def test_what_browsers_forgive_is_forgiven() -> None:
    outline = in_column(
        "<mj-text><p hidden>a<br>b &nbsp; c & d</p><a href=https://x.test/a>x</a></mj-text>"
    )

    assert outline.links == ["https://x.test/a"]
    assert outline.words == "a b c & d x"


def test_a_style_sheet_may_point_to_children() -> None:
    styled = AROUND.replace(
        "<mj-body>", "<mj-head><mj-style>.a > b { color: red }</mj-style></mj-head><mj-body>"
    ).replace("{}", "")

    assert ".a > b { color: red }" in mjml2html(styled)


@given(value=anything)
def test_a_value_stays_in_its_attribute(value: str) -> None:
    safe = str(escape("".join(char for char in value if char >= " " and char.isprintable())))
    outline = in_column(f'<mj-image src="a.png" alt="{safe}"/>')

    assert len(outline.pictures) == 1
    assert sorted(outline.pictures[0]) == ["alt", "height", "src", "style", "width"]


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("a\u00a0b \\ c", "a\u00a0b \\ c"),
        ("q&quot; onerror=&quot;x", 'q" onerror="x'),
        ("e\u0301\u200d", "e\u0301\u200d"),
        ("a\n  b", "a b"),
        ("&amp;lt;", "&lt;"),
    ],
)
def test_a_value_reads_as_it_was_written(value: str, read: str) -> None:
    outline = in_column(f"<mj-text><img alt='{value}' /></mj-text><mj-image alt='{value}' />")

    assert [picture["alt"] for picture in outline.pictures] == [read, read]


@given(inner=st.text(alphabet="<>/='\" &;-!?ab\n", max_size=30) | anything)
def test_the_guard_either_refuses_or_gives_xml(inner: str) -> None:
    source = around(f"<mj-text>{inner}</mj-text>")
    typed = "".join(char for char in source if char >= " " or char == "\n")

    prepared = accepted(typed)

    assert prepared is None or prepare(prepared) == prepared


def accepted(source: str) -> str | None:
    try:
        prepared = prepare(source)
    except MjmlError as refused:
        return None if refused.line >= 1 and refused.column >= 1 else ""
    ElementTree.fromstring(prepared)
    mjml2html(prepared)
    return prepared
