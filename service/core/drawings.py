"""Icons, drawn into the page itself: nothing more to fetch.

Chromium never ends loading a page whose two frames ask for one sheet of icons at the same moment.
"""

import re
from functools import cache
from pathlib import Path

from markupsafe import Markup

SHEET = Path(__file__).parents[1] / "static" / "icons.svg"
SYMBOL = re.compile(r'<symbol id="([\w-]+)" viewBox="([\d ]+)">(.*?)</symbol>', re.DOTALL)


def drawn(name: str) -> Markup:
    """The icon beside words. Without such a drawing the words stand alone: no page fails for it."""
    return sheet().get(name, Markup(""))


@cache
def sheet() -> dict[str, Markup]:
    """Our own file, so its strokes are safe to write as they stand."""
    svg = '<svg class="icon" viewBox="{}" aria-hidden="true" focusable="false">{}</svg>'
    return {
        name: Markup(svg.format(box, strokes))
        for name, box, strokes in SYMBOL.findall(SHEET.read_text())
    }
