"""Background work: asked in a transaction, tried again, refused, followed by its owner."""

import itertools
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.db import transaction

import factories
from parvis.apps.jobs import worker
from parvis.apps.jobs.definitions import Context, definitions, job
from parvis.apps.jobs.models import Job, JobState
from parvis.apps.jobs.selectors import job_for
from parvis.apps.jobs.services import enqueue
from parvis.core.access import OPERATOR, Role
from parvis.core.errors import NotVisible, Refused

NOW = factories.NOW
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_definitions() -> Iterator[None]:
    """Jobs declared by a test are forgotten after it; the daily ones rest meanwhile."""
    shipped = dict(definitions())
    definitions().clear()
    yield
    definitions().clear()
    definitions().update(shipped)


def asked(name: str = "t.work", **arguments: Any) -> Job:
    return enqueue(actor=OPERATOR, now=NOW, authority=factories.authority(), name=name, **arguments)


def again(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def test_a_job_runs_once_with_its_arguments_and_is_done() -> None:
    seen: list[tuple[str, int]] = []

    @job("t.work")
    def work(context: Context, **arguments: Any) -> None:
        seen.append((context.owner_ref, arguments["delivery"]))

    waiting = asked(delivery=7)
    assert worker.run_pending(NOW) == 1
    assert worker.run_pending(NOW) == 0
    assert seen == [("console", 7)]
    assert (again(waiting).state, again(waiting).progress) == (JobState.DONE, 1.0)


def test_a_job_of_a_rolled_back_transaction_never_runs() -> None:
    @job("t.work")
    def work(context: Context, **_: Any) -> None:
        raise AssertionError("ran")

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        asked()
        raise ZeroDivisionError
    assert worker.run_pending(NOW) == 0


def test_a_refusal_is_final_and_keeps_its_sentence() -> None:
    @job("t.work", attempts=5)
    def work(context: Context, **_: Any) -> None:
        raise Refused("role.held")

    refused = asked()
    worker.run_pending(NOW)
    assert worker.run_pending(NOW + timedelta(days=1)) == 0
    assert again(refused).state == JobState.REFUSED
    assert again(refused).sentence == Refused("role.held").sentence()


def test_a_lost_right_refuses_the_job() -> None:
    @job("t.work")
    def work(context: Context, **_: Any) -> None:
        raise NotVisible

    refused = asked()
    worker.run_pending(NOW)
    assert again(refused).state == JobState.REFUSED


@pytest.mark.parametrize("attempts", [1, 2, 4])
def test_a_failure_is_tried_again_later_and_later_then_said(
    attempts: int, caplog: pytest.LogCaptureFixture
) -> None:
    instants: list[datetime] = []

    @job("t.work", attempts=attempts, first_wait=timedelta(seconds=10))
    def work(context: Context, **_: Any) -> None:
        instants.append(context.now)
        raise RuntimeError("a breakdown")

    failing = asked()
    for second in range(200):
        worker.run_pending(NOW + timedelta(seconds=second))
    assert len(instants) == attempts
    waits = [(b - a).total_seconds() for a, b in itertools.pairwise(instants)]
    assert waits == [10.0 * 2**n for n in range(attempts - 1)]
    assert again(failing).state == JobState.FAILED
    assert again(failing).sentence == Refused("job.failed").sentence()
    assert len(caplog.records) == attempts


def test_a_job_that_fails_once_then_works_is_done(caplog: pytest.LogCaptureFixture) -> None:
    @job("t.work", attempts=2, first_wait=timedelta(seconds=10))
    def work(context: Context, **_: Any) -> None:
        if context.attempt == 1:
            raise RuntimeError

    flaky = asked()
    worker.run_pending(NOW)
    assert again(flaky).state == JobState.WAITING
    worker.run_pending(NOW + timedelta(seconds=10))
    assert again(flaky).state == JobState.DONE


def test_progress_is_written_by_steps_and_stays_within_bounds(
    django_assert_max_num_queries: Any,
) -> None:
    seen: list[float] = []

    @job("t.work")
    def work(context: Context, **_: Any) -> None:
        with django_assert_max_num_queries(60):
            for i in range(1000):
                context.progress(i / 999, "Lecture")
        context.progress(3.0, "Fin")
        seen.append(Job.objects.get().progress)

    asked()
    worker.run_pending(NOW)
    assert seen == [1.0]
    assert Job.objects.get().label == "Fin"


def test_a_job_left_running_by_a_killed_worker_is_taken_up_again() -> None:
    @job("t.work", attempts=2)
    def work(context: Context, **_: Any) -> None:
        pass

    @job("t.once")
    def once(context: Context, **_: Any) -> None:
        pass

    twice, only = asked(), asked("t.once")
    Job.objects.update(state=JobState.RUNNING, attempts=1)
    worker.recover(NOW)
    worker.run_pending(NOW + timedelta(minutes=5))
    assert again(twice).state == JobState.DONE
    assert again(only).state == JobState.FAILED
    assert again(only).sentence == Refused("job.interrupted").sentence()


def test_a_job_of_another_version_is_refused_when_asked_and_when_run() -> None:
    with pytest.raises(Refused):
        asked("t.gone")

    @job("t.work")
    def work(context: Context, **_: Any) -> None:
        pass

    orphan = asked()
    definitions().clear()
    worker.run_pending(NOW)
    assert again(orphan).state == JobState.REFUSED


def test_a_job_of_another_version_left_running_does_not_stop_the_worker() -> None:
    @job("t.work", attempts=9)
    def work(context: Context, **_: Any) -> None:
        pass

    orphan = asked()
    Job.objects.update(state=JobState.RUNNING, attempts=1)
    definitions().clear()
    worker.recover(NOW)
    assert again(orphan).state == JobState.FAILED


def test_only_its_owner_follows_a_job() -> None:
    @job("t.work")
    def work(context: Context, **_: Any) -> None:
        pass

    owner, other = factories.actor(Role.DSI), factories.actor(Role.DSI)
    mine = enqueue(actor=owner, now=NOW, authority=factories.authority(), name="t.work")
    assert job_for(owner, mine.pk) == mine
    assert job_for(OPERATOR, mine.pk) == mine
    with pytest.raises(NotVisible):
        job_for(other, mine.pk)


def test_a_daily_job_runs_once_a_day_at_its_hour() -> None:
    days: list[datetime] = []

    @job("t.daily", daily_at=time(3, 10))
    def work(context: Context, **_: Any) -> None:
        days.append(context.now)

    factories.authority()
    start = datetime(2026, 3, 27, tzinfo=UTC)
    for hour in range(72):
        worker.run_pending(start + timedelta(hours=hour))
    # 03:10 in Paris is 02:10 UTC until 28 March, 01:10 once summer time begins on the 29th.
    assert [(d.day, d.hour) for d in days] == [(27, 3), (28, 3), (29, 2)]


def test_a_home_without_authority_has_no_daily_job() -> None:
    @job("t.daily", daily_at=time(3, 10))
    def work(context: Context, **_: Any) -> None:
        raise AssertionError("ran")

    assert worker.run_pending(NOW) + worker.run_pending(NOW + timedelta(days=2)) == 0


@pytest.mark.django_db(transaction=True)
def test_the_worker_stops_when_told() -> None:
    stop = threading.Event()

    @job("t.work")
    def work(context: Context, **_: Any) -> None:
        stop.set()

    done = asked()
    worker.work_until(stop, idle_seconds=0.01)
    assert again(done).state == JobState.DONE


def test_ended_jobs_are_forgotten_after_a_month() -> None:
    from parvis.apps.jobs.background import tidy

    job("jobs.tidy")(tidy)

    @job("t.work")
    def work(context: Context, **_: Any) -> None:
        pass

    old, recent = asked(), asked()
    worker.run_pending(NOW)
    Job.objects.filter(pk=old.pk).update(last_attempt_at=NOW - timedelta(days=31))
    asked("jobs.tidy")
    worker.run_pending(NOW)
    assert set(Job.objects.values_list("pk", flat=True)) >= {recent.pk}
    assert not Job.objects.filter(pk=old.pk).exists()


def test_a_worker_killed_after_it_took_a_ticket_loses_no_job() -> None:
    done: list[int] = []
    job("t.work")(lambda context: done.append(1))
    waiting = asked()
    assert worker._claim(NOW) is not None  # and there the power goes
    worker.recover(NOW)
    worker.run_pending(NOW)
    assert done == [1]
    assert again(waiting).state == JobState.DONE
