"""Each shipped contract is recognised first in its own sample, and no other one is taken for it."""

from pathlib import Path

import pytest

from intake_reading import SHIPPED, load_in, rows_of
from parvis.core.errors import Refused
from parvis.core.ingest.contract import EACH_ROW

SAMPLES = sorted((Path(__file__).parents[2] / "contracts").glob("*.csv"))
TWINS = {"enfance_familles": "demo_familles"}
"""Contracts that read the same family of files, one of them for the demonstration."""


def test_fifteen_families_at_least_have_their_sample() -> None:
    assert len(SAMPLES) >= 15
    assert {s.stem for s in SAMPLES} <= {c.id for c in SHIPPED}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.stem)
def test_a_sample_is_recognised_and_read_whole(sample: Path, tmp_path: Path) -> None:
    loaded = load_in(tmp_path, sample, *SHIPPED)
    report = loaded.report
    assert (report.contract, report.rows_rejected) == (sample.stem, 0)
    assert report.rows_kept >= 2
    assert all(c.declared in (None, c.found) for c in report.controls)
    contract = next(c for c in SHIPPED if c.id == sample.stem)
    missing = set(contract.by_name) - {n for row in rows_of(loaded) for n, v in row.items() if v}
    assert len(missing) <= len(contract.fields) / 3, f"the sample says nothing of {missing}"


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.stem)
def test_without_its_own_contract_a_sample_is_no_other_family(sample: Path, tmp_path: Path) -> None:
    others = [c for c in SHIPPED if c.id not in {sample.stem, TWINS.get(sample.stem)}]
    with pytest.raises(Refused) as refusal:
        load_in(tmp_path, sample, *others)
    assert refusal.value.rule.startswith("contract.")


STRANGERS = {
    "payroll": "Matricule;Nom;Prénom;Grade;Échelon;Brut;Net\n1;A;B;Adjoint;3;1900,00;1500,00\n",
    "cemetery": "N° concession;Titulaire;Début;Durée;Carré\n12;Famille A;01/02/1998;30;B\n",
    "voters": "Bureau;N° ordre;Nom;Prénoms;Né(e) le\n1;44;A;B C;01/02/1970\n",
    "budget": "Chapitre;Article;Libellé;Prévu;Réalisé\n011;6068;Fournitures;1000;900\n",
    "trees": "id;essence;hauteur;latitude;longitude\n1;Tilleul;12;47.8;1.06\n",
}


@pytest.mark.parametrize("name", STRANGERS)
def test_a_file_of_no_known_family_is_taken_for_none(name: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        load_in(tmp_path, STRANGERS[name].encode(), *SHIPPED)
    assert refusal.value.rule.startswith("contract.")


def test_a_file_that_names_few_fields_of_a_family_must_be_confirmed(tmp_path: Path) -> None:
    bare = (
        b"N\xc2\xb0 demande;Usager;Re\xc3\xa7ue le;Motif;a;b;c;d;e;f;g\n1;2;01/02/2026;x;;;;;;;\n"
    )
    grc = [c for c in SHIPPED if c.id in {"grc_demandes", "appels"}]
    with pytest.raises(Refused) as refusal:
        load_in(tmp_path, bare, *grc)
    assert refusal.value.rule == "contract.unsure"
    assert load_in(tmp_path, bare, *grc, contract_id="grc_demandes").report.rows_kept == 1


@pytest.mark.parametrize("contract", SHIPPED, ids=lambda c: c.id)
def test_who_is_named_is_marked(contract) -> None:
    telling = {"last_name", "first_name", "email", "phone", "address", "born_on", "card"}
    told = {f.name for f in contract.fields if f.is_identifying}
    if contract.person not in ("", EACH_ROW):
        assert (telling & set(contract.by_name)) <= told
