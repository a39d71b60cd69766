"""Build the Flask app: settings, database, queue, words, safety headers, every feature's pages."""

import secrets
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask, Response, g, url_for
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from service.communities import gate
from service.core import config, db, embedded, permits, queue, refusal, roles, web, words
from service.core.config import Settings
from service.core.drawings import drawn
from service.outbox.delivery import dkim

csrf = CSRFProtect()
UPLOAD_LIMIT = 8 * 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """The whole service. Raises config.SettingError with a sentence when a setting is wrong."""
    settings = settings or config.read()
    app = web.Site("service", root_path=str(Path(__file__).parent), template_folder=".")
    app.config.from_mapping(mapping(settings))
    web.init_app(app)
    roles.load("models")
    db.init_app(app)
    queue.init_app(app, settings.redis_url or embedded.url(embedded.socket_path(settings.data)))
    app.extensions["dkim"] = dkim.Signer(dkim.read_keys(settings))
    words.init_app(app)
    refusal.init_app(app)
    csrf.init_app(app)
    gate.init_app(app)
    dress(app)
    open_pages(app, settings)
    if not settings.on_loopback:  # then TLS ends in a proxy, which alone knows the visitor
        app.wsgi_app = ProxyFix(app.wsgi_app)  # type: ignore[method-assign]  # how Flask wants middleware put on
    return app


def mapping(settings: Settings) -> dict[str, object]:
    return {
        "SETTINGS": settings,
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},  # no names or addresses in logs
        "BASE_URL": settings.base_url,
        "PREFERRED_URL_SCHEME": settings.base_url.partition(":")[0],
        "MAIL_DOMAIN": settings.mail_domain,
        "RELAYS": settings.relays,
        "MAX_CONTENT_LENGTH": UPLOAD_LIMIT,
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),  # static() names a new address on change
        "SESSION_COOKIE_NAME": "paadriv",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=14),
        # As long as the session: an old tab must not lose what was typed.
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_CHECK_DEFAULT": True,
        "WTF_CSRF_SSL_STRICT": False,  # it asks for the Referer that our own pages never send
        "WTF_I18N_ENABLED": False,
    }


def open_pages(app: Flask, settings: Settings) -> None:
    """Every feature's pages. Public ones act for nobody signed in, so they need no CSRF token."""
    for module in (*roles.load("public"), *roles.load("hook"), *roles.load("api")):
        if not getattr(module, "DEMO_ONLY", False) or settings.demo_mailbox:
            app.register_blueprint(module.pages)
            if not getattr(module, "SIGNED_IN", False):
                csrf.exempt(module.pages)
    for module in roles.load("admin"):
        app.register_blueprint(module.pages)


def dress(app: Flask) -> None:
    """What every template may use, and the headers of every page."""
    app.context_processor(lambda: {name: g.get(name) for name in ("community", "me", "language")})
    app.jinja_env.globals.update(
        drawn=drawn, csp_nonce=nonce, static=static, languages=words.OWN_NAMES, may=may
    )
    app.jinja_env.filters.update(when=when, day=day, hour=hour)
    app.after_request(guard)


def may(name: str) -> bool:
    """Whether whoever is signed in has this permit: a page offers nothing that is then refused."""
    return bool(g.get("me")) and permits.may(g.me.role, name)


def nonce() -> str:
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def static(name: str) -> str:
    """The address of a static file, changed whenever its content changes."""
    return url_for("static", filename=name, v=fingerprint(name))


def fingerprint(name: str) -> str:
    path = Path(__file__).parent / "static" / name
    return sha256(path.read_bytes()).hexdigest()[:10] if path.exists() else "0"


def when(start: datetime, end: datetime | None = None) -> str:
    return words.when(start, end, zone(), g.language)


def hour(moment: datetime) -> str:
    return words.at(moment, zone(), g.language)


def day(moment: date) -> str:
    """Of a moment the day where the community is; a day is the same everywhere."""
    here = moment.astimezone(ZoneInfo(zone())) if isinstance(moment, datetime) else moment
    return words.day(here, g.language)


def zone() -> str:
    return str(g.community.zone) if g.get("community") else "Europe/Oslo"


def guard(response: Response) -> Response:
    """Nothing from elsewhere, framing only where a page says so, no address in any referrer."""
    frames = g.get("framed_by", "'none'")
    policy = (
        f"default-src 'none'; style-src 'self' 'nonce-{nonce()}'; script-src 'self'; "
        "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        f"frame-src 'self'; font-src 'self'; manifest-src 'self'; frame-ancestors {frames}"
    )
    response.headers.setdefault("Content-Security-Policy", policy)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
