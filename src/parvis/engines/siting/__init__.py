"""Siting answered by HiGHS, an exact solver of mixed-integer programmes."""

from dataclasses import replace

import highspy
import numpy as np
from numpy.typing import NDArray

from parvis.core.errors import Refused
from parvis.core.offer.siting import Answer, Goal, Question, value_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Exact:
    """The p-median and coverage by HiGHS, begun from a good answer found by interchange."""

    def solve(self, question: Question, seconds: float) -> Answer:
        """The best answer found in `seconds` and the bound that HiGHS proves."""
        _refuse_impossible(question)
        model = _Model(question)
        return model.answer(seconds)


def _refuse_impossible(question: Question) -> None:
    sites = question.minutes.shape[1]
    if not question.kept.size <= question.opened <= sites:
        raise Refused("siting.count", opened=question.opened, kept=question.kept.size, sites=sites)
    if question.goal is Goal.MEDIAN and not np.isfinite(question.minutes).any(axis=1).all():
        lost = int((~np.isfinite(question.minutes).any(axis=1)).sum())
        raise Refused("siting.unreachable", cells=lost)
    others = np.sort(np.delete(question.capacity, question.kept))[::-1]
    room = question.capacity[question.kept].sum()
    room += others[: question.opened - question.kept.size].sum()
    wanted = question.takers.sum()
    if question.goal is Goal.MEDIAN and room < wanted:
        raise Refused("siting.capacity", lack=round(float(wanted - room)))


def _lack(question: Question, seconds: float) -> int:
    """How many people the best choice cannot serve, each going where there is a way."""
    most = replace(question, goal=Goal.COVERAGE, reach=np.inf, weights=question.takers)
    served = _Model(most).answer(seconds).value
    return round(float(question.takers.sum()) - served)


class _Model:
    """Variables: y[j] opens a site, then x[p] for each pair of a cell and a site in reach."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.sites = question.minutes.shape[1]
        reach = np.inf if question.goal is Goal.MEDIAN else question.reach
        near = np.isfinite(question.minutes) & (question.minutes <= reach)
        self.cell, self.site = near.nonzero()
        self.highs = highspy.Highs()  # type: ignore[no-untyped-call]
        self.highs.silent()
        self.highs.setOptionValue("threads", 1)
        self._variables()
        self._rows()

    def _variables(self) -> None:
        """Only sites are whole: with them fixed, the best assignment is whole by itself."""
        question, pairs = self.question, self.cell.size
        low = np.zeros(self.sites + pairs)
        low[question.kept] = 1.0
        costs = question.weights[self.cell]
        if question.goal is Goal.MEDIAN:
            costs = costs * question.minutes[self.cell, self.site]
        none = np.zeros(0, dtype=np.int32)
        self.highs.addCols(
            low.size, np.concatenate([np.zeros(self.sites), costs]), low, np.ones(low.size), 0,
            np.zeros(low.size, dtype=np.int32), none, np.zeros(0),
        )  # fmt: skip
        kinds = np.full(self.sites, highspy.HighsVarType.kInteger)
        self.highs.changeColsIntegrality(self.sites, np.arange(self.sites, dtype=np.int32), kinds)
        if question.goal is Goal.COVERAGE:
            self.highs.changeObjectiveSense(highspy.ObjSense.kMaximize)

    def _rows(self) -> None:
        """So many sites; each cell served once (at most once for coverage), by open sites."""
        question, pairs = self.question, self.cell.size
        x = self.sites + np.arange(pairs)
        self._add(np.zeros(self.sites, int), np.arange(self.sites), np.ones(self.sites), 1,
                  question.opened, question.opened)  # fmt: skip
        once = 1.0 if question.goal is Goal.MEDIAN else 0.0
        cells = question.minutes.shape[0]
        self._add(self.cell, x, np.ones(pairs), cells, once, 1.0)
        rows, columns = np.tile(np.arange(pairs), 2), np.concatenate([x, self.site])
        self._add(rows, columns, np.repeat([1.0, -1.0], pairs), pairs, -np.inf, 0.0)
        limited = np.flatnonzero(np.isfinite(question.capacity))
        if limited.size:
            self._capacities(limited, x)

    def _capacities(self, limited: Ints, x: Ints) -> None:
        question = self.question
        rank = np.full(self.sites, -1)
        rank[limited] = np.arange(limited.size)
        held = rank[self.site] >= 0
        rows = np.concatenate([rank[self.site[held]], np.arange(limited.size)])
        columns = np.concatenate([x[held], limited])
        takers = question.takers[self.cell[held]]
        values = np.concatenate([takers, -question.capacity[limited]])
        self._add(rows, columns, values, limited.size, -np.inf, 0.0)

    def _add(
        self, rows: Ints, columns: Ints, values: Floats, count: int, low: float, high: float
    ) -> None:
        order = np.argsort(rows, kind="stable")
        starts = np.searchsorted(rows[order], np.arange(count)).astype(np.int32)
        self.highs.addRows(
            count, np.full(count, float(low)), np.full(count, float(high)), rows.size, starts,
            columns[order].astype(np.int32), values[order].astype(np.float64),
        )  # fmt: skip

    def answer(self, seconds: float) -> Answer:
        self.highs.setOptionValue("time_limit", float(seconds))
        self._begin(interchange(self.question))
        self.highs.run()
        solution = np.array(self.highs.getSolution().col_value)
        info = self.highs.getInfo()
        if self.highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            raise Refused("siting.capacity", lack=_lack(self.question, seconds))
        if solution.size == 0 or not np.isfinite(info.objective_function_value):
            raise Refused("siting.too_long", seconds=round(seconds))
        return self._read(solution, float(info.objective_function_value), info.mip_dual_bound)

    def _begin(self, sites: Ints) -> None:
        """Start from a known answer: the solver then only has to prove or improve it."""
        if np.isfinite(self.question.capacity).any():
            return
        start = highspy.HighsSolution()
        opened = np.zeros(self.sites)
        opened[sites] = 1.0
        minutes = np.where(opened[self.site] > 0, self.question.minutes[self.cell, self.site], 1e18)
        first = np.full(self.question.minutes.shape[0], np.inf)
        np.minimum.at(first, self.cell, minutes)
        taken = (minutes == first[self.cell]) & (opened[self.site] > 0)
        _, kept = np.unique(np.where(taken, self.cell, -1), return_index=True)
        served = np.zeros(self.cell.size)
        served[kept] = taken[kept]
        start.col_value = np.concatenate([opened, served]).tolist()
        self.highs.setSolution(start)

    def _read(self, solution: Floats, value: float, bound: float) -> Answer:
        opened = np.flatnonzero(solution[: self.sites] > 0.5)
        share = solution[self.sites :]
        serves = np.full(self.question.minutes.shape[0], -1, dtype=np.int64)
        best = np.zeros(serves.size)
        for pair in np.argsort(share, kind="stable").tolist():
            if share[pair] > max(best[self.cell[pair]], 1e-6):
                best[self.cell[pair]] = share[pair]
                serves[self.cell[pair]] = self.site[pair]
        return Answer(tuple(opened.tolist()), serves, value, float(bound), self._ways(share))

    def _ways(self, share: Floats) -> Floats:
        """Mean minutes of each cell, over the sites that share it."""
        cells = self.question.minutes.shape[0]
        minutes = self.question.minutes[self.cell, self.site]
        served = np.bincount(self.cell, share, cells)
        ways = np.bincount(self.cell, share * minutes, cells)
        found: Floats = np.divide(ways, served, out=np.full(cells, np.nan), where=served > 1e-9)
        return found


def interchange(question: Question) -> Ints:
    """A good answer, quickly: sites added one by one, then exchanged while it helps.

    Teitz and Bart (1968).
    """
    sign = 1.0 if question.goal is Goal.MEDIAN else -1.0
    chosen = list(question.kept.tolist())
    others = [j for j in range(question.minutes.shape[1]) if j not in set(chosen)]
    while len(chosen) < question.opened:
        costs = [sign * value_of(question, np.array([*chosen, j])) for j in others]
        chosen.append(others.pop(int(np.argmin(costs))))
    return _exchanged(question, chosen, others, sign)


def _exchanged(question: Question, chosen: list[int], others: list[int], sign: float) -> Ints:
    best = sign * value_of(question, np.array(chosen))
    free = [rank for rank, site in enumerate(chosen) if site not in set(question.kept.tolist())]
    improved = True
    while improved:
        improved = False
        for rank in free:
            rest = chosen[:rank] + chosen[rank + 1 :]
            costs = [sign * value_of(question, np.array([*rest, j])) for j in others]
            if costs and min(costs) < best - 1e-9:
                at = int(np.argmin(costs))
                chosen[rank], others[at], best = others[at], chosen[rank], min(costs)
                improved = True
    return np.array(sorted(chosen))
