"""Comparable communes: windows, whitening, independence from what is compared."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core_territory_towns import INDICATORS, N, reference
from parvis.core.errors import Refused
from parvis.core.territory.peers import (
    TIMES_DENSITY,
    TIMES_SIZE,
    all_peers,
    peers_of,
    picked,
    structure_of,
)
from parvis.core.territory.shrinkage import ledoit_wolf, whitening

REFERENCE = reference()
STRUCTURE = structure_of(REFERENCE, INDICATORS)


@given(st.integers(0, 2**32 - 1), st.integers(5, 80), st.integers(2, 6))
@settings(max_examples=40, deadline=None)
def test_the_covariance_is_that_of_an_independent_implementation(seed, n, p) -> None:
    from sklearn.covariance import ledoit_wolf as their_ledoit_wolf

    raw = np.random.default_rng(seed).normal(size=(n, p)) @ np.diag(np.arange(1, p + 1))
    centred = raw - raw.mean(axis=0)
    matrix, intensity = their_ledoit_wolf(centred, assume_centered=True)
    ours = ledoit_wolf(centred)
    assert ours.intensity == pytest.approx(intensity)
    assert np.allclose(ours.matrix, matrix)


def test_whitening_gives_unit_variances_and_no_correlation() -> None:
    centred = STRUCTURE.scaled - STRUCTURE.scaled.mean(axis=0)
    covariance = centred.T @ centred / len(centred)
    white = centred @ whitening(covariance)
    assert np.allclose(white.T @ white / len(white), np.eye(white.shape[1]))


def test_every_peer_stands_in_the_windows_where_they_hold_enough() -> None:
    code = REFERENCE.codes[np.argsort(REFERENCE.column("population_2021"))[N // 2]]
    row = REFERENCE.rank[code]
    for peer in peers_of(code, REFERENCE, STRUCTURE, 3):
        other = REFERENCE.rank[peer.code]
        size = abs(STRUCTURE.log_size[row] - STRUCTURE.log_size[other])
        density = abs(STRUCTURE.log_density[row] - STRUCTURE.log_density[other])
        assert size <= np.log(TIMES_SIZE)
        assert density <= np.log(TIMES_DENSITY)


def test_what_is_compared_never_chooses() -> None:
    other = reference(income=np.arange(N) * 100.0, poverty=np.arange(N) / 10)
    before = peers_of("41007", REFERENCE, STRUCTURE, 10)
    after = peers_of("41007", other, structure_of(other, INDICATORS), 10)
    assert before == after


@pytest.mark.parametrize("row", [0, 17, 150, 299])
def test_one_commune_and_all_of_them_agree(row: int) -> None:
    one = [peer.code for peer in peers_of(REFERENCE.codes[row], REFERENCE, STRUCTURE, 7)]
    assert [REFERENCE.codes[i] for i in all_peers(STRUCTURE, 7)[row]] == one


def test_a_commune_is_never_its_own_peer() -> None:
    assert not (all_peers(STRUCTURE, 7) == np.arange(N)[:, None]).any()


def test_the_distance_is_explained_and_its_stability_told() -> None:
    for peer in peers_of("41050", REFERENCE, STRUCTURE, 10):
        assert sum(peer.gaps.values()) == pytest.approx(1)
        assert peer.stability is not None
        assert 0 <= peer.stability <= 1
        assert peer.coverage == 1


def test_the_nearest_come_first_and_stay_the_same() -> None:
    found = peers_of("41050", REFERENCE, STRUCTURE, 10)
    assert [p.distance for p in found] == sorted(p.distance for p in found)
    assert found == peers_of("41050", REFERENCE, STRUCTURE, 10)


def test_a_group_picked_by_hand_keeps_its_communes_and_their_distances() -> None:
    group = picked("41050", ["41001", "41002", "41050"], REFERENCE, STRUCTURE)
    assert {peer.code for peer in group} == {"41001", "41002"}
    assert all(peer.stability is None for peer in group)


def test_an_unknown_figure_stands_at_the_median_and_is_told() -> None:
    owned = REFERENCE.column("owned").copy()
    owned[3] = np.nan
    partial = reference(owned=owned)
    structure = structure_of(partial, INDICATORS)
    peer = picked("41050", ["41003"], partial, structure)[0]
    assert peer.coverage == pytest.approx(2 / 3)
    assert np.isfinite(peer.distance)


@pytest.mark.parametrize("k", [0, -1, N])
def test_a_number_of_peers_that_cannot_be_is_refused(k: int) -> None:
    with pytest.raises(Refused) as refused:
        peers_of("41050", REFERENCE, STRUCTURE, k)
    assert refused.value.rule == "territory.peers"
