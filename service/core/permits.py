"""Who may do what: a role has permits, and every admin page names the one it needs."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import abort, g

ROLES = ("owner", "community_manager", "host", "reader")
PERMITS = {
    "look": ROLES,  # read lists and results
    "check_in": ("owner", "community_manager", "host"),
    "arrange": ("owner", "community_manager", "host"),  # events and their people
    "write": ("owner", "community_manager"),  # letters, answers, people
    "send": ("owner", "community_manager"),
    "own": ("owner",),  # the team, the sender, the look
}
P = ParamSpec("P")
T = TypeVar("T")


def permit(name: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Let only staff with this permit through; everyone else is told in words (403)."""

    def guard(view: Callable[P, T]) -> Callable[P, T]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
            if not may(g.me.role, name):
                abort(403)
            return view(*args, **kwargs)

        marked: Any = guarded
        marked.permit = name  # tests/architecture asks every admin route for it
        return guarded

    return guard


def may(role: str, name: str) -> bool:
    return role in PERMITS[name]
