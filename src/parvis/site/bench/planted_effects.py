"""Textbook estimators of what is planted in a synthetic town, each with its 95 % interval.

They serve the benchmark on a large town and the tests on many small ones.
"""

from dataclasses import dataclass

import numpy as np

from parvis.core.population import planted
from parvis.core.population.requests import CATEGORIES
from parvis.core.population.sheets import Sheet
from parvis.core.population.town import Town

Z = 1.959964
_MINUTES = 24 * 60
_AGES = np.array([6, 12, 18, 30, 65])
_OLD_ENOUGH_TO_CLOSE = 120


@dataclass(frozen=True, slots=True)
class Trial:
    """A town and its exports, by name."""

    town: Town
    sheets: dict[str, Sheet]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A point and its standard error; `truth` is what was planted."""

    value: float
    error: float
    truth: float

    @property
    def covers(self) -> bool:
        """Whether the 95 % interval holds what was planted."""
        return abs(self.value - self.truth) <= Z * self.error


def logistic(features: np.ndarray, outcome: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients and standard errors by iterated weighted least squares."""
    beta = np.zeros(features.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-features @ beta))
        weight = chance * (1 - chance)
        information = features.T @ (features * weight[:, None])
        beta = beta + np.linalg.solve(information, features.T @ (outcome - chance))
    return beta, np.sqrt(np.diag(np.linalg.inv(information)))


def campaign(trial: Trial, name: str, ratio: float) -> Estimate:
    """Log of the ratio of mean loans in the window, written to over not; delta method."""
    made = trial.town.planted.library
    on, cards, sent = made.letters[name]
    loans = trial.sheets["mediatheque_prets"]
    when = loans.column("Date de prêt")
    inside = (when >= on) & (when < on + planted.CAMPAIGN_DAYS)
    row = {card: k for k, card in enumerate(made.register.ids.tolist())}
    owner = np.searchsorted(np.sort(made.register.person), made.register.person)
    counts = np.bincount(owner[[row[c] for c in loans.column("Carte")[inside].tolist()]],
                         minlength=len(owner) + 1)  # fmt: skip
    each = counts[owner[cards]]
    arms = [each[sent == arm] for arm in (1, 0)]
    logs = [np.log(a.mean()) for a in arms]
    error = np.sqrt(sum(a.var(ddof=1) / len(a) / a.mean() ** 2 for a in arms))
    return Estimate(logs[0] - logs[1], float(error), float(np.log(ratio)))


def churn(trial: Trial) -> dict[str, Estimate]:
    """Log odds that a card is not used again, by logistic regression on card-years."""
    panel = trial.town.planted.library.years
    ones = np.ones(len(panel.loans))
    low = (panel.loans < planted.LOW_USE).astype(float)
    features = np.column_stack((ones, low, panel.is_young, panel.is_woman))
    beta, error = logistic(features, panel.stopped)
    names = ("churn_intercept", "churn_low_use", "churn_young", "churn_woman")
    truths = (planted.CHURN_INTERCEPT, planted.CHURN_LOW_USE, planted.CHURN_YOUNG,
              planted.CHURN_WOMAN)  # fmt: skip
    return {n: Estimate(*found) for n, *found in zip(names, beta, error, truths, strict=True)}


def underserved(trial: Trial) -> Estimate:
    """Log odds ratio of holding a card in the first year, at equal age."""
    setting, made = trial.town.setting, trial.town.planted.library
    here = setting.present(setting.start)
    age = setting.book.town.persons.age(setting.start)[here]
    here, age = here[age >= 3], age[age >= 3]
    first = made.years.year == made.years.year.min()
    holders = made.register.person[made.years.position[first]]
    group = np.digitize(age, _AGES)
    iris = setting.iris_at(here, np.full(len(here), setting.start))
    there = (iris == planted.UNDERSERVED_IRIS).astype(float)
    features = np.column_stack((np.eye(6)[group], there))
    beta, error = logistic(features, np.isin(here, holders).astype(float))
    return Estimate(beta[-1], error[-1], float(np.log(planted.UNDERSERVED_ODDS)))


def delay(trial: Trial, category: str, ratio: float) -> Estimate:
    """Difference of mean log delays, one neighbourhood against the others."""
    sheet, iris = trial.sheets["grc_demandes"], trial.town.planted.requests.iris
    opened, closed = sheet.column("Reçue le"), sheet.column("Clôturée le")
    limit = (trial.town.setting.end - _OLD_ENOUGH_TO_CLOSE) * _MINUTES
    kept = (sheet.column("Catégorie") == category) & (opened < limit) & (closed > opened)
    logs, there = np.log((closed - opened)[kept]), iris[kept] == planted.DELAY_IRIS
    arms = [logs[there], logs[~there]]
    error = np.sqrt(sum(a.var(ddof=1) / len(a) for a in arms))
    return Estimate(arms[0].mean() - arms[1].mean(), float(error), float(np.log(ratio)))


def threshold(trial: Trial) -> Estimate:
    """Share of the families just above the threshold that declare less; Agresti and Coull."""
    avoided = total = 0
    for year in trial.town.planted.school.years:
        above = (year.true_quotient >= planted.THRESHOLD) & (
            year.true_quotient < planted.THRESHOLD + planted.THRESHOLD_WIDTH
        )
        _, first = np.unique(year.home[above], return_index=True)
        avoided += int((year.quotient[above][first] < planted.THRESHOLD).sum())
        total += len(first)
    share = (avoided + 2) / (total + 4)
    return Estimate(share, float(np.sqrt(share * (1 - share) / (total + 4))),
                    planted.THRESHOLD_SHARE)  # fmt: skip


def satisfaction(trial: Trial) -> Estimate:
    """Slope of being pleased (4 or 5) on the log of the delay over the promise."""
    sheet, made = trial.sheets["grc_demandes"], trial.town.planted.requests
    promised = {c[0]: c[3] for c in CATEGORIES}
    opened, closed = sheet.column("Reçue le"), sheet.column("Clôturée le")
    limit = (trial.town.setting.end - _OLD_ENOUGH_TO_CLOSE) * _MINUTES
    kept = (opened < limit) & (closed > opened)
    days = (closed - opened)[kept] / _MINUTES
    owed = np.array([promised[c] for c in sheet.column("Catégorie")[kept].tolist()])
    features = np.column_stack((np.ones(len(days)), np.log(days / owed)))
    beta, error = logistic(features, (made.satisfaction[kept] >= 4).astype(float))
    return Estimate(beta[1], error[1], planted.SATISFACTION_DELAY)


def no_shows(trial: Trial) -> Estimate:
    """Difference of the shares of booked meals not eaten, girls less boys; clustered by child."""
    sex = trial.town.setting.book.town.persons.sex
    child = np.concatenate([y.child for y in trial.town.planted.school.years])
    booked = np.concatenate([y.booked.sum(axis=1) for y in trial.town.planted.school.years])
    eaten = np.concatenate([y.eaten.sum(axis=1) for y in trial.town.planted.school.years])
    return _ratio_gap(sex, child, booked - eaten, booked)


def reopenings(trial: Trial) -> Estimate:
    """Difference of the shares of requests reopened, one neighbourhood less the others."""
    sheet, iris = trial.sheets["grc_demandes"], trial.town.planted.requests.iris
    again = (sheet.column("Réouverte") == "oui").astype(float)
    return _gap_of_means(again, iris == planted.DELAY_IRIS)


def visits(trial: Trial) -> Estimate:
    """Difference of the requests per adult, women less men, over the years of the exports."""
    setting = trial.town.setting
    people, who = setting.book.town.persons, trial.town.planted.requests.register
    here = np.flatnonzero(people.is_here(setting.start) & people.is_here(setting.end - 1)
                          & (people.age(setting.start) >= 18))  # fmt: skip
    of = dict(zip(who.ids.tolist(), who.person.tolist(), strict=True))
    asked = [of[u] for u in trial.sheets["grc_demandes"].column("Usager").tolist()]
    count = np.bincount(asked, minlength=len(people))[here].astype(float)
    return _gap_of_means(count, people.sex[here] == 1)


def _gap_of_means(values: np.ndarray, there: np.ndarray) -> Estimate:
    """Mean there less mean elsewhere; nothing was planted."""
    arms = [values[there], values[~there]]
    error = np.sqrt(sum(a.var(ddof=1) / len(a) for a in arms))
    return Estimate(arms[0].mean() - arms[1].mean(), float(error), 0.0)


def _ratio_gap(
    sex: np.ndarray, child: np.ndarray, missed: np.ndarray, booked: np.ndarray
) -> Estimate:
    """Difference of two ratios of sums over children, each by the delta method."""
    size = int(child.max()) + 1
    tops, bottoms = (np.bincount(child, part, minlength=size) for part in (missed, booked))
    shares, errors = [], []
    for arm in (1, 0):
        at = (bottoms > 0) & (sex[:size] == arm)
        top, bottom = tops[at], bottoms[at]
        share = top.sum() / bottom.sum()
        shares.append(share)
        errors.append(((top - share * bottom) ** 2).sum() / bottom.sum() ** 2)
    return Estimate(shares[0] - shares[1], float(np.sqrt(sum(errors))), 0.0)


def effects(trial: Trial) -> dict[str, Estimate]:
    """Every effect of `trial` that is not null."""
    return {
        "campaign": campaign(trial, "lecture", planted.CAMPAIGN_RATIO),
        **{k: v for k, v in churn(trial).items() if k != "churn_woman"},
        "underserved": underserved(trial),
        "delay": delay(trial, planted.DELAY_CATEGORY, planted.DELAY_RATIO),
        "threshold": threshold(trial),
        "satisfaction": satisfaction(trial),
    }


def nulls(trial: Trial) -> dict[str, Estimate]:
    """What was planted as null in `trial`."""
    return {
        "placebo": campaign(trial, "agenda", planted.PLACEBO_RATIO),
        "churn_woman": churn(trial)["churn_woman"],
        "delay": delay(trial, planted.NULL_CATEGORY, 1.0),
        "no_shows": no_shows(trial),
        "reopenings": reopenings(trial),
        "visits": visits(trial),
    }
