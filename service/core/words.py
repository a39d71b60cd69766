"""Languages: which we speak, each feature's sentences, dates as each language writes them."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context
from flask_babel import Babel, Domain, force_locale, get_locale

LANGUAGES = ("nb", "nn", "nl", "en")
OWN_NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "nl": "Nederlands", "en": "English"}
FALLBACK = {
    "nb": ("nb", "nn", "en", "nl"),
    "nn": ("nn", "nb", "en", "nl"),
    "nl": ("nl", "en", "nb", "nn"),
    "en": ("en", "nb", "nn", "nl"),
}
ROOT = Path(__file__).parents[2]
KL = {"nb": "kl. {}", "nn": "kl. {}", "nl": "{} uur", "en": "{}"}

__all__ = ["force_locale", "gettext", "lazy_gettext", "lazy_ngettext", "ngettext"]


class Catalogues(Domain):  # type: ignore[misc]  # Flask-Babel has no types
    """One small catalogue per feature folder, read from its .po text: no build step to forget."""

    def get_translations(self) -> NullTranslations:
        return catalogue(str(get_locale() or "en"))


domain = Catalogues()
gettext = domain.gettext
ngettext = domain.ngettext
lazy_gettext = domain.lazy_gettext
lazy_ngettext = domain.lazy_ngettext


def init_app(app: Flask) -> None:
    Babel(app, default_locale="nb", locale_selector=language, configure_jinja=False)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # the extension adds it
    app.jinja_env.policies["ext.i18n.trimmed"] = True


def language() -> str:
    """The language of this page, chosen once per request (see service/app.py)."""
    return str(g.get("language", "nb")) if has_request_context() else "nb"


def known(code: str | None) -> str | None:
    """Our language for a code such as "no", "nb-NO" or "en-GB"; None when we do not speak it."""
    short = (code or "").lower().replace("_", "-").split("-")[0]
    short = {"no": "nb"}.get(short, short)
    return short if short in LANGUAGES else None


def pick(texts: Mapping[str, str], wanted: str) -> str:
    """The text in the wanted language, else in the nearest one there is."""
    return next((texts[code] for code in FALLBACK[wanted] if texts.get(code)), "")


@cache
def catalogue(code: str) -> NullTranslations:
    merged: NullTranslations = Translations()
    for path in sorted(ROOT.glob(f"*/**/translations/{code}.po")):
        merged.merge(load(path))  # type: ignore[attr-defined]  # Babel types the base only
    return merged


def load(path: Path) -> Translations:
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=path.stem))
    compiled.seek(0)
    return Translations(compiled)


def day(moment: date, code: str) -> str:
    """onsdag 20. januar 2027 · woensdag 20 januari 2027 · Wednesday 20 January 2027."""
    pattern = "EEEE d. MMMM y" if code in ("nb", "nn") else "EEEE d MMMM y"
    return format_date(moment, pattern, locale="en_GB" if code == "en" else code)


def hour(moment: datetime, code: str) -> str:
    return moment.strftime("%H:%M" if code == "en" else "%H.%M")


def at(moment: datetime, zone: str, code: str) -> str:
    """kl. 07.45 · 07.45 uur · 07:45, in the community's own zone."""
    return KL[code].format(hour(moment.astimezone(ZoneInfo(zone)), code))


def when(start: datetime, end: datetime | None, zone: str, code: str) -> str:
    """onsdag 20. januar 2027 kl. 09.00–15.00, in the community's zone and the reader's language."""
    here = start.astimezone(ZoneInfo(zone))
    clock = hour(here, code) + (f"–{hour(end.astimezone(ZoneInfo(zone)), code)}" if end else "")
    joint = " " if code in ("nb", "nn") else ", "
    city = f" ({zone.rpartition('/')[2]} time)" if code == "en" else ""
    return f"{day(here, code)}{joint}{KL[code].format(clock)}{city}"
