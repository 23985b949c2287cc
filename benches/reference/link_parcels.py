"""Measures one run of the reference beside `src/link_parcels.rs`: splink on DuckDB, on the same rows, parcels and pairs.

usage: link_parcels.py FOLDER [--threads N]

The folder is one that `thuadat-benches make-parcel-records` wrote. Writes one line of JSON, the fields of
`link_persons::Linked` and the versions. What is timed is learning and scoring; records stand in DuckDB's memory before.
"""
import argparse
import json
import logging
import time

import duckdb
import splink
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from link_persons import judged


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder")
    arguments.add_argument("--threads", type=int, default=2)
    options = arguments.parse_args()
    logging.getLogger("splink").setLevel(logging.ERROR)
    connection = duckdb.connect()
    connection.execute(f"set threads = {options.threads}")
    for table in ["rows", "parcels"]:
        connection.execute(
            f"create table {table} as select '{table}-' || row_number() over () as unique_id, section, number, "
            "cast(area_m2 as double) as area_m2, cast(floor(area_m2) as bigint) as area_whole, "
            "cast(floor(area_m2 / 100) as bigint) as area_band, true_key "
            f"from read_csv('{options.folder}/{table}.csv', header=true, all_varchar=false, "
            "types={'section': 'VARCHAR', 'number': 'VARCHAR', 'true_key': 'VARCHAR', 'area_m2': 'DOUBLE'})"
        )
    api = DuckDBAPI(connection=connection)
    start = time.perf_counter()
    linker = Linker([api.register("rows"), api.register("parcels")], settings(), log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match([block_on("section", "number")], recall=0.65)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for columns in [("section", "number"), ("area_whole",)]:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*columns))
    scored = linker.inference.predict()
    pairs = connection.sql(
        f"select match_probability, unique_id_l, unique_id_r from {scored.physical_name}"
    ).fetchall()
    seconds = time.perf_counter() - start
    keys = dict(connection.sql(
        "select unique_id, true_key from rows union all select unique_id, true_key from parcels"
    ).fetchall())
    true = connection.sql("select count(*) from rows join parcels using (true_key)").fetchall()[0][0]
    print(json.dumps({
        "seconds": seconds,
        "pairs": len(pairs),
        **judged([(score, keys[a] == keys[b]) for score, a, b in pairs], true),
        "versions": f"splink {splink.__version__}, DuckDB {duckdb.__version__}",
    }))


def settings():
    text = lambda column: comparisons.DamerauLevenshteinAtThresholds(column, [1, 2]).configure(
        term_frequency_adjustments=True
    )
    within = lambda part: levels.CustomLevel(
        f"abs(area_m2_l - area_m2_r) <= {part} * greatest(area_m2_l, area_m2_r)", f"within {part}"
    )
    area = comparisons.CustomComparison(
        [
            levels.NullLevel("area_m2"),
            levels.CustomLevel("abs(area_m2_l - area_m2_r) <= 0.5", "same"),
            within(0.01),
            within(0.05),
            within(0.25),
            levels.ElseLevel(),
        ],
        output_column_name="area_m2",
    )
    return SettingsCreator(
        link_type="link_only",
        comparisons=[text("section"), text("number"), area],
        blocking_rules_to_generate_predictions=[
            block_on("section", "number"), block_on("area_whole"), block_on("section", "area_band"),
        ],
        retain_matching_columns=False,
    )


if __name__ == "__main__":
    main()
