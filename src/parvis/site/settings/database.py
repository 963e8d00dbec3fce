"""The applications' database: SQLite inside the home, or PostgreSQL by PARVIS_DATABASE.

`PARVIS_DATABASE`: postgresql://user:password@host:port/name. Its role must be neither superuser
nor exempt from row-level security, which keeps authorities apart.
"""

import os
from urllib.parse import unquote, urlsplit

from parvis.site.settings.place import HOME

_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    # NORMAL could lose, after a power cut, a receipt already shown.
    "PRAGMA synchronous=FULL;"
    "PRAGMA foreign_keys=ON;"
    "PRAGMA mmap_size=134217728;"
    "PRAGMA journal_size_limit=27103364;"
    # The worker moves the journal into the database: no page waits for it before 64 MB.
    "PRAGMA wal_autocheckpoint=16000;"
    "PRAGMA cache_size=2000;"
)
_elsewhere = urlsplit(os.environ.get("PARVIS_DATABASE", ""))
_SQLITE = {
    "ENGINE": "parvis.site.embedded",
    "NAME": HOME.database,
    "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": _PRAGMAS},
}
_POSTGRESQL = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": _elsewhere.path.strip("/"),
    "USER": unquote(_elsewhere.username or ""),
    "PASSWORD": unquote(_elsewhere.password or ""),
    "HOST": unquote(_elsewhere.hostname or ""),
    "PORT": str(_elsewhere.port or ""),
    # The command line and the worker see every authority; each page narrows this to its own.
    "OPTIONS": {"options": "-c parvis.scope=*"},
    "CONN_HEALTH_CHECKS": True,
}

DATABASES = {
    "default": {
        **(_POSTGRESQL if _elsewhere.scheme.startswith("postgres") else _SQLITE),
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
