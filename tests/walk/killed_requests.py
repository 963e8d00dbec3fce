"""Takes requests in, answers and closes them, in children killed (-9) between two statements.

Run as a script by test_killed_requests: `killed_requests.py HOME SEED KILLS`; writes JSON, one
object per kill: the statement it fell on, and what was found afterwards.
"""

import json
import os
import random
import signal
import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from killed_loads import in_child

NOW = datetime(2026, 11, 23, 9, 10, tzinfo=UTC)
TOWN = "00000"


class Countdown:
    """Counts the statements sent to the database; kills the process before the `fatal`-th."""

    def __init__(self, fatal: int | None) -> None:
        self.seen, self.fatal = 0, fatal

    def __call__(self, execute, sql, params, many, context):
        self.seen += 1
        if self.seen == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)


def work(name: str, fatal: int | None) -> int:
    """One request from its letter to its closing, and its messages sent; statements used."""
    from django.db import connection

    from parvis.apps.casework import services
    from parvis.apps.casework.models import ServiceRequest
    from parvis.apps.channels.mail import take_mail
    from parvis.apps.jobs.worker import recover, run_pending
    from parvis.core.access import OPERATOR

    raw = (f"From: Alix <alix{name}@example.org>\r\nMessage-ID: <{name}@example.org>\r\n"
           f"Subject: Trou {name}\r\n\r\nUn trou rue Poterie").encode()  # fmt: skip
    countdown = Countdown(fatal)
    with connection.execute_wrapper(countdown):
        take_mail(now=NOW, authority=TOWN, raw=raw)
        recover(NOW)
        run_pending(NOW)
        request = ServiceRequest.objects.get(external_ref=f"mail:{name}@example.org")
        if request.is_open:
            services.answer(actor=OPERATOR, now=NOW, request=request.pk, text="Nous passons.")
            services.close(actor=OPERATOR, now=NOW, request=request.pk, text="Réparé.")
        run_pending(NOW + timedelta(hours=3))
    return countdown.seen


def found(name: str, home: Path) -> dict:
    """What the home holds of the request, after its killed work was done again."""
    from parvis.apps.casework.history import projection_of, told
    from parvis.apps.casework.models import Message, ServiceRequest
    from parvis.core.casework.projection import projected

    requests = list(ServiceRequest.objects.filter(external_ref=f"mail:{name}@example.org"))
    request = requests[0]
    kept, replayed = projection_of(request), projected(told(request.events.all()))
    sent = [p.read_text("utf-8") for p in sorted((home / "identified" / "outbox").glob("*.log"))]
    mails = [part for text in sent for part in text.split("-" * 79) if f"alix{name}@" in part]
    return {
        "requests": len(requests),
        "acknowledgements": request.events.filter(what="acknowledged").count(),
        "mailed_acknowledgements": sum("Subject: " in m and "code" in m and "Accus" in m
                                       for m in mails),
        "replays": kept.standing.state == replayed.standing.state
        and kept.standing.last.rank == replayed.standing.last.rank,
        "left": list(Message.objects.filter(service_request=request, way="out").values_list(
            "sending", flat=True)),
    }  # fmt: skip


def main() -> None:
    """Kill at random statements, start again, and say what stands."""
    home, seed, kills = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    from parvis.site.home import home_at
    from parvis.site.start import start

    start(home_at(home))
    from django.db import connection

    connection.close()
    in_child(lambda: work("first", None))
    whole = in_child(lambda: work("whole", None))
    draw, outcomes = random.Random(seed), []
    for n in range(kills):
        fatal = draw.randint(1, int(whole))
        name = f"k{n}"
        killed = in_child(partial(work, name, fatal))
        again = in_child(partial(work, name, None))
        outcome = in_child(partial(found, name, home))
        outcomes.append({"at": fatal, "was_killed": killed is None, "again": again, **outcome})
    json.dump({"statements": whole, "outcomes": outcomes}, sys.stdout)


if __name__ == "__main__":
    main()
