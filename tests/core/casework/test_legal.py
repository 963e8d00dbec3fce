"""Legal time: silence, incomplete files, transfers, and what an acknowledgement must say."""

from datetime import date, timedelta

import numpy as np
import pytest
from dateutil.relativedelta import relativedelta

from calendars import opening
from parvis.core.casework.law import Law, Regime, law_from
from parvis.core.casework.legal import (
    Acknowledgement,
    Demand,
    Medium,
    Mention,
    Missing,
    acknowledgement,
    silence,
)
from parvis.core.errors import Refused
from parvis.engines.definitions import read_definitions

PARIS = opening(name="FR")
OWN = {
    "demarche": [
        {"id": "terrasse", "title": "Terrasse", "regime": "acceptance", "since": "2016-01-01",
         "source": "x"},
        {"id": "aide", "title": "Aide", "regime": "rejection", "since": "2016-01-01",
         "until": "2025-12-31", "source": "x"},
        {"id": "aide", "title": "Aide", "regime": "rejection", "delay": "4m",
         "since": "2026-01-01", "source": "x"},
        {"id": "copie", "title": "Copie d’acte", "regime": "rejection", "paper": "exempt",
         "since": "2016-01-01", "source": "x"},
    ]
}  # fmt: skip


@pytest.fixture(scope="module")
def law() -> Law:
    return law_from([*read_definitions("rules"), ("own.toml", OWN)])


def demand(demarche: str, received: str, *missing: Missing, **more: object) -> Demand:
    day = date.fromisoformat(received)
    return Demand(demarche, day, **{"competent_on": day, "missing": missing, **more})


def on(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("demarche", "received", "due", "claimable"),
    [
        ("terrasse", "2025-02-01", "2025-04-01", "2025-04-02"),
        ("terrasse", "2025-12-31", "2026-02-28", "2026-03-01"),
        ("recours_gracieux", "2025-07-10", "2025-09-10", "2025-09-11"),
        ("document_administratif", "2026-01-31", "2026-02-28", "2026-03-01"),
        ("terrasse", "2026-03-14", "2026-05-14", "2026-05-15"),  # Ascension: not put off
    ],
)
def test_silence_decides_on_the_same_day_number_and_may_be_claimed_the_day_after(
    law: Law, demarche: str, received: str, due: str, claimable: str
) -> None:
    found = silence(demand(demarche, received), law)
    assert (found.due_on, found.claimable_on) == (on(due), on(claimable))


@pytest.mark.parametrize("demarche", ["signalement_voirie", "inconnue"])
def test_what_no_demarche_says_legal_is_decided_by_no_silence(law: Law, demarche: str) -> None:
    found = silence(demand(demarche, "2026-01-05"), law)
    assert (found.regime, found.due_on, found.claimable_on) == (Regime.NONE, None, None)


def test_the_law_applied_is_that_of_the_day_of_receipt(law: Law) -> None:
    assert silence(demand("aide", "2025-12-31"), law).due_on == on("2026-02-28")
    assert silence(demand("aide", "2026-01-01"), law).due_on == on("2026-05-01")


def test_before_the_first_rule_known_the_answer_is_refused_and_not_guessed(law: Law) -> None:
    with pytest.raises(Refused, match="2015-06-01"):
        law.rule("rejection", on("2015-06-01"))


def test_a_wrong_addressee_starts_a_rejection_but_not_an_acceptance(law: Law) -> None:
    lost = {"competent_on": None}
    moved = {"competent_on": on("2026-01-20")}
    assert silence(demand("aide", "2026-01-05", **lost), law).due_on == on("2026-05-05")
    assert silence(demand("terrasse", "2026-01-05", **lost), law).due_on is None
    assert silence(demand("terrasse", "2026-01-05", **moved), law).due_on == on("2026-03-20")


def test_an_acceptance_is_counted_again_from_the_pieces(law: Law) -> None:
    asked = Missing(on("2026-01-10"), on("2026-02-10"))
    came = Missing(on("2026-01-10"), on("2026-02-10"), on("2026-01-25"))
    assert silence(demand("terrasse", "2026-01-05", asked), law).due_on is None
    assert silence(demand("terrasse", "2026-01-05", came), law).due_on == on("2026-03-25")


def test_a_rejection_is_suspended_until_the_pieces_come_or_their_delay_ends(law: Law) -> None:
    asked = Missing(on("2025-01-10"), on("2025-01-30"))
    came = Missing(on("2025-01-10"), on("2025-01-30"), on("2025-01-15"))
    late = Missing(on("2025-01-10"), on("2025-01-30"), on("2025-02-20"))
    found = [silence(demand("aide", "2025-01-05", m), law).due_on for m in (asked, came, late)]
    assert found == [on("2025-03-25"), on("2025-03-10"), on("2025-03-25")]


@pytest.mark.parametrize("demarche", ["terrasse", "aide"])
def test_pieces_asked_for_after_the_decision_change_nothing(law: Law, demarche: str) -> None:
    late = Missing(on("2025-03-06"), on("2025-04-06"), on("2025-03-20"))
    assert silence(demand(demarche, "2025-01-05", late), law).due_on == on("2025-03-05")


def _random_missing(draw: np.random.Generator, received: date) -> tuple[Missing, ...]:
    found = []
    for _ in range(draw.integers(0, 3)):
        asked = received + timedelta(days=int(draw.integers(0, 80)))
        granted = asked + timedelta(days=int(draw.integers(1, 40)))
        produced = asked + timedelta(days=int(draw.integers(0, 60)))
        found.append(Missing(asked, granted, produced if draw.random() < 0.8 else None))
    return tuple(found)


def _accepted(start: date, missing: tuple[Missing, ...]) -> date | None:
    """Day after day: accepted on the first day that no request for pieces keeps from it."""
    pieces = sorted(missing, key=lambda m: m.asked_on)
    due = start + relativedelta(months=2)
    while pieces and pieces[0].asked_on <= due:
        produced = pieces.pop(0).produced_on
        if produced is None:
            return None
        due = max(due, produced + relativedelta(months=2))
    return due


def _rejected(start: date, missing: tuple[Missing, ...]) -> date:
    """The day on which as many days have run as two months have, suspended ones left out."""
    left, day = (start + relativedelta(months=2) - start).days, start

    def is_held() -> bool:
        return any(
            m.asked_on <= day < min(m.granted_until, m.produced_on or date.max) for m in missing
        )

    while left or is_held():
        left -= not is_held()
        day += timedelta(days=1)
    return day


def test_twenty_thousand_demandes_fall_due_as_when_counted_day_by_day(law: Law) -> None:
    draw = np.random.default_rng(13)
    for _ in range(10_000):
        received = date(2016, 1, 1) + timedelta(days=int(draw.integers(0, 3_000)))
        missing = _random_missing(draw, received)
        accepted = silence(Demand("terrasse", received, received, missing), law)
        rejected = silence(Demand("aide", received, received, missing), law)
        assert accepted.due_on == _accepted(received, missing)
        assert rejected.due_on == _rejected(received, missing)


BOTH = {Mention.RECEIVED_ON, Mention.SERVICE, Mention.PHONE}
DECISION = {Mention.IMPLICIT_DECISION, Mention.IMPLICIT_ON}


def owed(law: Law, asked: Demand, medium: Medium) -> Acknowledgement:
    found = acknowledgement(asked, medium, law, PARIS)
    assert found is not None
    return found


def test_an_electronic_acknowledgement_says_all_that_r112_11_1_wants(law: Law) -> None:
    found = owed(law, demand("terrasse", "2026-04-30"), Medium.ELECTRONIC)
    address = {Mention.POSTAL_OR_ELECTRONIC_ADDRESS}
    reserve = {Mention.IF_COMPLETE, Mention.ATTESTATION}
    assert found.article == "R112-11-1"
    assert found.mentions == BOTH | DECISION | address | reserve
    assert found.registration_on == on("2026-05-04")  # 1 May is off, then a weekend


@pytest.mark.parametrize("medium", [Medium.PAPER, Medium.COUNTER])
def test_an_acknowledgement_on_paper_says_all_that_r112_5_wants(law: Law, medium: Medium) -> None:
    pieces = Missing(on("2026-01-06"), on("2026-02-06"))
    found = owed(law, demand("aide", "2026-01-05", pieces), medium)
    more = {Mention.POSTAL_ADDRESS, Mention.MISSING_PIECES, Mention.REMEDIES}
    assert (found.article, found.registration_on) == ("R112-5", None)
    assert found.mentions == BOTH | DECISION | more


def test_a_report_sent_on_line_is_acknowledged_and_promises_no_decision(law: Law) -> None:
    found = owed(law, demand("signalement_voirie", "2026-01-05"), Medium.ELECTRONIC)
    assert found.mentions == BOTH | {Mention.POSTAL_OR_ELECTRONIC_ADDRESS}


@pytest.mark.parametrize(
    ("demarche", "medium", "more"),
    [
        ("signalement_voirie", Medium.COUNTER, {}),
        ("copie", Medium.PAPER, {}),
        ("terrasse", Medium.PAPER, {"is_abusive": True}),
        ("terrasse", Medium.ELECTRONIC, {"is_abusive": True}),
    ],
)
def test_nothing_is_owed_to_what_the_law_excludes(
    law: Law, demarche: str, medium: Medium, more: dict
) -> None:
    assert acknowledgement(demand(demarche, "2026-01-05", **more), medium, law, PARIS) is None


@pytest.mark.parametrize(
    ("entry", "value", "field"),
    [
        ("regime", "maybe", "regime"),
        ("delay", "10wd", "delay"),
        ("delay", "soon", "delay"),
        ("counted_from", "moon", "counted_from"),
        ("paper", "never", "paper"),
        ("since", "2016-13-01", "since"),
        ("colour", "blue", "colour"),
    ],
)
def test_a_wrong_definition_is_refused_where_it_stands(entry: str, value: str, field: str) -> None:
    wrong = {"demarche": [{**OWN["demarche"][0], entry: value}]}
    with pytest.raises(Refused) as refused:
        law_from([("own.toml", wrong)])
    assert str(refused.value).startswith(f"own.toml, champ demarche[1].{field}")
