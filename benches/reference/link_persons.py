"""Measures one run of the reference beside `src/link_persons.rs`: splink on DuckDB, on the same records and pairs.

usage: link_persons.py FILE [OTHER] [--threads N]

With one file, which of its records are of one person; with two, which of the second are of a person of the first. Writes
one line of JSON, the fields of `link_persons::Linked` and the versions. What is timed is learning and scoring; records
stand in DuckDB's memory before.
"""
import argparse
import json
import logging
import re
import time

import duckdb
import splink
import splink.comparison_library as comparisons
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

COLUMNS = [
    "rec_id", "given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state",
    "date_of_birth", "soc_sec_id",
]
# The same rules, in the same order, as BLOCKS of `src/link_persons.rs`.
BLOCKS = [("soc_sec_id",), ("date_of_birth",), ("surname", "postcode"), ("given_name", "suburb")]
LEARNED_FROM = [("date_of_birth",), ("surname", "postcode")]
NAME = [0.92, 0.88, 0.7]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("files", nargs="+")
    arguments.add_argument("--threads", type=int, default=2)
    options = arguments.parse_args()
    logging.getLogger("splink").setLevel(logging.ERROR)
    connection = duckdb.connect()
    connection.execute(f"set threads = {options.threads}")
    tables = [read(connection, path, name) for path, name in zip(options.files, ["one", "other"])]
    api = DuckDBAPI(connection=connection)
    start = time.perf_counter()
    linker = Linker([api.register(table) for table in tables], settings(len(tables)), log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match([block_on("soc_sec_id")], recall=0.9)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for columns in LEARNED_FROM:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*columns))
    scored = linker.inference.predict()
    rows = connection.sql(
        f"select match_probability, unique_id_l, unique_id_r from {scored.physical_name}"
    ).fetchall()
    seconds = time.perf_counter() - start
    print(json.dumps({
        "seconds": seconds,
        "pairs": len(rows),
        **judged([(score, person(a) == person(b)) for score, a, b in rows], all_true(connection, tables)),
        "versions": f"splink {splink.__version__}, DuckDB {duckdb.__version__}",
    }))


def read(connection, path, table):
    names = ", ".join(f"'{column}'" for column in COLUMNS)
    wanted = ", ".join(
        ("trim(rec_id) as unique_id" if column == "rec_id" else f"nullif(trim({column}), '') as {column}")
        for column in COLUMNS
    )
    connection.execute(
        f"create table {table} as select {wanted} from read_csv('{path}', header=false, skip=1, names=[{names}], "
        "all_varchar=true, compression='gzip', delim=',')"
    )
    return table


def settings(tables):
    name = lambda column: comparisons.JaroWinklerAtThresholds(column, NAME)
    number = lambda column: comparisons.DamerauLevenshteinAtThresholds(column, [1, 2])
    return SettingsCreator(
        link_type="dedupe_only" if tables == 1 else "link_only",
        comparisons=[
            name("given_name").configure(term_frequency_adjustments=True),
            name("surname").configure(term_frequency_adjustments=True),
            number("street_number"),
            name("address_1").configure(term_frequency_adjustments=True),
            name("suburb").configure(term_frequency_adjustments=True),
            number("postcode").configure(term_frequency_adjustments=True),
            comparisons.ExactMatch("state"),
            number("date_of_birth"),
            number("soc_sec_id"),
        ],
        blocking_rules_to_generate_predictions=[block_on(*columns) for columns in BLOCKS],
        retain_matching_columns=False,
    )


def person(record):
    """Records of one person share a number: `rec-12-org`, `rec-12-dup-0`."""
    return re.match(r"rec-(\d+)-", record).group(1)


def all_true(connection, tables):
    persons = [[person(row[0]) for row in connection.sql(f"select unique_id from {t}").fetchall()] for t in tables]
    count = lambda people: {one: people.count(one) for one in set(people)}
    if len(tables) == 1:
        return sum(times * (times - 1) // 2 for times in count(persons[0]).values())
    first, second = count(persons[0]), count(persons[1])
    return sum(times * second.get(one, 0) for one, times in first.items())


def judged(scores, true):
    """What is found at a probability of a half, and the best F1 of any threshold."""
    found = [is_true for score, is_true in scores if score >= 0.5]
    hits, best, right = sum(found), 0.0, 0
    for rank, (_, is_true) in enumerate(sorted(scores, key=lambda it: -it[0]), 1):
        right += is_true
        best = max(best, 2 * right / (rank + true))
    return {
        "true_pairs": true,
        "precision": hits / max(len(found), 1),
        "recall": hits / true,
        "f1": 2 * hits / (len(found) + true),
        "best_f1": best,
    }


if __name__ == "__main__":
    main()
