"""One measured linkage, in a process of its own: `parvis FILE OUT`, or `splink FILE OUT`.

Both read the same CSV and write `record_id,cluster_id`. Splink's model is the plain one that its
documentation leads to: its own comparisons of names, dates, addresses and contacts, trained
without labels, a match at probability 0.95.
"""

import sys
import warnings
from pathlib import Path
from time import perf_counter

import duckdb

from parvis.engines.duckdb.linker.link import link_people
from parvis.site.bench.children import peak_megabytes, tell

_KEYS = (("surname", "given"), ("dob", "given"), ("dob", "surname"), ("phone",), ("email",))
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
    connection.execute(_prepared(file))
    keys = [block_on(*key) for key in _KEYS]
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        blocking_rules_to_generate_predictions=keys,
        comparisons=[
            cl.NameComparison("given"), cl.NameComparison("surname"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.LevenshteinAtThresholds("address", [1, 3]), cl.ExactMatch("city"),
            cl.LevenshteinAtThresholds("phone", [1]), cl.EmailComparison("email"),
        ],
    )  # fmt: skip
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


def _prepared(file: Path) -> str:
    def plain(column: str) -> str:
        return f"nullif(lower(strip_accents(trim(\"{column}\"))), '')"

    return (
        "CREATE TABLE people AS SELECT record_id::BIGINT AS unique_id,"
        f" {plain('Nom')} AS surname, {plain('Prénom')} AS given,"
        f" nullif(\"Date de naissance\", '') AS dob, {plain('Adresse')} AS address,"
        f" {plain('Ville')} AS city, nullif(\"Téléphone\", '') AS phone,"
        f" {plain('Courriel')} AS email FROM read_csv('{file}', header = true, all_varchar = true)"
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
