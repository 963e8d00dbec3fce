"""The commands of the name and of what people write, on files as they come."""

import json
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from parvis.core.errors import Refused
from parvis.engines.inpi import read_filings
from parvis.site.cli import cli
from parvis.site.home import home_at
from parvis.site.verbatims import learn_file, sort_file

ST66 = """<?xml version="1.0" encoding="UTF-8"?>
<Transaction xmlns="http://www.wipo.int/standards/XMLSchema/trademarks">
<TradeMarkTransactionBody><TransactionContentDetails><TransactionData><TradeMarkDetails>
<TradeMark operationCode="Insert"><RegistrationOfficeCode>FR</RegistrationOfficeCode>
<ApplicationNumber>4987654</ApplicationNumber><ApplicationDate>2026-01-05</ApplicationDate>
<KindMark>Individual</KindMark><MarkFeature>Word</MarkFeature>
<WordMarkSpecification><MarkVerbalElementText>VENDÔME ÉCRIN</MarkVerbalElementText>
</WordMarkSpecification>
<GoodsServicesDetails><GoodsServices><ClassificationVersion>12</ClassificationVersion>
<ClassDescriptionDetails><ClassDescription><ClassNumber>14</ClassNumber></ClassDescription>
<ClassDescription><ClassNumber>35</ClassNumber></ClassDescription></ClassDescriptionDetails>
</GoodsServices></GoodsServicesDetails>
<PublicationDetails><Publication><PublicationDate>2026-01-30</PublicationDate></Publication>
<Publication><PublicationDate>2026-05-22</PublicationDate></Publication></PublicationDetails>
<RepresentativeDetails><Representative><FormattedName><LastName>Avocat</LastName></FormattedName>
</Representative></RepresentativeDetails>
<ApplicantDetails><Applicant><ApplicantAddressBook><FormattedNameAddress><Name><FormattedName>
<OrganizationName>Bijoux SA</OrganizationName></FormattedName></Name></FormattedNameAddress>
</ApplicantAddressBook></Applicant></ApplicantDetails></TradeMark>
<TradeMark><ApplicationNumber>4987655</ApplicationNumber>
<ApplicationDate>2026-01-05</ApplicationDate><MarkFeature>Figurative</MarkFeature></TradeMark>
</TradeMarkDetails></TransactionData></TransactionContentDetails></TradeMarkTransactionBody>
</Transaction>
"""
ST96 = """<?xml version="1.0" encoding="UTF-8"?>
<tmk:TrademarkTransaction xmlns:com="http://www.wipo.int/standards/XMLSchema/ST96/Common"
 xmlns:tmk="http://www.wipo.int/standards/XMLSchema/ST96/Trademark"><tmk:TrademarkBag>
<tmk:Trademark><com:RegistrationOfficeCode>FR</com:RegistrationOfficeCode>
<com:ApplicationNumber><com:ApplicationNumberText>5012345</com:ApplicationNumberText>
</com:ApplicationNumber><tmk:ApplicationDate>2026-01-12Z</tmk:ApplicationDate>
<tmk:MarkRepresentation><tmk:MarkReproduction><tmk:WordMarkSpecification>
<tmk:MarkVerbalElementText>Les Vendomois</tmk:MarkVerbalElementText>
</tmk:WordMarkSpecification></tmk:MarkReproduction></tmk:MarkRepresentation>
<tmk:GoodsServicesBag><tmk:GoodsServices><tmk:ClassDescriptionBag><tmk:ClassDescription>
<tmk:ClassNumber>33</tmk:ClassNumber></tmk:ClassDescription></tmk:ClassDescriptionBag>
</tmk:GoodsServices></tmk:GoodsServicesBag>
<tmk:PublicationBag><tmk:Publication><com:PublicationDate>2026-02-06</com:PublicationDate>
</tmk:Publication></tmk:PublicationBag>
<tmk:ApplicantBag><tmk:Applicant><com:Contact><com:Name><com:OrganizationName>
<com:OrganizationStandardName>Cave du Loir</com:OrganizationStandardName></com:OrganizationName>
</com:Name></com:Contact></tmk:Applicant></tmk:ApplicantBag></tmk:Trademark>
</tmk:TrademarkBag></tmk:TrademarkTransaction>
"""
CSV = (
    "Numéro national;Marque;Déposant;Classes;Date de dépôt;Date de publication\n"
    "1;Vandôme;X;14 - 18;05/01/2026;30/01/2026\n2;Vendredi;Y;3;05/01/2026;\n"
)


def silent(done: float, label: str) -> None:
    """Nobody watches."""


def _watch(file: Path, *more: str) -> tuple[int, str]:
    asked = ["name", "watch", str(file), "--name", "Vendôme", "--as-of", "2026-02-10", *more]
    done = CliRunner().invoke(cli, asked)
    if isinstance(done.exception, Refused):
        return 1, done.exception.sentence()
    return done.exit_code, done.output


def test_an_xml_of_inpi_is_read_and_its_evidence_written(tmp_path: Path) -> None:
    file, out = tmp_path / "marques.xml", tmp_path / "veille.csv"
    file.write_text(ST66, "utf-8")
    code, said = _watch(file, "--out", str(out))
    assert code == 0
    assert "VENDÔME ÉCRIN (n° 4987654) : le nom même, opposition jusqu’au 30/03/2026" in said
    assert "14 35,2026-01-05,2026-01-30,Vendôme,exact,2026-03-30,true" in out.read_text("utf-8")
    evidence = out.with_suffix(".md").read_text("utf-8")
    assert "SHA-256" in evidence
    assert "L. 712-4" in evidence


def test_st96_and_a_zip_of_both_are_read_and_the_first_publication_opens_the_term(
    tmp_path: Path,
) -> None:
    file = tmp_path / "marques.zip"
    with ZipFile(file, "w") as archive:
        archive.writestr("FR_st66.xml", ST66)
        archive.writestr("FR_st96.xml", ST96)
        archive.writestr("lisez-moi.txt", "rien")
    one, other = read_filings(file)
    assert (one.number, one.mark, one.applicant, one.classes) == (
        "4987654", "VENDÔME ÉCRIN", "Bijoux SA", (14, 35))  # fmt: skip
    assert one.published_on == date(2026, 1, 30)
    assert (other.number, other.mark, other.applicant, other.classes) == (
        "5012345", "Les Vendomois", "Cave du Loir", (33,))  # fmt: skip
    assert (other.filed_on, other.published_on) == (date(2026, 1, 12), date(2026, 2, 6))


def test_a_file_of_drawings_alone_is_of_the_schema_and_has_no_mark_to_read(tmp_path: Path) -> None:
    file = tmp_path / "dessins.xml"
    drawing = (
        "<ApplicationNumber>1</ApplicationNumber><ApplicationDate>2026-01-05</ApplicationDate>"
    )
    file.write_text(f"<Transaction><TradeMark>{drawing}</TradeMark></Transaction>", "utf-8")
    assert list(read_filings(file)) == []


def test_a_csv_of_inpi_is_read(tmp_path: Path) -> None:
    file = tmp_path / "marques.csv"
    file.write_text(CSV, "cp1252")
    code, said = _watch(file, "--json")
    assert code == 0
    found = json.loads(said)
    assert found["read"] == 2
    assert [hit["mark"] for hit in found["hits"]] == ["Vandôme"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<html><body>rien</body></html>", "n’est pas du schéma attendu"),
        ("<TradeMark><ApplicationNumber>1</ApplicationNumber></TradeMark>", "schéma attendu"),
        ("<TradeMark>", "ne se lit pas"),
        ("a;b;c\n1;2;3\n", "n’est pas du schéma attendu"),
        (CSV.replace("14 - 18", "14 - 81"), "ligne 2 : 81 n’est pas une classe"),
        (CSV.replace("05/01/2026;30", "31/02/2026;30"), "31/02/2026"),
        (CSV.replace("05/01/2026;30", "05/01/1789;30"), "05/01/1789"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><TradeMark>&a;</TradeMark>', "ne se lit pas"),
    ],
)
def test_a_file_of_another_schema_is_refused_in_one_sentence(
    tmp_path: Path, content: str, said: str
) -> None:
    file = tmp_path / "marques.dat"
    file.write_text(content, "utf-8")
    with pytest.raises(Refused) as refused:
        list(read_filings(file))
    assert said in refused.value.sentence().replace("\u00a0", " ")


def test_texts_are_sorted_by_words_then_by_what_was_learnt(tmp_path: Path) -> None:
    home = home_at(tmp_path / "home")
    file, out = tmp_path / "avis.csv", tmp_path / "tries.csv"
    kinds = (("Merci, agents très aimables", "Positif"), ("Impossible, une honte", "Négatif"),
             ("Venu mardi au guichet", "Neutre"))  # fmt: skip
    rows = [f"{text} {n};{feeling}" for n in range(40) for text, feeling in kinds]
    file.write_text("Description;Ressenti usager\n" + "\n".join(rows) + "\n", "utf-8")
    assert sort_file(home, file, "", out, silent).reader == "par mots-clés"
    learnt = learn_file(home, file, "", "", silent)
    assert learnt.texts == 120
    assert learnt.macro_f1 > learnt.majority
    assert sort_file(home, file, "", out, silent).reader == "par le modèle appris"
    assert "accueil,positif" in out.read_text("utf-8")


def test_too_few_texts_teach_nothing_and_a_missing_column_is_named(tmp_path: Path) -> None:
    home, file = home_at(tmp_path / "home"), tmp_path / "avis.csv"
    file.write_text("texte;ressenti\nBien;Positif\n", "utf-8")
    with pytest.raises(Refused, match="1 textes jugés"):
        learn_file(home, file, "", "", silent)
    with pytest.raises(Refused, match="propos"):
        learn_file(home, file, "propos", "", silent)


@pytest.mark.real_data
def test_services_publics_plus_teaches_better_than_words(tmp_path: Path, real_data: Path) -> None:
    file = real_data / "satisfaction/services_publics_plus_experiences.parquet"
    found = learn_file(home_at(tmp_path / "home"), file, "", "", silent)
    assert found.texts > 700
    assert found.low > found.rule > found.majority
