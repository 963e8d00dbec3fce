"""The review measures the linkage once enough of its sample is judged."""

from itertools import pairwise

import pytest
from django.test import Client

import factories
from apps.people.conftest import NOW
from apps.people.test_linking import CULTURE
from parvis.apps.people.models import LinkRun, PairRuling, ReviewPair
from parvis.apps.people.selectors import FEWEST_JUDGED, next_pair, reviews_of
from parvis.apps.people.services import consult_pair, judge_pair
from parvis.core.access import OPERATOR, Role
from parvis.core.errors import Refused
from parvis.core.home import Home


def test_a_judged_sample_measures_the_linkage_by_group(library: Home) -> None:
    (before,) = reviews_of(OPERATOR, "41269")
    assert before.measured is None
    for _ in range(FEWEST_JUDGED + 5):
        pair = next_pair(OPERATOR, "41269", CULTURE, True)
        assert pair is not None
        judge_pair(actor=OPERATOR, now=NOW, pair=pair.pk, is_same=_same(pair))
    (after,) = reviews_of(OPERATOR, "41269")
    assert after.judged == FEWEST_JUDGED + 5
    assert after.measured is not None
    assert after.measured[0].value >= 0.95
    assert after.by_group
    assert {g.label for g in after.by_group} <= {
        "moins de 18 ans", "18 à 29 ans", "30 à 59 ans", "60 ans et plus",
    }  # fmt: skip


def _same(pair: ReviewPair) -> bool:
    """Card Dn is the second one of the bearer of card Cn."""
    one, other = (reference.rpartition("\x1f")[2] for reference in (pair.left, pair.right))
    return one[1:] == other[1:]


def test_the_bars_of_a_pair_reach_its_probability(library: Home) -> None:
    pair = ReviewPair.objects.order_by("-odds").first()
    seen = consult_pair(actor=OPERATOR, now=NOW, pair=pair.pk)
    assert abs(seen.bars[-1].reached - pair.odds / 0.6931471805599453) < 1e-6
    assert {what for what, *_ in seen.rows} == {"Nom", "Prénom", "Naissance"}
    assert seen.chance_said


def test_a_contradiction_is_refused_in_a_sentence_and_leaves_the_pair_to_judge(db: None) -> None:
    """One is two, two is three, three is not one: whoever says the last is told."""
    client = Client()
    client.force_login(factories.account(Role.RESPONSABLE, sectors=(CULTURE,)))
    place = factories.authority()
    run = LinkRun.objects.create(authority=place, sector=CULTURE, at=NOW, inputs="x", records=3,
                                 persons=3)  # fmt: skip
    ends = [*pairwise("abc"), ("a", "c")]
    pairs = [ReviewPair.objects.create(authority=place, sector=CULTURE, run=run, left=one,
                                       right=other, odds=0.0, is_linked=False, gain=1.0)
             for one, other in ends]  # fmt: skip
    for pair in pairs[:2]:
        judge_pair(actor=OPERATOR, now=NOW, pair=pair.pk, is_same=True)
    with pytest.raises(Refused, match="contredit celles déjà prises"):
        judge_pair(actor=OPERATOR, now=NOW, pair=pairs[2].pk, is_same=False)
    answer = client.post(f"/personnes/paires/{pairs[2].pk}/", {"avis": "deux"}, follow=True)
    assert "contredit celles déjà prises" in answer.content.decode()
    assert PairRuling.objects.count() == 2
    assert ReviewPair.objects.get(pk=pairs[2].pk).is_same is None
