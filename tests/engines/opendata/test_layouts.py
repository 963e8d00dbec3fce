"""The producers' layouts, each on a small file: what is read, and what a missing figure becomes."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from parvis.core.errors import Refused
from parvis.core.home import Home
from parvis.core.territory.reference import Absence, Reference
from parvis.engines.opendata.atlas import FileAtlas
from parvis.engines.opendata.bring import Brought

Known = Callable[[], Reference]
FILO = ["NBMENFISC", "NBPERSMENFISC", "MED", "PIMP", "TP60", "TP60AGE1", "PTSA", "PPEN", "PPSOC",
        "D1", "D9", "RD"]  # fmt: skip


def filosofi(rows: dict[str, str], year: str = "21") -> str:
    header = ";".join(["CODGEO", *(name + year for name in FILO)])
    return "\n".join([header, *(f"{code};{cells}" for code, cells in rows.items())]) + "\n"


def value(reference: Reference, variable: str, code: str) -> float:
    return float(reference.column(variable)[reference.rank[code]])


def why(reference: Reference, variable: str, code: str) -> Absence:
    return reference.absence(variable, reference.rank[code])


def test_the_table_of_communes_is_read_from_the_workbook_in_its_archive(known: Known) -> None:
    reference = known()
    assert reference.codes == ("01004", "2A004", "41269", "49092", "75056", "97411")
    assert reference.text("name", "41269") == "Vendôme"
    assert reference.text("epci", "97411") == "249740119"


@pytest.mark.parametrize(
    ("cell", "found", "reason"),
    [
        ("21030", 21_030, Absence.KNOWN),
        ("21030,5", 21_030.5, Absence.KNOWN),
        ("0", 0, Absence.KNOWN),
        ("s", np.nan, Absence.SECRET),
        ("ns", np.nan, Absence.SECRET),
        ("nd", np.nan, Absence.SECRET),
        ("", np.nan, Absence.SECRET),
    ],
)
def test_what_is_withheld_stays_withheld(known: Known, folder: Path, cell, found, reason) -> None:
    rest = ";".join(["1"] * 9)
    (folder / "filo.csv").write_text(filosofi({"41269": f"10;20;{cell};{rest}"}))
    reference = known()
    assert value(reference, "median_income_2021", "41269") == pytest.approx(found, nan_ok=True)
    assert why(reference, "median_income_2021", "41269") is reason


def test_a_commune_absent_from_a_file_is_unpublished(known: Known, folder: Path) -> None:
    (folder / "filo.csv").write_text(filosofi({"41269": ";".join(["1"] * 12)}))
    assert why(known(), "median_income_2021", "2A004") is Absence.UNPUBLISHED


def test_a_spreadsheet_that_took_codes_for_numbers_is_understood(
    known: Known, folder: Path
) -> None:
    (folder / "filo.csv").write_text(
        filosofi({"1004": ";".join(["7"] * 12), "41269": ";".join(["8"] * 12)})
    )
    assert value(known(), "median_income_2021", "01004") == 7


def test_windows_encoding_and_compression_change_nothing(known: Known, folder: Path) -> None:
    text = "codgeo;libgeo;" + ";".join(f"p{y}_pop" for y in range(13, 22))
    text += "\n41269;Vendôme;" + ";".join(str(17_121 - y) for y in range(9)) + "\n"
    (folder / "pop.csv.gz").write_bytes(gzip.compress(text.encode("cp1252")))
    assert value(known(), "population_2013", "41269") == 17_121


def test_overseas_codes_written_in_full_are_understood(known: Known, folder: Path) -> None:
    columns = {f"p{y}_pop": ["5"] for y in range(13, 22)}
    pq.write_table(pa.table({"codgeo": ["974411"], **columns}), folder / "pop.parquet")
    assert value(known(), "population_2021", "97411") == 5


def test_equipment_is_counted_by_commune_and_absent_means_none(known: Known, folder: Path) -> None:
    (folder / "bpe.csv").write_text(
        "REG;DEP;DEPCOM;DCIRIS;AN;TYPEQU;NB_EQUIP\n"
        "24;41;41269;41269_0101;2018;D201;3\n24;41;41269;41269_0102;2018;D201;3\n"
        "94;2A;2A004;2A004_0101;2018;C101;1\n"
    )
    reference = known()
    assert value(reference, "doctors_2018", "41269") == 6
    assert value(reference, "doctors_2018", "2A004") == 0
    assert value(reference, "doctors_2018", "97411") == 0


def test_mergers_sum_counts_and_leave_medians_unknown(known: Known, folder: Path) -> None:
    (folder / "mvt.csv").write_text(
        "MOD,DATE_EFF,TYPECOM_AV,COM_AV,LIBELLE_AV,TYPECOM_AP,COM_AP,LIBELLE_AP\n"
        "32,2015-12-15,COM,49281,Saint-Georges,COM,49199,Melay\n"
        "32,2015-12-15,COM,49199,Melay,COM,49092,Chemillé-en-Anjou\n"
        "32,2015-12-15,COM,49092,Chemillé,COM,49092,Chemillé-en-Anjou\n"
    )
    rest = ";".join(["1"] * 9)
    rows = {"49092": f"100;1;20000;{rest}", "49281": f"10;1;22000;{rest}"}
    (folder / "filo.csv").write_text(filosofi(rows))
    reference = known()
    assert reference.became == {"49281": "49092", "49199": "49092"}
    assert value(reference, "tax_households_2021", "49092") == 110
    assert why(reference, "median_income_2021", "49092") is Absence.MERGED


def test_the_last_change_of_a_code_is_the_one_that_counts(known: Known, folder: Path) -> None:
    (folder / "mvt.csv").write_text(
        "MOD,DATE_EFF,TYPECOM_AV,COM_AV,LIBELLE_AV,TYPECOM_AP,COM_AP,LIBELLE_AP\n"
        "32,2016-01-01,COM,49281,Saint-Georges,COM,49092,Chemillé-en-Anjou\n"
        "31,1973-01-01,COM,49281,Saint-Georges,COM,41269,Vendôme\n"
    )
    assert known().became["49281"] == "49092"


def test_delegated_communes_of_the_official_code_lead_to_theirs(known: Known, folder: Path) -> None:
    (folder / "communes2019.csv").write_text(
        "typecom,com,reg,dep,arr,tncc,ncc,nccenr,libelle,can,comparent\n"
        "COM,41269,24,41,413,0,VENDOME,Vendôme,Vendôme,4114,\n"
        "COMD,49281,,,,0,X,X,X,,49092\n"
    )
    assert known().became["49281"] == "49092"


def test_districts_count_in_a_city_that_is_not_listed(known: Known, folder: Path) -> None:
    ones = ";".join(["1"] * 11)
    (folder / "a.csv").write_text(filosofi({"75101": f"4;{ones}", "75102": f"5;{ones}"}))
    (folder / "b.csv").write_text(filosofi({"75056": f"9;{ones}", "75101": f"4;{ones}"}, "16"))
    reference = known()
    assert value(reference, "tax_households_2021", "75056") == 9
    assert value(reference, "tax_households_2016", "75056") == 9


def test_contours_of_cantons_are_told_from_those_of_communes(
    known: Known, folder: Path, home: Home
) -> None:
    square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    features = [
        {"type": "Feature", "properties": {"code": code, "nom": name}, "geometry": square}
        for code, name in (("41269", "Vendôme"), ("2A004", "Un canton"))
    ]
    (folder / "41.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features})
    )
    known()
    found = FileAtlas(home).contours(["41269", "2A004"])
    assert set(found) == {"41269"}


def test_iris_keep_their_secrets(known: Known, folder: Path, home: Home) -> None:
    (folder / "iris.csv").write_text(
        "IRIS;DEC_MED21;DEC_TP6021;DEC_PPEN21;"
        "DEC_D121;DEC_D221;DEC_D321;DEC_D421;DEC_D621;DEC_D721;DEC_D821;DEC_D921\n"
        "412690101;20330;25,0;50,7;6630;12030;15600;18580;22720;25460;29010;35140\n"
        "412690102;ns;ns;ns;ns;ns;ns;ns;ns;ns;ns;ns\n"
    )
    known()
    first, second = FileAtlas(home).iris("41269")
    assert first.values["declared_poverty_2021"] == 25
    assert np.isnan(second.values["declared_median_2021"])


def test_the_same_files_again_change_nothing(bring: Callable[[], Brought]) -> None:
    assert bring().kept == bring().kept


def test_without_any_list_of_communes_one_is_asked_for(home: Home, folder: Path, bring) -> None:
    (folder / "anything.zip").unlink()
    (folder / "filo.csv").write_text(filosofi({"41269": ";".join(["1"] * 12)}))
    bring()
    with pytest.raises(Refused) as refused:
        FileAtlas(home).reference()
    assert refused.value.rule == "territory.no_communes"


OFFENCES = ["cambriolage", "coup_bless_hfam", "coup_bless_fam", "degradations", "vol_n_violent",
            "vol_vehic", "escroqueries", "viol_sex"]  # fmt: skip


def offences(rows: dict[str, int]) -> str:
    lines = [",".join([code, *[str(count)] * len(OFFENCES)]) for code, count in rows.items()]
    return "\n".join([",".join(["id", *OFFENCES]), *lines]) + "\n"


def test_a_zero_that_means_withheld_is_a_secret_and_other_territories_are_left_out(
    known: Known, folder: Path
) -> None:
    rows = {"D41": 900, "FR": 9000, "200072072": 90, "41269": 43, "01004": 0}
    (folder / "offences.csv").write_text(offences(rows))
    reference = known()
    assert value(reference, "burglaries_2024", "41269") == 43
    assert np.isnan(value(reference, "burglaries_2024", "01004"))
    assert why(reference, "burglaries_2024", "01004") is Absence.SECRET
    assert why(reference, "burglaries_2024", "49092") is Absence.UNPUBLISHED


def test_a_city_left_empty_beside_its_districts_is_their_sum(known: Known, folder: Path) -> None:
    rows = {"41269": 43, "75056": 0, "75101": 20, "75120": 30}
    (folder / "offences.csv").write_text(offences(rows))
    reference = known()
    assert value(reference, "burglaries_2024", "75056") == 50
    assert why(reference, "burglaries_2024", "75056") is Absence.KNOWN


def test_a_home_kept_before_a_definition_grew_still_answers(
    bring: Callable[[], Brought], folder: Path, home: Home
) -> None:
    (folder / "offences.csv").write_text(offences({"41269": 43}))
    bring()
    path = home.reference / "offences-2024.parquet"
    table = pq.read_table(path)
    pq.write_table(table.drop_columns(["thefts_2024", "thefts_2024__absence"]), path)
    reference = FileAtlas(home).reference()
    assert value(reference, "burglaries_2024", "41269") == 43
    assert np.isnan(value(reference, "thefts_2024", "41269"))
    bring()
    assert value(FileAtlas(home).reference(), "thefts_2024", "41269") == 43
