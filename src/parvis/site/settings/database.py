"""The applications' database: SQLite inside the home."""

from parvis.site.settings.place import HOME

_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    # NORMAL could lose, after a power cut, a receipt already shown.
    "PRAGMA synchronous=FULL;"
    "PRAGMA foreign_keys=ON;"
    "PRAGMA mmap_size=134217728;"
    "PRAGMA journal_size_limit=27103364;"
    "PRAGMA cache_size=2000;"
)

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOME.database,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": _PRAGMAS},
        "CONN_MAX_AGE": None,
        # With IMMEDIATE it would take the write lock for every page read.
        "ATOMIC_REQUESTS": False,
    }
}

CACHES = {
    # Counts of wrong codes are shared by the web processes; nothing else is cached here.
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": HOME.identified / "cache",
    }
}
