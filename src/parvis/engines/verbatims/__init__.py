"""The feeling of French texts, learnt from a file of texts whose authors said it.

Words and pieces of words, hashed: no vocabulary is kept, so that no text can be read back from a
model. A model is a file of numbers, never a program.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from parvis.core.errors import Refused, Where
from parvis.core.french import alphabetical

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
FEWEST, FOLDS = 100, 5
_SIZE = 1 << 16
_STRENGTH = 6.0
_MANY, _NOTHING = 4_000, 1e-10
_WORDS = HashingVectorizer(
    n_features=_SIZE, ngram_range=(1, 2), alternate_sign=False, norm=None, preprocessor=alphabetical
)
_PIECES = HashingVectorizer(
    n_features=_SIZE, analyzer="char_wb", ngram_range=(2, 5), alternate_sign=False, norm=None,
    preprocessor=alphabetical,
)  # fmt: skip


class Model:
    """A trained reader: weights of each feeling over hashed features."""

    def __init__(self, rarity: Floats, weights: Floats, bias: Floats) -> None:
        self._rarity, self._weights, self._bias = rarity, weights, bias

    def feelings(self, texts: Sequence[str]) -> Ints:
        """The feeling of each text."""
        scores = _scaled(_counts(texts), self._rarity) @ self._weights.T + self._bias
        found: Ints = np.asarray(scores).argmax(axis=1).astype(np.int64)
        return found

    def save(self, path: Path) -> None:
        """Write the numbers in `path`."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".new.npz")
        np.savez_compressed(
            draft, rarity=self._rarity.astype(np.float32),
            weights=self._weights.astype(np.float32), bias=self._bias,
        )  # fmt: skip
        draft.replace(path)


def load_model(path: Path) -> Model | None:
    """The model kept in `path`; None where nothing was learnt yet. Refused if it is none."""
    if not path.is_file():
        return None
    try:
        with np.load(path, allow_pickle=False) as kept:
            return Model(*(np.asarray(kept[n], np.float64) for n in ("rarity", "weights", "bias")))
    except (ValueError, KeyError, OSError) as error:
        raise Refused("verbatims.model", where=Where(path.name)) from error


def learn(texts: Sequence[str], feelings: Ints) -> Model:
    """Learn from texts and the feelings their authors gave; same texts, same model.

    Refused under `FEWEST` texts or where a feeling has fewer than one per fold.
    """
    _check(feelings)
    counts = _counts(texts)
    rarity = TfidfTransformer(sublinear_tf=True, norm=None).fit(counts).idf_
    return _fitted(_scaled(counts, rarity), feelings, rarity)


def predicted(texts: Sequence[str], feelings: Ints, seed: int) -> Ints:
    """What a model says of each text when it learnt from the others: cross-validation."""
    _check(feelings)
    counts = _counts(texts)
    found = np.empty(len(texts), np.int64)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    for known, asked in folds.split(counts, feelings):
        rarity = TfidfTransformer(sublinear_tf=True, norm=None).fit(counts[known]).idf_
        model = _fitted(_scaled(counts[known], rarity), feelings[known], rarity)
        scores = _scaled(counts[asked], rarity) @ model._weights.T + model._bias
        found[asked] = np.asarray(scores).argmax(axis=1)
    return found


def _check(feelings: Ints) -> None:
    if feelings.size < FEWEST or np.bincount(feelings, minlength=3).min() < FOLDS:
        raise Refused("verbatims.few", n=int(feelings.size), fewest=FEWEST)


def _counts(texts: Sequence[str]) -> sparse.csr_matrix:
    return sparse.hstack([_WORDS.transform(texts), _PIECES.transform(texts)], format="csr")


def _scaled(counts: sparse.csr_matrix, rarity: Floats) -> sparse.csr_matrix:
    """Logarithm of counts times rarity, each text of length 1."""
    scaled = counts.copy()
    scaled.data = (1 + np.log(scaled.data)) * rarity[scaled.indices]
    lengths = np.sqrt(np.asarray(scaled.multiply(scaled).sum(axis=1)).ravel())
    return sparse.diags(1 / np.maximum(lengths, 1e-12)) @ scaled


def _fitted(features: sparse.csr_matrix, feelings: Ints, rarity: Floats) -> Model:
    learner = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=1000, tol=1e-6)
    if features.shape[0] > _MANY:
        learner.fit(features, feelings)
        return Model(np.asarray(rarity, np.float64), learner.coef_, learner.intercept_)
    # The penalised optimum lies in the span of the texts (representer theorem): a few hundred
    # coordinates there are fitted instead of a hundred thousand weights, with the same result.
    lengths, axes = np.linalg.eigh((features @ features.T).toarray())
    kept = lengths > _NOTHING * lengths[-1]
    scales, axes = np.sqrt(lengths[kept]), axes[:, kept]
    learner.fit(axes * scales, feelings)
    weights = (features.T @ ((axes / scales) @ learner.coef_.T)).T
    return Model(np.asarray(rarity, np.float64), weights, learner.intercept_)
