"""How often one source may do one thing: counted in Redis for a moment, never kept."""

from hashlib import sha256

from flask import current_app
from redis.exceptions import RedisError

from service.core.refusal import Refusal
from service.core.words import lazy_gettext as _l


def count(source: str, limit: int, *, seconds: int) -> None:
    """Count one more; raises Refusal when it is too many. If Redis is away, nobody is kept out."""
    key = f"limit:{sha256(source.encode()).hexdigest()[:32]}"
    try:
        pipeline = current_app.extensions["redis"].pipeline()
        pipeline.set(key, 0, ex=seconds, nx=True)
        pipeline.incr(key)
        seen = int(pipeline.execute()[1])
    except RedisError:
        return
    if seen > limit:
        sentence = _l("That was many times in a short while. Wait a minute and try again.")
        raise Refusal("limits.many", sentence, status=429)
