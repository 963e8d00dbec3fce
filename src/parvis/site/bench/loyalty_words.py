"""What people write and how a name is spelled: found, sorted, masked, beside plain ways."""

import os
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

import numpy as np

from parvis.core.loyalty.consent_cases import cases_from, texts_from
from parvis.core.loyalty.masking import masked
from parvis.core.loyalty.outreach import decide, matrix_from
from parvis.core.loyalty.trademarks import nearness
from parvis.core.loyalty.verbatims import macro_f1, macro_f1_interval
from parvis.core.palmares.notice import elections_from
from parvis.engines.definitions import read_definitions, read_one
from parvis.site.bench.figures import Figure
from parvis.site.bench.masking_set import sentences
from parvis.site.verbatims import first_names, judged_texts, sorting_of

RECALL, SENTENCES, NEAR_MISSES = 0.98, 600, 200
_REAL = "satisfaction/services_publics_plus_experiences.parquet"
_SEED = 1
_PLACE = Path(str(files("parvis")))
_CALM = date(2026, 9, 1)


def measure_words() -> Iterator[Figure]:
    """Verbatims, masking, consent cases and the watch of names."""
    yield from _verbatims()
    yield _masking()
    yield _consents()
    yield from _names()


def _verbatims() -> Iterator[Figure]:
    """Out-of-fold feeling of Services Publics+, where that file is there."""
    real = Path(os.environ.get("PARVIS_REAL_DATA", "../shared/data")) / _REAL
    if not real.is_file():
        return
    from parvis.engines.verbatims import predicted

    texts, truth = judged_texts(real)
    found = predicted(texts, truth, _SEED)
    low, high = macro_f1_interval(truth, found, _SEED)
    rule = macro_f1(truth, sorting_of(None).rule.feelings(texts))
    majority = macro_f1(truth, np.full(truth.size, np.bincount(truth).argmax()))
    ours = macro_f1(truth, found)
    note = f"{truth.size} expériences, 5 plis, entre {low:.3f} et {high:.3f}"
    yield Figure("loyalty.verbatims.f1", ours, "macro-F1", "mots-clés", rule,
                 "> mots-clés, intervalle compris", low > rule, note)  # fmt: skip
    yield Figure("loyalty.verbatims.f1_majority", ours, "macro-F1", "classe majoritaire", majority,
                 "> majoritaire", low > majority, note)  # fmt: skip


def _masking() -> Figure:
    """Of what was planted in seeded sentences, the share that no longer shows."""
    names, planted = first_names(), 0
    hidden = 0
    for text, secrets in sentences(SENTENCES, _SEED):
        shown = masked(text, names)
        planted += len(secrets)
        hidden += sum(secret not in shown for secret in secrets)
    return Figure("loyalty.masking.recall", hidden / planted, "rappel", "rien de masqué", 0.0,
                  f">= {RECALL}", hidden / planted >= RECALL,
                  f"{planted} noms, téléphones, courriels et adresses semés")  # fmt: skip


def _consents() -> Figure:
    matrix = matrix_from(read_one(_PLACE / "outreach/matrix.toml"), "matrix.toml")
    place = _PLACE / "outreach/cases"
    texts = texts_from(read_one(place / "texts.toml"), "texts.toml")
    cases = cases_from(read_one(place / "cases.toml"), "cases.toml", texts)
    ballots = [e for f, d in read_definitions("elections") for e in elections_from(d, f)]
    right = sum(case.agrees(decide(matrix, case.demand, _CALM, ballots)) for case in cases)
    return Figure("loyalty.consents", right, "justes", "cas", len(cases), "tous, et expliqués",
                  right == len(cases) >= 100,
                  f"verdict, motif, {len(texts)} textes lus à part de la matrice")  # fmt: skip


def _names() -> Iterator[Figure]:
    data = read_one(_PLACE / "outreach/cases/names.toml")
    watched = [(mark, one["name"]) for one in data["name"] for mark in one["found"]]
    plain = sum(name.casefold() in mark.casefold() for mark, name in watched)
    found = sum(nearness(mark, name) is not None for mark, name in watched)
    names = [one["name"] for one in data["name"]]
    wrong = sum(any(nearness(mark, name) for name in names) for mark in data["near_misses"])
    yield Figure("loyalty.names.found", found, "marques", "recherche du mot exact", plain,
                 f"les {len(watched)}", found == len(watched) >= 50,
                 "Vendôme, Vendômois, Laguiole et variantes")  # fmt: skip
    yield Figure("loyalty.names.wrong", wrong, "marques", "presque semblables",
                 len(data["near_misses"]), "aucune",
                 wrong == 0 and len(data["near_misses"]) >= NEAR_MISSES)  # fmt: skip
