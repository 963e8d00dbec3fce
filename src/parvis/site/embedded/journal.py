"""The write-ahead journal, moved into the database by the worker and not by who writes a page."""

import logging
import threading

from django.db import DatabaseError, connection

EVERY_S = 2.0
logger = logging.getLogger("parvis.database")


def keep_short(stop: threading.Event) -> None:
    """Move the journal into the database every two seconds, in nobody's way, until `stop`."""
    if connection.vendor != "sqlite":
        return
    while not stop.wait(EVERY_S):
        try:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
        except DatabaseError:
            logger.warning("the journal was not moved; trying again", exc_info=True)
    connection.close()
