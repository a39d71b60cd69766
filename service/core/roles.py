"""Find what each feature offers, by file name.

One of the few places that import by name: a feature joins a role by having the file.
"""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from service import FEATURES

ROLES = (
    "models",
    "public",
    "hook",
    "admin",
    "api",
    "cli",
    "replies",
    "addresses",
    "due",
    "audiences",
    "privacy",
    "standing",
    "embedded",
)


def load(role: str) -> list[ModuleType]:
    return [module for feature in FEATURES if (module := find(feature, role))]


def find(feature: str, role: str) -> ModuleType | None:
    """The feature's module for this role, or None when it has no such file."""
    if feature not in FEATURES or role not in ROLES:
        raise LookupError(f"no feature {feature!r} or role {role!r}")
    name = f"service.{feature}.{role}"
    return import_module(name) if find_spec(name) else None
