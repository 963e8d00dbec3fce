"""Nothing joins two sectors without a declared purpose; under one, what is joined is journaled."""

from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from apps.people.conftest import NOW, Keep
from kept_town import KeptTown
from made_readers import AID, LOANS, PERSONS, aided, readers
from parvis.apps import wired
from parvis.apps.audit.models import JournalEntry
from parvis.apps.authorities.models import Authority
from parvis.apps.people.selectors import purposes_of
from parvis.apps.people.services import key_in_use, rotate_key
from parvis.apps.sources.selectors import changes_to_publish
from parvis.apps.sources.services import publish_release
from parvis.core.access import OPERATOR
from parvis.core.errors import Refused
from parvis.core.home import Home
from parvis.core.metrics.answer import answer
from parvis.core.metrics.query import Question
from parvis.core.privacy.cellkey import MOST
from parvis.core.privacy.purposes import governance_from
from parvis.engines.duckdb.manifest import folder_of
from parvis.site.wiring import HomePorts

DECLARED = """
[sectors]
confirmed_by = "Dominique Essai, DPO"
confirmed_on = 2026-01-15

[[purpose]]
id = "lecture_et_aides"
title = "Accès à la lecture des personnes aidées"
legal_basis = "RGPD, articles 6.1.e et 89"
authority = "41269"
sectors = ["scolaire_sport_culture", "travail_social"]
sources = ["demo_mediatheque", "demo_ccas"]
retention_days = 365
dpia = "AIPD-2026-03"
signed_by = "Le maire"
signed_on = 2026-02-01
starts_on = 2026-03-01
ends_on = 2027-03-01
"""


def wire(town: Home, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    town.purposes.write_text(text, "utf-8")
    monkeypatch.setattr(wired, "ports", HomePorts(town))


@pytest.fixture(scope="session")
def kept_files(keep: Keep) -> KeptTown:
    """Readers, of whom the first sixty get aid."""
    rows = readers(second_cards=0)
    return keep(("prets.csv", LOANS, rows), ("aides.csv", AID, aided(rows[:60])))


@pytest.fixture
def files(kept_files: KeptTown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> Home:
    return kept_files.given(tmp_path, monkeypatch)


def joint(town: Home, release: str) -> list[tuple[str, str]]:
    path = folder_of(town, release) / f"warehouse-{release}.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute("SELECT combination, person FROM cross_sector").fetchall()


def test_nothing_is_joined_without_a_purpose(files: Home) -> None:
    manifest = publish_release(actor=OPERATOR, now=NOW)
    assert "cross_sector" not in {table.fact for table in manifest.tables}
    assert not JournalEntry.objects.filter(action="purpose.used").exists()


def test_a_purpose_in_force_counts_persons_of_both_sectors(
    files: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire(files, monkeypatch, DECLARED)
    one = publish_release(actor=OPERATOR, now=NOW)
    rows = joint(files, one.id)
    assert abs(len(rows) - PERSONS) <= 2
    both = [c for c, _ in rows if " + " in c]
    assert abs(len(both) - 60) <= 2
    asked = Question("persons_across_sectors", "41269", by=("combination",))
    shown = answer(asked, wired.warehouse(), wired.metrics(), wired.facts())
    assert min(abs(len(both) - cell.value) for cell in shown.cells) <= MOST
    two = publish_release(actor=OPERATOR, now=NOW + timedelta(hours=1))
    assert not {p for _, p in rows} & {p for _, p in joint(files, two.id)}
    (use,) = purposes_of(OPERATOR, "41269", NOW.date())
    assert (use.is_in_force, use.used) == (True, 2)
    assert changes_to_publish(OPERATOR, "41269") == 0


def test_out_of_its_dates_a_purpose_joins_nothing(
    files: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire(files, monkeypatch, DECLARED)
    manifest = publish_release(actor=OPERATOR, now=NOW + timedelta(days=365))
    assert "cross_sector" not in {table.fact for table in manifest.tables}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"demo_mediatheque", "demo_ccas"', '"demo_mediatheque", "perdu"', "pas de contrat"),
        ('"scolaire_sport_culture", "travail_social"', '"sante", "travail_social"', "secteur"),
        ('"scolaire_sport_culture", "travail_social"', '"travail_social"', "ne joint rien"),
        ('dpia = "AIPD-2026-03"', 'dpia = " "', "vide"),
        ("signed_on = 2026-02-01", "signed_on = 2026-05-01", "signée avant"),
        ("2027-03-01", '"un jour"', "ends_on"),
        ("[sectors]", "[secteurs]", "secteurs"),
    ],
)
def test_a_purpose_that_says_too_little_is_refused(
    town: Home, monkeypatch: pytest.MonkeyPatch, old: str, new: str, said: str
) -> None:
    wire(town, monkeypatch, DECLARED.replace(old, new))
    with pytest.raises(Refused, match=said):
        wired.contracts()


def test_the_town_may_put_a_source_in_another_sector(
    town: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire(town, monkeypatch, '[sectors]\nconfirmed_by = "DPO"\nmoved = { demo_ccas = "sante" }\n')
    assert wired.contracts()["demo_ccas"].sector == "sante"
    with pytest.raises(Refused, match=r"sectors\.moved"):
        governance_from({"sectors": {"moved": {"demo_ccas": "inconnu"}}}, "purposes.toml")


def test_a_new_key_breaks_with_the_old_one_and_a_wrong_one_is_refused(
    files: Home,
) -> None:
    def persons(release: str) -> set[object]:
        path = folder_of(files, release) / "library_loan/*.parquet"
        return {row[0] for row in duckdb.sql(f"SELECT person FROM '{path}'").fetchall()}

    one = publish_release(actor=OPERATOR, now=NOW)
    old = files.pseudonym_key.read_bytes()
    rotate_key(actor=OPERATOR, now=NOW, authority=Authority.objects.get())
    files.pseudonym_key.write_bytes(old)
    with pytest.raises(Refused, match="n’est pas la clé"):
        key_in_use(actor=OPERATOR, now=NOW)
    files.pseudonym_key.unlink()
    with pytest.raises(Refused):
        publish_release(actor=OPERATOR, now=NOW)
    assert persons(one.id)
