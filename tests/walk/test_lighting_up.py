"""The file that an indicator says it needs, dropped as a town would write it, lights it up."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from parvis.core.errors import Refused
from parvis.core.home import Home
from parvis.core.ingest.contract import contract_from
from parvis.core.metrics.answer import answer, compute
from parvis.core.metrics.query import Question
from parvis.engines.definitions import read_definitions
from parvis.engines.duckdb.reader import DuckDBReader
from parvis.engines.intake.load import FileIntake
from parvis.gate.inputs import ReleaseInput
from staged import NOW, TOWN, facts, metrics, publish

FILES: Mapping[str, str] = {
    "acces_equipements": "Millésime;Équipement;Habitants;Habitants à 15 minutes\n"
    "2025;Piscine;16000;12000\n2025;Médiathèque;16000;15000\n",
    "compte_administratif": "Exercice;Service;Charges;Recettes\n"
    "2025;Piscine;400 000,00;100 000,00\n2025;Cantine;900 000,00;450 000,00\n",
    "points_conformite": "Jour;Objet;Point;Conforme\n"
    "02/03/2026;accessibilité;1.1;oui\n02/03/2026;accessibilité;1.2;non\n"
    "02/03/2026;algorithmes;Crèches;oui\n02/03/2026;base légale;Factures;oui\n"
    "02/03/2026;conservation;Dossier 12;non\n02/03/2026;données ouvertes;Subventions;oui\n"
    "02/03/2026;droits;Demande 7;oui\n",
    "suivi_actions": "Jour;Action;Lieu;Groupe;Évolution\n"
    "02/03/2026;Ma boutique à l’essai;Vendôme;action;5,0\n"
    "02/03/2026;Ma boutique à l’essai;Châteaudun;témoin;2,0\n",
    "demarches_commencees": "N° session;Commencée le;Démarche;Envoyée\n"
    "S1;02/03/2026 10:00;Cantine;oui\nS2;02/03/2026 11:00;Cantine;non\n",
    "ventes_logements": "Mutation;Date de mutation;Type;Quartier;Prix au m²\n"
    "M1;02/03/2025;Maison;Centre;1 450,00\nM2;03/04/2025;Maison;Centre;1 550,00\n",
    "migrations_residentielles": "Année;Âge;Entrants;Sortants;Habitants un an plus tôt\n"
    "2022;0 à 14 ans;60;50;2500\n2022;15 à 29 ans;300;400;2600\n",
    "journal_standard": "N° appel;Appelé le;Service;Décroché;Moins de cinq sonneries\n"
    "A1;02/03/2026 10:00;Accueil;oui;oui\nA2;02/03/2026 10:05;Accueil;non;non\n",
    "rapport_doublons": "Fichier;Fiches;Paires probables\nFamilles;4000;80\n",
    "releve_commerces": "Jour;Cellule;Rue;Vide\n"
    "02/03/2026;C1;Rue Poterie;oui\n02/03/2026;C2;Rue Poterie;non\n",
    "creneaux_equipement": "Jour;Début;Lieu;Activité;Places;Places prises\n"
    "02/03/2026;10:00;Piscine;Aquagym;20;15\n",
    "points_palmares": "Édition;Critère;Points;Rang\n2025;Santé;75,0;12\n2025;Commerces;50,0;40\n",
    "marques_deposees": "Numéro national;Date de dépôt;Classe;Contient le nom\n"
    "4900001;02/03/2025;30;oui\n4900002;03/03/2025;30;non\n",
    "abonnements": "N° abonné;Thème;Consentement\n"
    + "".join(f"A{n};Culture;{'oui' if n % 3 else 'non'}\n" for n in range(60)),
    "frequentation": "Jour;Équipement;N° visiteur;Distance;Quartier prioritaire\n"
    + "".join(
        f"{1 + n % 28:02}/03/2026;Piscine;V{n};{1 + n % 7},5;{'oui' if n % 3 else 'non'}\n"
        for n in range(60)
    ),
}  # fmt: skip
LIT = {
    "access_15_min": 27_000 / 32_000, "service_cost": 1_300_000, "service_revenue": 550_000,
    "cost_recovery": 55 / 130, "net_cost": 750_000, "accessibility": 0.5, "algorithm_notices": 1,
    "legal_basis": 1, "overkept_records": 1, "open_data": 1, "rights_answered": 1,
    "action_effect": 3, "form_completion": 0.5, "home_price": 1450, "entry_rate": 360 / 5100,
    "leaving_rate": 450 / 5100, "staying": 1 - 450 / 5100, "calls_answered": 0.5,
    "calls_quick": 0.5, "duplicates": 0.02, "shop_vacancy": 0.5, "slot_filling": 0.75,
    "palmares_points": 125, "trademarks": 0.5, "distance_to_facility": 4.5,
    "priority_area_users": 40 / 60, "consenting": 40,
}  # fmt: skip
"""The exact value of each indicator that these files feed."""


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> DuckDBReader:
    """A release of these files alone, each recognised among all the contracts shipped."""
    folder = tmp_path_factory.mktemp("lit")
    known = [contract_from(data, file) for file, data in read_definitions("contracts")]
    inputs = [_delivered(folder, name, text, known) for name, text in FILES.items()]
    publish(Home(folder / "home"), inputs)
    return DuckDBReader(Home(folder / "home"))


def _delivered(folder: Path, name: str, text: str, known: list) -> ReleaseInput:
    path, work = folder / "recu.csv", folder / name
    path.write_text(text, "utf-8")
    work.mkdir()
    loaded = FileIntake().load(
        path, filename=path.name, contracts=known, contract_id=None, workdir=work, now=NOW,
        progress=lambda done, label: None,
    )  # fmt: skip
    assert (loaded.report.contract, loaded.quarantine) == (name, None)
    (contract,) = (c for c in known if c.id == name)
    return ReleaseInput(
        authority=TOWN, sector=contract.sector, contract=contract, rows=loaded.rows,
        sha256=name.ljust(64, "0"), received_at=NOW, observed_until=loaded.observed_until,
        row_count=loaded.report.rows_kept, is_synthetic=False,
    )  # fmt: skip


@pytest.mark.parametrize("name", LIT)
def test_the_file_that_an_indicator_needs_lights_it_up(reader: DuckDBReader, name: str) -> None:
    assert metrics()[name].needs
    question = Question(name, TOWN)
    if metrics()[name].kind.is_derived:
        found = answer(question, reader, metrics(), facts()).total.value
    else:
        found = compute(question, reader.snapshot(), metrics(), facts()).exact.total.value
    assert found == pytest.approx(LIT[name])


def test_every_indicator_that_needs_a_file_has_a_contract_that_reads_it() -> None:
    """But official statistics, which `parvis town data` brings."""
    fed = {contract_from(data, file).fact for file, data in read_definitions("contracts")}
    needing = {m.fact for m in metrics().values() if m.needs and m.fact}
    assert needing - fed == {"official"}


def test_without_it_the_sentence_says_which(reader: DuckDBReader) -> None:
    with pytest.raises(Refused, match="pointage de la cantine"):
        answer(Question("no_show", TOWN), reader, metrics(), facts())
