"""SQLite as Django speaks to it, but for who waits to write.

SQLite itself retries after pauses that grow to a tenth of a second: under load, a writer sleeps
while the database is free, and those that come later pass before it.
"""

import time
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

PAUSE_S = 0.002
_AT_ONCE, _BUSY = "PRAGMA busy_timeout=0", "database is locked"


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks for the right to write every two milliseconds, as long as `timeout` says."""

    def _start_transaction_under_autocommit(self) -> None:
        if self.transaction_mode is None:
            super()._start_transaction_under_autocommit()
            return
        patience_s = float(self.settings_dict["OPTIONS"].get("timeout", 5))
        with self.cursor() as cursor:
            cursor.execute(_AT_ONCE)
            try:
                self._begin(cursor, time.monotonic() + patience_s)
            finally:
                cursor.execute(f"PRAGMA busy_timeout={round(patience_s * 1_000)}")

    def _begin(self, cursor: Any, until: float) -> None:
        """Begin once nobody writes; OperationalError past `until`."""
        while True:
            try:
                cursor.execute(f"BEGIN {self.transaction_mode}")
            except OperationalError as error:
                if _BUSY not in str(error) or time.monotonic() > until:
                    raise
                time.sleep(PAUSE_S)
            else:
                return
