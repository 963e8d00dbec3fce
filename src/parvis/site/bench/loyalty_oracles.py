"""The estimators of loyalty beside those of statsmodels, lifelines and ipfn."""

import warnings
from collections.abc import Callable, Iterator
from time import perf_counter

import numpy as np

from parvis.core.loyalty.competing import incidences
from parvis.core.loyalty.cox import hazards
from parvis.core.loyalty.raking import Margin, rake
from parvis.core.loyalty.yearly import odds_of_stopping
from parvis.core.metrics.intervals import newcombe, wilson
from parvis.core.metrics.logrank import log_rank
from parvis.core.metrics.survival import survival
from parvis.site.bench.figures import Figure

SUBJECTS, TIMES, KM_MILLISECONDS, EXACT = 500_000, 11, 10.0, 1e-6
_OUTLOOK = 2_000
"""Days after which the subjects of the benchmark are no longer followed."""


def measure_curves() -> Iterator[Figure]:
    """Kaplan and Meier's curve of half a million subjects followed by the day."""
    from lifelines import KaplanMeierFitter

    durations, is_over = _subjects(np.random.default_rng(1), SUBJECTS)
    ours = _best(lambda: survival(durations, is_over))
    theirs = _best(lambda: KaplanMeierFitter().fit(durations, is_over), times=3)
    yield Figure("loyalty.km", ours * 1000, "ms", "lifelines", theirs * 1000,
                 f"<= {KM_MILLISECONDS:.0f} ms et <= lifelines",
                 ours * 1000 <= KM_MILLISECONDS and ours <= theirs,
                 f"{SUBJECTS} sujets suivis au jour, meilleur de {TIMES}")  # fmt: skip


def measure_oracles() -> Iterator[Figure]:
    """The farthest each estimate is from its oracle, over several samples with ties."""
    warnings.simplefilter("ignore")
    for name, oracle, gap in _GAPS:
        worst = max(gap(np.random.default_rng(seed)) for seed in range(5))
        yield Figure(f"loyalty.{name}.gap", worst, "écart", oracle, 0.0, f"<= {EXACT}",
                     worst <= EXACT, "5 échantillons, avec ex aequo")  # fmt: skip


def _subjects(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    life, seen = rng.exponential(900, count), rng.uniform(0, _OUTLOOK, count)
    return np.ceil(np.minimum(life, seen)), life <= seen


def _best(do: Callable[[], object], times: int = TIMES) -> float:
    """The fewest seconds that `do` takes: what others do to the machine only adds."""
    taken = []
    for _ in range(times):
        started = perf_counter()
        do()
        taken.append(perf_counter() - started)
    return min(taken)


def _km_gap(rng: np.random.Generator) -> float:
    from statsmodels.duration.survfunc import SurvfuncRight

    durations, is_over = _subjects(rng, 500)
    oracle = SurvfuncRight(durations, is_over.astype(int))
    found = survival(durations, is_over)
    return float(np.abs(found.surviving - oracle.surv_prob).max())


def _log_rank_gap(rng: np.random.Generator) -> float:
    from statsmodels.duration.survfunc import survdiff

    durations, is_over = _subjects(rng, 400)
    group = rng.integers(0, 3, 400)
    oracle, _ = survdiff(durations, is_over.astype(int), group)
    found = log_rank([
        (durations[is_over & (group == g)], durations[~is_over & (group == g)]) for g in range(3)
    ])  # fmt: skip
    return abs(found.statistic - oracle) if found else np.inf


def _incidence_gap(rng: np.random.Generator) -> float:
    from statsmodels.duration.survfunc import CumIncidenceRight

    durations, is_over = _subjects(rng, 500)
    causes = np.where(is_over, rng.integers(1, 3, 500), 0)
    oracle = CumIncidenceRight(durations, causes)
    found = incidences(durations, causes)
    gaps = [np.abs(found[k + 1].share - _at(oracle.times, oracle.cinc[k], found[k + 1].times)).max()
            for k in range(2)]  # fmt: skip
    return float(max(gaps))


def _at(times: np.ndarray, values: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    return np.asarray(values)[np.searchsorted(times, wanted, side="right") - 1]


def _cox_gap(rng: np.random.Generator) -> float:
    from statsmodels.duration.hazard_regression import PHReg

    table = rng.normal(size=(300, 3))
    durations = np.ceil(10 * rng.exponential(np.exp(-table @ np.array([0.5, -0.3, 0.0]))))
    is_over = rng.random(300) < 0.7
    oracle = PHReg(durations, table, is_over.astype(int), ties="efron").fit(disp=0)
    found = hazards(table, durations, is_over)
    return float(np.abs(np.concatenate([found.logs - oracle.params,
                                        found.errors - oracle.bse])).max())  # fmt: skip


def _wilson_gap(rng: np.random.Generator) -> float:
    from statsmodels.stats.proportion import proportion_confint

    pairs = [(int(rng.integers(0, n + 1)), n) for n in rng.integers(5, 5000, 50).tolist()]
    return max(float(np.abs(np.subtract(wilson(*p), proportion_confint(*p, method="wilson"))).max())
               for p in pairs)  # fmt: skip


def _newcombe_gap(rng: np.random.Generator) -> float:
    from statsmodels.stats.proportion import confint_proportions_2indep

    gaps = []
    for _ in range(50):
        n, m = rng.integers(20, 3000, 2).tolist()
        a, b = int(rng.integers(1, n)), int(rng.integers(1, m))
        oracle = confint_proportions_2indep(a, n, b, m, method="newcomb", compare="diff")
        gaps.append(np.abs(np.subtract(newcombe((a, b), (n, m)), oracle)).max())
    return float(max(gaps))


def _raking_gap(rng: np.random.Generator) -> float:
    from ipfn.ipfn import ipfn

    table = rng.integers(5, 60, (4, 5)).astype(float)
    target = table * rng.uniform(0.7, 1.4, table.shape)
    rows, columns = target.sum(axis=1), target.sum(axis=0)
    row, column = (np.repeat(i.ravel(), table.astype(int).ravel()) for i in np.indices(table.shape))
    labels = tuple("abcde")
    raked = rake([Margin("l", labels, rows, row), Margin("c", labels, columns, column)])
    fitted = np.zeros(table.shape)
    np.add.at(fitted, (row, column), raked.weights)
    oracle = ipfn(table.copy(), [rows, columns], [[0], [1]], convergence_rate=1e-13,
                  max_iteration=5000).iteration()  # fmt: skip
    return float(np.abs(fitted / fitted.sum() - oracle / oracle.sum()).max())


def _odds_gap(rng: np.random.Generator) -> float:
    from statsmodels.discrete.discrete_model import Logit

    table = rng.normal(size=(800, 3))
    stopped = rng.random(800) < 1 / (1 + np.exp(1 - table @ np.array([0.7, 0.0, -0.4])))
    oracle = Logit(stopped.astype(float), np.column_stack([np.ones(800), table])).fit(disp=0)
    return float(np.abs(odds_of_stopping(table, stopped).logs - oracle.params).max())


_GAPS: tuple[tuple[str, str, Callable[[np.random.Generator], float]], ...] = (
    ("kaplan_meier", "statsmodels SurvfuncRight", _km_gap),
    ("log_rank", "statsmodels survdiff", _log_rank_gap),
    ("aalen_johansen", "statsmodels CumIncidence", _incidence_gap),
    ("cox", "statsmodels PHReg, Efron", _cox_gap),
    ("wilson", "statsmodels", _wilson_gap),
    ("newcombe", "statsmodels", _newcombe_gap),
    ("raking", "ipfn", _raking_gap),
    ("yearly_odds", "statsmodels Logit", _odds_gap),
)
