"""How often something may be asked from outside: counted in the cache that web processes share."""

from django.core.cache import cache

from parvis.core.errors import Refused


def count(key: str, most: int, seconds: int) -> None:
    """Count one more asking under `key`; Refused beyond `most` within `seconds`."""
    done = cache.get_or_set(f"limit:{key}", 0, seconds)
    if done >= most:
        raise Refused("limit.reached", most=most)
    cache.incr(f"limit:{key}")
