"""What a manager writes becomes a few plain tags, and a date stays a date."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emails.markdown import as_html


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("28. oktober ble lyset slått på.", "<p>28. oktober ble lyset slått på.</p>\n"),
        ("Hold av\n17. mai 2027", "<p>Hold av<br>\n17. mai 2027</p>\n"),
        ("1. mai er fri.\n\nEn linje til.", "<p>1. mai er fri.</p>\n<p>En linje til.</p>\n"),
        ("1. en\n2. to", "<ol>\n<li>en</li>\n<li>to</li>\n</ol>\n"),
        ("- en\n- to", "<ul>\n<li>en</li>\n<li>to</li>\n</ul>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[hit](javascript:alert(1))", "<p>[hit](javascript:alert(1))</p>\n"),
    ],
)
def test_markdown(written, shown):
    assert as_html(written) == shown


@given(st.text(max_size=400))
def test_any_text_at_all_carries_no_script_and_no_address_of_its_own(written):
    html = as_html(written).lower()
    assert "<script" not in html
    assert 'href="javascript:' not in html
