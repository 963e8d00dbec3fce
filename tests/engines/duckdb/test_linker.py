"""`link_people`: who is the same person in a file, and what is refused."""

import csv
from collections import Counter
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_homes import write_homes
from parvis.core.errors import Refused
from parvis.engines.duckdb.linker.link import HomesWanted, link_people
from parvis.site.bench.newcomers import write_newcomers
from parvis.site.bench.scores import clusters, pairwise_f1


def _link(path: Path, spec: Path | None = None):
    out = path.with_name("clusters.csv")
    report = link_people(path, out=out, spec=spec, progress=lambda done, label: None)
    return report, out


def _file(folder: Path, *lines: str) -> Path:
    path = folder / "people.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def _sentence(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.rule


FAMILY = (
    "record_id;Nom;Prénom;Date de naissance;Adresse;Téléphone",
    "a;Lefèvre;Marie;07/03/1984;3 rue des Lilas;06 12 34 56 78",
    "b;LEFEVRE;MARIE;1984-03-07;3 R DES LILAS;+33612345678",
    "c;Lefebvre;Marie;03/07/1984;3, rue des Lilas;",
    "d;Lefèvre;Paul;12/10/1981;3 rue des Lilas;06 12 34 56 78",
    "e;Lefèvre;Zoé;25/12/2015;3 rue des Lilas;06 12 34 56 78",
    "f;Durand;Anne;01/02/1970;8 rue Haute;0699000001",
    "g;Moreau;Luc;15/06/1990;2 rue Basse;0699000002",
)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory):
    path = tmp_path_factory.mktemp("town") / "people.csv"
    truth = write_homes(path, records=1_600, seed=5).person.tolist()
    return (*_link(path), truth)


def test_homes_are_not_glued_into_one_person(town):
    _, out, truth = town
    assert pairwise_f1(clusters(out), truth) >= 0.97


def test_the_estimates_are_near_the_truth(town):
    report, out, truth = town
    found, both = clusters(out), Counter(zip(clusters(out), truth, strict=True))
    pairs = sum(n * (n - 1) / 2 for n in Counter(found).values())
    right = sum(n * (n - 1) / 2 for n in both.values())
    assert report.precision.value == pytest.approx(right / pairs, abs=0.02)
    assert report.recall.low <= report.recall.value <= report.recall.high


def test_the_report_says_how_each_column_was_read(town):
    report, _, _ = town
    roles = {c.column: c.role for c in report.columns}
    assert roles["Nom d'usage"] == "usage_name"
    assert roles["Date de naissance"] == "birth_date"
    assert report.identifier == "record_id"
    assert {f.field for f in report.model.fields} >= {"given_name", "surname", "phone"}


def test_every_record_is_written_once_in_the_order_of_the_file(tmp_path):
    report, out = _link(_file(tmp_path, *FAMILY))
    lines = out.read_text("utf-8").splitlines()
    assert lines[0] == "record_id,cluster_id"
    assert [line.split(",")[0] for line in lines[1:]] == list("abcdefg")
    assert report.records == 7


def test_who_lives_with_whom_is_written_where_asked_with_what_bounds_it(tmp_path):
    crowd = [f"h{n};Nom{n};Prénom{n};19{50 + n}-01-02;1 place Foch;" for n in range(41)]
    file, out, homes = (tmp_path / name for name in ("people.csv", "clusters.csv", "homes.csv"))
    _file(tmp_path, *FAMILY, *crowd)
    report = link_people(file, out=out, homes=HomesWanted(homes, 2026), progress=lambda *_: None)
    with homes.open(encoding="utf-8") as written:
        home = {row["record_id"]: row["home_id"] for row in csv.DictReader(written)}
    assert home["a"] == home["b"] == home["d"] == home["e"] == "1"
    assert len({home[r] for r in (*"dfg", *(f"h{n}" for n in range(41)))}) == 44
    assert (report.homes.homes, report.homes.persons) == (1, 3)
    assert [b.tie for b in report.homes.bounded] == ["adresse"]
    assert any("trop pour unir" in note for note in report.homes.notes)
    with pytest.raises(Refused):
        link_people(file, out=tmp_path / "other.csv", progress=lambda *_: None,
                    homes=HomesWanted(tmp_path / "none" / "homes.csv", 2026))  # fmt: skip
    assert not (tmp_path / "other.csv").exists()


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path):
    with pytest.raises(Refused) as refusal:
        _link(tmp_path / "absent.csv")
    assert refusal.value.rule == "file.missing"


def test_without_an_identifier_the_line_of_the_file_is_one(tmp_path):
    lines = [line.split(";", 1)[1] for line in FAMILY]
    report, out = _link(_file(tmp_path, *lines))
    lines = out.read_text("utf-8").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == [str(n) for n in range(2, 9)]
    assert report.identifier == ""


def test_a_spec_names_the_columns(tmp_path):
    lines = ["x1;x2;x3", *(";".join(line.split(";")[1:4]) for line in FAMILY[1:])]
    spec = tmp_path / "spec.toml"
    spec.write_text('[columns]\nsurname = "x1"\ngiven_name = "x2"\nbirth_date = "x3"\n')
    report, _ = _link(_file(tmp_path, *lines), spec)
    assert [c.why for c in report.columns] == ["spec"] * 3


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('[columns]\nname_of = "x"', "people.spec_role"),
        ('[columns]\nsurname = "y"', "people.spec_column"),
        ('[columns]\nsurname = "Nom"\nusage_name = "Nom"', "people.spec_twice"),
        ("surname = 3", "people.spec_shape"),
        ("[columns", "definition.unreadable"),
    ],
)
def test_a_wrong_spec_is_refused(tmp_path, text, rule):
    spec = tmp_path / "spec.toml"
    spec.write_text(text)
    with pytest.raises(Refused) as refused:
        _link(_file(tmp_path, *FAMILY), spec)
    assert _sentence(refused) == rule


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        (("a,b", "1,2", "3,4"), "people.no_columns"),
        (("Nom,Prénom,Ville", ",,Vendôme", ",,Blois"), "people.no_names"),
        (("Nom,Prénom", *["Martin,Jean"] * 10_000), "people.nothing_varies"),
        (("Nom,Ville", "Martin,Blois", "Durand,Blois"), "people.one_field"),
        (("record_id,Nom,Prénom", "1,Martin,Jean", "1,Durand,Luc"), "people.identifier_repeated"),
        (("record_id,Nom,Prénom", "1,Martin,Jean", ",Durand,Luc"), "people.identifier_missing"),
        (("Nom,Prénom", "Martin,Jean", "Durand,Luc,Paul"), "people.ragged"),
        (("Nom,Prénom",), "file.no_rows"),
        (("Nom,Prénom,NIR", *["Martin,Jean,255081416802538"] * 4), "file.nir_column"),
    ],
)
def test_a_file_that_says_too_little_is_refused_and_nothing_is_written(tmp_path, lines, rule):
    with pytest.raises(Refused) as refused:
        _link(_file(tmp_path, *lines))
    assert _sentence(refused) == rule
    assert [p.name for p in tmp_path.iterdir()] == ["people.csv"]


def test_a_constant_column_says_nothing_and_stops_nothing(tmp_path):
    lines = [f"{line};{'Ville' if n == 0 else 'Vendôme'}" for n, line in enumerate(FAMILY)]
    report, _ = _link(_file(tmp_path, *lines))
    assert "locality" not in {f.field for f in report.model.fields}


def test_identical_rows_are_joined_and_said(tmp_path):
    others = [f"{n};Nom{n};Prénom{n};19{50 + n}-01-02;{n} rue Haute;06990000{n}" for n in range(30)]
    same = [f"s{n};Merisier;Odile;1961-04-05;9 rue Basse;0699001122" for n in range(2_000)]
    report, out = _link(_file(tmp_path, FAMILY[0], *others, *same))
    assert len(set(clusters(out)[30:])) == 1
    assert any("répètent" in note for note in report.notes)
    assert any("à vérifier" in note for note in report.notes)


def test_a_key_that_gathers_too_many_is_bounded_and_said(tmp_path):
    rows = [
        f"{n};Martin;Jean;{1930 + n % 90}-0{1 + n % 9}-1{n % 7};;0{610000000 + n * 77}"
        for n in range(1_700)
    ]
    report, _ = _link(_file(tmp_path, FAMILY[0], *rows))
    assert report.bounded
    assert report.pairs_compared < 400_000
    assert any("voisins" in note for note in report.notes)


def _others(count: int) -> list[str]:
    """Persons who have nothing in common."""
    letters = "bcdfghjklmnpqrstvwxz"
    return [
        f"o{n};{a}o{b}a{c}rd;{c}e{a}in{b}o;{1930 + n % 61}-{1 + n % 12:02}-{1 + n % 28:02};"
        f"{n} rue du Puits;02{n:04}{n:04}"
        for n, (a, b, c) in zip(range(count), product(letters, letters, letters), strict=False)
    ]


def _four_hundred(count: int) -> list[str]:
    """One person keyed again and again: slips in the name, three telephones, moves."""
    names = ("Merisier", "MERISIER", "Merizier", "Mérisier", "Merisiér", "Merisie")
    return [
        f"s{n};{names[n % 6]};{'Odille' if n % 20 == 0 else 'Odile'};1961-04-05;"
        f"{n // 9} rue Basse;06990011{n % 3}2"
        for n in range(count)
    ]


def test_a_person_with_four_hundred_records_is_one_and_said(tmp_path):
    report, out = _link(_file(tmp_path, FAMILY[0], *_others(1_200), *_four_hundred(400)))
    found = clusters(out)
    assert len(set(found[:1_200])) == 1_200
    assert len(set(found[1_200:])) == 1
    assert not set(found[:1_200]) & set(found[1_200:])
    assert any("400\u00a0fiches\u00a0: à vérifier" in note for note in report.notes)


def test_records_that_tell_only_what_a_home_shares_stay_apart_even_copies(tmp_path):
    shared = [f"h{n};Lefèvre;;;3 rue des Lilas;06 12 34 56 78" for n in range(3)]
    _, out = _link(_file(tmp_path, *FAMILY, *_others(60), *shared))
    found = clusters(out)
    assert len(set(found[-3:])) == 3
    assert not set(found[-3:]) & set(found[:-3])


def test_the_order_of_the_rows_changes_nothing(tmp_path):
    rows = [*FAMILY[1:], *_others(60)]
    one, other = {}, {}
    for found, lines in ((one, rows), (other, rows[::-1])):
        _, out = _link(_file(tmp_path, FAMILY[0], *lines))
        for line, cluster in zip(lines, clusters(out), strict=True):
            found.setdefault(cluster, set()).add(line)
    assert sorted(map(sorted, one.values())) == sorted(map(sorted, other.values()))


def test_no_order_of_the_rows_of_a_town_changes_who_is_who(tmp_path):
    """A property on towns of which every pair is compared: orders and towns are drawn."""

    @given(st.integers(0, 10_000), st.randoms(use_true_random=False))
    @settings(max_examples=3, deadline=None, derandomize=True)
    def holds(seed, shuffling):
        path = tmp_path / "people.csv"
        write_homes(path, records=150, seed=seed)
        header, *rows = path.read_text("utf-8").splitlines()
        shuffled = shuffling.sample(rows, len(rows))
        groups = []
        for lines in (rows, shuffled):
            _, out = _link(_file(tmp_path, header, *lines))
            found: dict[str, set[str]] = {}
            for line, cluster in zip(lines, clusters(out), strict=True):
                found.setdefault(cluster, set()).add(line)
            groups.append(sorted(map(sorted, found.values())))
        assert groups[0] == groups[1]

    holds()


@pytest.mark.parametrize(
    ("name", "column", "least"),
    [
        pytest.param("febrl_dataset1", "rec_id", 0.995),
        pytest.param("febrl_dataset3", "rec_id", 0.998, marks=pytest.mark.long),
        pytest.param("splink_fake_1000", "cluster", 0.92),
    ],
)
@pytest.mark.real_data
def test_published_files_are_linked_without_label(real_data, tmp_path, name, column, least):
    source = real_data / "linkage" / f"{name}.csv"
    out = tmp_path / "clusters.csv"
    link_people(source, out=out, progress=lambda done, label: None)
    with source.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, skipinitialspace=True))
    truth = [row[column].split("-")[1] if "-" in row[column] else row[column] for row in rows]
    assert pairwise_f1(clusters(out), truth) >= least


def test_a_whole_name_beside_its_parts_adds_only_what_they_leave_out(tmp_path):
    rows = ["record_id;Nom complet;Nom;Prénom;Date de naissance;Ville"]
    rows += [
        "1;Anne Marie DUPONT;Dupont;Anne;1980-02-03;Blois",
        "2;Dupont Anne;Dupont;Anne;1980-02-03;Blois",
        "3;Luc;;Luc;1975-05-06;Vendôme",
        "4;Luc Petit;Petit;Luc;1975-05-06;Vendôme",
        "5;Zoé Morin;Morin;Zoé;1990-07-08;Tours",
    ]
    _, out = _link(_file(tmp_path, *rows))
    assert clusters(out) == ["1", "1", "2", "2", "3"]


@pytest.mark.parametrize("seed", [1])
def test_naming_habits_of_other_countries_are_recognised(tmp_path, seed):
    path = tmp_path / "newcomers.csv"
    truth = write_newcomers(path, seed=seed, town=1_500, persons=60)
    _, out = _link(path)
    assert pairwise_f1(clusters(out), truth.person) >= 0.9
