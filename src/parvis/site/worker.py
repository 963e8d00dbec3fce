"""The background worker of one home, as a process of its own."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from parvis.site.home import home_at
from parvis.site.start import start

_WATCH_SECONDS = 2


def main() -> None:
    """Do the home's jobs until told to stop, or until the parent has gone."""
    start(home_at(os.environ["PARVIS_HOME"]))
    from parvis.apps.jobs.worker import work_until

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    from parvis.site.embedded.journal import keep_short

    for watch in (_watch_parent, keep_short):
        threading.Thread(target=watch, args=(stop,), daemon=True).start()
    with _mail_door():
        work_until(stop)


@contextmanager
def _mail_door() -> Iterator[None]:
    """The SMTP door, where the town opens one."""
    from django.conf import settings

    if not settings.MAIL_DOOR:
        yield
        return
    from parvis.apps.channels.mailbox import open_door

    door = open_door(settings.MAIL_DOOR)
    try:
        yield
    finally:
        door.stop()


def _watch_parent(stop: threading.Event) -> None:
    """A killed server must not leave a worker behind."""
    parent = os.getppid()
    while not stop.wait(_WATCH_SECONDS):
        if os.getppid() != parent:
            stop.set()


if __name__ == "__main__":
    main()
