"""One system for all tables: persons counted once, cells named once, sums found."""

import numpy as np
import pytest

from parvis.core.privacy.margins import Dimension, Microdata, System, Wanted, system_of


def _data(persons: list[int], **columns: str) -> Microdata:
    """Columns as texts of one letter per row."""
    dimensions = {}
    for name, text in columns.items():
        values = tuple(sorted(set(text)))
        codes = np.array([values.index(letter) for letter in text])
        dimensions[name] = Dimension(name, values, codes)
    return Microdata(
        dimensions, np.array(persons), np.array([1 << k for k in range(32)])[: max(persons) + 1]
    )


def _counts(system: System, *names: str) -> dict[str, int]:
    margin = system.margins[system.canonical(names)]
    found = system.counts[margin.start : margin.start + margin.size].tolist()
    return dict(zip(system.coordinates(margin), found, strict=True))


def test_a_person_of_several_rows_counts_once_in_each_cell_and_in_the_total() -> None:
    data = _data([0, 0, 0, 1, 2], kind="aabab", sex="FFFFM")
    system = system_of(data, [Wanted("t", ("kind", "sex"))])
    assert _counts(system, "kind") == {"kind=a": 2, "kind=b": 2}
    assert _counts(system, "sex") == {"sex=F": 2, "sex=M": 1}
    assert _counts(system) == {"": 3}
    total = system.margins[()].start
    assert system.keys[total] == 0b111
    assert sorted(s.is_exact for s in system.sums if s.parents[0] == total) == [False, True]


def test_record_keys_of_many_persons_are_summed_exactly() -> None:
    keys = np.full(5000, 2**32 - 1)
    data = Microdata({}, np.arange(5000), keys)
    assert system_of(data, [Wanted("t", ())]).keys.tolist() == [5000 * (2**32 - 1)]


def test_the_same_cell_of_two_tables_is_one() -> None:
    data = _data(list(range(6)), age="aabbcc", sex="FMFMFM", type="xxxyyy")
    system = system_of(data, [Wanted("s", ("age", "sex")), Wanted("t", ("sex", "type"))])
    assert len(system.counts) == (3 + 1) * (2 + 1) + (2 + 1) * (2 + 1) - (2 + 1)


@pytest.mark.parametrize("names", [("iris", "town"), ("town", "iris")])
def test_what_a_finer_dimension_gives_is_no_second_name(names: tuple[str, str]) -> None:
    data = _data(list(range(6)), iris="aabbcc", town="xxxxyy", only="zzzzzz", code="112233")
    system = system_of(data, [Wanted("t", (*names, "only")), Wanted("u", ("code",))])
    assert set(system.margins) == {("code",), ("town",), ()}
    assert system.canonical(names) == ("code",)
    links = {(len(s.children), tuple(np.unique(s.parents))) for s in system.sums}
    assert len(links) == 3
