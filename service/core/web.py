"""What no page should have to think of: NUL characters, and numbers no database can hold."""

from typing import Any

from flask import Flask, Request, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter
from werkzeug.utils import cached_property

LARGEST = 2**31 - 1  # what PostgreSQL keeps in an integer


class Site(Flask):
    """Its log names the page that failed, never its address: the address may be a key."""

    def log_exception(self, exc_info: Any) -> None:
        self.logger.error("%s failed", request.endpoint, exc_info=exc_info)


class Tidy(Request):
    """PostgreSQL refuses U+0000 in any text, and nobody types it on purpose: it is left out."""

    def _load_form_data(self) -> None:
        loaded = "form" in self.__dict__
        super()._load_form_data()
        if not loaded:
            self.__dict__["form"] = without_nul(self.form)

    @cached_property
    def args(self) -> MultiDict[str, str]:
        return without_nul(super().args)


def number(text: str) -> int:
    """For `args.get(name, type=number)`: one too large to be kept counts as none at all."""
    found = int(text)
    if abs(found) > LARGEST:
        raise ValueError("too large")
    return found


def without_nul(values: MultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    pairs = values.items(multi=True)
    return ImmutableMultiDict([(name, value.replace("\0", "")) for name, value in pairs])


class Number(IntegerConverter):
    """A row number in an address; one too large to exist is a page that is not there."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:  # werkzeug's name
        kwargs.setdefault("max", LARGEST)
        super().__init__(map, *args, **kwargs)


class Text(UnicodeConverter):
    """A name in an address."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:  # werkzeug's name
        super().__init__(map, *args, **kwargs)
        self.regex = self.regex.replace("[^/]", r"[^/\x00]")


def init_app(app: Flask) -> None:
    """Before any route is added: the converters are looked up then."""
    app.request_class = Tidy
    app.url_map.converters.update(int=Number, default=Text, string=Text)
