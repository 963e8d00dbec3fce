"""One measured linkage, in a process of its own: `parvis FILE OUT`, or `splink FILE OUT`.

Both read the same CSV and write `record_id,cluster_id`. Splink's model is the plain one that its
documentation leads to: its own comparisons of names, dates, addresses and contacts, trained
without labels, a match at probability 0.95.
"""

import csv
import sys
import warnings
from collections.abc import Set
from pathlib import Path
from time import perf_counter

import duckdb

from parvis.engines.duckdb.linker.link import link_people
from parvis.site.bench.children import peak_megabytes, tell

_KEYS = (("surname", "given"), ("dob", "given"), ("dob", "surname"), ("phone",), ("email",),
         ("postcode", "given"), ("postcode", "surname"))  # fmt: skip
_COLUMNS = {
    "given": "Prénom", "surname": "Nom", "dob": "Date de naissance", "address": "Adresse",
    "city": "Ville", "phone": "Téléphone", "email": "Courriel",
    "birth_place": "Lieu de naissance", "postcode": "CP",
}  # fmt: skip
"""What is compared, by its header: what the file has of it."""

_AS_WRITTEN = frozenset({"dob", "phone"})
_MATCH = 0.95


def link_with_parvis(file: Path, out: Path) -> dict[str, tuple[float, float]]:
    """The whole of `parvis link`, and the intervals it says of itself."""
    report = link_people(file, out=out, progress=lambda done, label: None)
    told = {"precision": report.precision, "recall": report.recall}
    return {name: (estimate.low, estimate.high) for name, estimate in told.items()}


def link_with_splink(file: Path, out: Path) -> dict[str, tuple[float, float]]:
    """Splink on the same file, its text in lower case without accents."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    warnings.simplefilter("ignore")
    connection = duckdb.connect(config={"threads": "2"})
    told = _told(file)
    connection.execute(_prepared(file, told))
    keys = [block_on(*key) for key in _KEYS if told.issuperset(key)]
    compared = {
        "given": cl.NameComparison("given"), "surname": cl.NameComparison("surname"),
        "dob": cl.DateOfBirthComparison("dob", input_is_string=True),
        "address": cl.LevenshteinAtThresholds("address", [1, 3]), "city": cl.ExactMatch("city"),
        "phone": cl.LevenshteinAtThresholds("phone", [1]), "email": cl.EmailComparison("email"),
        "birth_place": cl.LevenshteinAtThresholds("birth_place", [1, 3]),
        "postcode": cl.LevenshteinAtThresholds("postcode", [1]),
    }  # fmt: skip
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        blocking_rules_to_generate_predictions=keys,
        comparisons=[comparison for name, comparison in compared.items() if name in told],
    )
    api = DuckDBAPI(connection=connection)
    linker = Linker(api.register("people", dataset_display_name="people_in"), settings)
    training = linker.training
    training.estimate_probability_two_random_records_match(keys[:1], recall=0.7)
    training.estimate_u_using_random_sampling(max_pairs=3e6)
    for key in keys[:3]:
        training.estimate_parameters_using_expectation_maximisation(key)
    scored = linker.inference.predict(threshold_match_probability=_MATCH)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(scored, _MATCH)
    connection.execute(
        f"COPY (SELECT unique_id AS record_id, cluster_id FROM {clusters.physical_name}"
        f" ORDER BY unique_id) TO '{out}' (HEADER)"
    )
    return {}


def _told(file: Path) -> set[str]:
    with file.open(encoding="utf-8", newline="") as source:
        headers = next(csv.reader(source))
    return {name for name, header in _COLUMNS.items() if header in headers}


def _prepared(file: Path, told: Set[str]) -> str:
    def plain(name: str) -> str:
        text = f'"{_COLUMNS[name]}"'
        if name not in _AS_WRITTEN:
            text = f"lower(strip_accents(trim({text})))"
        return f"nullif({text}, '') AS {name}"

    columns = ", ".join(plain(name) for name in _COLUMNS if name in told)
    return (
        f"CREATE TABLE people AS SELECT record_id::BIGINT AS unique_id, {columns}"
        f" FROM read_csv('{file}', header = true, all_varchar = true)"
    )


def main() -> None:
    """Measure the linker named by the first argument."""
    linker = {"parvis": link_with_parvis, "splink": link_with_splink}[sys.argv[1]]
    file, out = Path(sys.argv[2]), Path(sys.argv[3])
    started = perf_counter()
    said = linker(file, out)
    tell(seconds=perf_counter() - started, megabytes=peak_megabytes(), **said)


if __name__ == "__main__":
    main()
