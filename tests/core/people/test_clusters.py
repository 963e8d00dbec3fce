"""Groups: no bridge, no order, nothing lost."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.people import clusters
from parvis.core.people.clusters import Weighed, components, connected, inner_pairs, persons
from parvis.core.people.report import BoundedKey, notes


def _weighed(*pairs: tuple[int, int, float]) -> Weighed:
    left, right, odds = zip(*pairs, strict=True) if pairs else ((), (), ())
    return Weighed(np.array(left, int), np.array(right, int), np.array(odds, float))


def _persons(count: int, *pairs: tuple[int, int, float]) -> list[int]:
    """The persons found when the pairs that are not given are as unlikely as can be."""
    label, _ = components(count, _weighed(*pairs))
    known = {(a, b): odds for a, b, odds in pairs}
    left, right = inner_pairs(label)
    odds = np.array([known.get((a, b), -9.0) for a, b in zip(left, right, strict=True)])
    return persons(label, Weighed(left, right, odds)).tolist()


def test_a_record_that_resembles_two_persons_joins_one_and_glues_nobody():
    found = _persons(5, (0, 1, 8), (3, 4, 8), (1, 2, 3), (2, 3, 2), (0, 2, 2))
    assert found[0] == found[1] == found[2]
    assert found[3] == found[4] != found[0]


def test_a_doubtful_pair_is_kept_by_a_group_that_agrees():
    assert len(set(_persons(3, (0, 1, 6), (1, 2, 6), (0, 2, -2)))) == 1


def test_records_that_no_pair_joins_stay_alone():
    assert _persons(3) == [0, 1, 2]


def test_a_chain_too_long_to_be_one_person_is_cut_and_said(monkeypatch):
    monkeypatch.setattr(clusters, "LARGEST", 3)
    chain = _weighed(*((i, i + 1, 5.0 if i % 2 else 1.0) for i in range(8)))
    label, cut = components(9, chain)
    assert cut == 1
    assert np.bincount(label).max() == 2


def test_what_was_bounded_is_said_in_sentences():
    said = [note.replace("\u00a0", " ").replace("\u202f", " ")
            for note in notes(1, 450, [BoundedKey("nom", 2, 1_700)], 1, 400)]  # fmt: skip
    assert said == [
        "1 fiche répète exactement une autre.",
        "Une personne réunit 450 fiches : à vérifier.",
        "Clé « nom » : 2 groupes trop grands (jusqu’à 1 700 fiches), où l’on ne compare qu’entre"
        " voisins.",
        "1 groupe de plus de 400 fiches, dont seules les plus ressemblantes restent réunies :"
        " à vérifier.",
    ]
    assert notes(0, 100, [], 0, 400) == ()


_EDGES = st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=40)


@given(_EDGES)
def test_components_are_those_of_the_graph(edges):
    left, right = (np.array([e[k] for e in edges], int) for k in (0, 1))
    label = connected(20, left, right)
    assert all(label[a] == label[b] for a, b in edges)
    grown = {i: {i} for i in range(20)}
    for a, b in edges:
        if grown[a] is not grown[b]:
            grown[a] |= grown[b]
            for member in grown[a]:
                grown[member] = grown[a]
    assert all(label[i] == min(grown[i]) for i in range(20))


@given(st.lists(st.integers(0, 5), min_size=1, max_size=20))
def test_inner_pairs_are_each_pair_of_a_component_once(labels):
    left, right = inner_pairs(np.array(labels))
    found = sorted(zip(left.tolist(), right.tolist(), strict=True))
    n = len(labels)
    assert found == [(a, b) for a in range(n) for b in range(a + 1, n) if labels[a] == labels[b]]
