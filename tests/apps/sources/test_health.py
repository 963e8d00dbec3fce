"""The health of a source: a sentence, and a history once there is one."""

from datetime import UTC, datetime

from parvis.apps.sources.health import Health, Received


def at(day: int) -> datetime:
    return datetime(2026, 11, day, 5, tzinfo=UTC)


def health(*history: Received) -> Health:
    read, kept = (sum(getattr(r, n) for r in history) for n in ("rows_read", "rows_kept"))
    last = history[-1].received_at if history else None
    return Health(len(history), read, kept, last, history)


def test_one_delivery_has_no_history_to_draw() -> None:
    assert health().chart() is None
    assert health(Received(at(1), 10, 10)).chart() is None


def test_each_delivery_is_a_bar_of_the_rows_kept_before_those_read() -> None:
    chart = health(Received(at(1), 10, 9), Received(at(8), 12, 12)).chart()
    assert chart is not None
    assert [(m.tick, m.value, m.reference) for m in chart.marks] == [
        ("1er nov.", 9.0, 10.0),
        ("8 nov.", 12.0, 12.0),
    ]


def test_two_deliveries_of_one_day_stay_two_bars() -> None:
    chart = health(Received(at(3), 5, 5), Received(at(3), 6, 6)).chart()
    assert chart is not None
    assert len({m.label for m in chart.marks}) == len(chart.marks)


def test_the_finding_says_how_many_rows_were_set_aside() -> None:
    found = health(Received(at(1), 10, 9), Received(at(8), 12, 12)).finding
    assert found == "1\u00a0ligne mise de côté sur 22, dans les 2 dernières livraisons."
    assert health(Received(at(1), 9, 9), Received(at(2), 3, 3)).finding.startswith("Tout est gardé")
