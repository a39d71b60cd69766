"""What every job shares: the app, built once per process, and a session always given back."""

from collections.abc import Callable
from functools import cache, wraps

from flask import Flask, current_app, has_app_context

from service.app import create_app
from service.core.db import session


def app() -> Flask:
    """Ours; or the app of whoever runs a job inside their own process, as tests do."""
    if not has_app_context():
        return built()
    here: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # Flask's proxy hides it from mypy
    return here


@cache
def built() -> Flask:
    return create_app()


def job(work: Callable[..., None]) -> Callable[..., None]:
    """Run inside the app. What was not committed is rolled back; the job's own error goes to RQ."""

    @wraps(work)
    def run(*args: int | str) -> None:
        with app().app_context():
            try:
                work(*args)
            finally:
                session.remove()

    return run
