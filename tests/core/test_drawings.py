"""Icons stand in the page itself, and every name a page uses is one we have."""

import re
from pathlib import Path

from service.core.drawings import drawn, sheet

PAGES = Path(__file__).parents[2] / "service"
NAMED = re.compile(r'(?:icon|drawn)\("([a-z-]+)"\)|drawing="([a-z-]+)"|word\("\w+", "([a-z-]+)"')


def test_every_icon_a_page_names_is_there():
    texts = [path.read_text() for path in PAGES.rglob("*.html")]
    names = {name for text in texts for found in NAMED.findall(text) for name in found if name}
    assert len(names) > 5
    assert names - sheet().keys() == set()


def test_a_name_we_do_not_have_leaves_the_words_alone():
    assert drawn("no-such-drawing") == ""


def test_a_page_fetches_no_sheet_of_icons_and_keeps_its_styles_for_good(client, community):
    page = client.get(f"/{community.slug}/").get_data(as_text=True)
    styles = re.search(r'href="(/static/public\.css\?v=\w+)"', page)
    assert "icons.svg" not in page
    assert styles is not None
    with client.get(styles[1]) as kept:
        assert kept.cache_control.max_age == 31_536_000
