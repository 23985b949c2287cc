"""Measures one run of the reference beside `src/check.rs`: GEOS through shapely, on the same file.

usage: check.py FILE [--rounds N] [--gap-width M | --overlaps]

By default `is_valid` and `coverage_invalid_edges`; with --overlaps an STRtree self-join of the predicate `overlaps`,
which is how people look for overlaps without a coverage check. With --rounds that many times over; times are medians.
Writes one line of JSON, the fields of `check::Run` and the versions.
"""
import argparse
import json
import platform
import statistics
import time

import numpy
import shapely


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("file")
    arguments.add_argument("--gap-width", type=float, default=0.0)
    arguments.add_argument("--overlaps", action="store_true")
    arguments.add_argument("--rounds", type=int, default=1)
    options = arguments.parse_args()
    polygons = read(options.file)
    reset_peak()
    held_bytes = status_bytes("VmRSS:")
    seconds, cpu_seconds = [], []
    for _ in range(options.rounds):
        cpu_before, start = time.process_time(), time.perf_counter()
        found = overlaps(polygons) if options.overlaps else check(polygons, options.gap_width)
        seconds.append(time.perf_counter() - start)
        cpu_seconds.append(time.process_time() - cpu_before)
    run = {
        "parcels": len(polygons),
        "vertices": int(shapely.get_num_coordinates(polygons).sum()),
        "seconds": statistics.median_low(seconds),
        "cpu_seconds": statistics.median_low(cpu_seconds),
        "held_bytes": held_bytes,
        "peak_bytes": status_bytes("VmHWM:"),
        "versions": f"GEOS {shapely.geos_version_string} (shapely {shapely.__version__}, Python {platform.python_version()})",
    }
    print(json.dumps(run | found()))


def read(path):
    """The layout is described in `src/coverage_file.rs`."""
    counts = numpy.fromfile(path, "<u8", 3).astype(int)
    starts, offset = [], counts.nbytes
    for count in counts:
        starts.append(numpy.fromfile(path, "<u8", count + 1, offset=offset).astype(numpy.int64))
        offset += 8 * (count + 1)
    parcels, polygons, rings = starts
    coords = numpy.fromfile(path, "<f8", offset=offset).reshape(-1, 2)
    singles = shapely.from_ragged_array(shapely.GeometryType.POLYGON, coords, (rings, polygons))
    if len(singles) == len(parcels) - 1:
        return singles
    several = shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, coords, (rings, polygons, parcels))
    is_single = numpy.diff(parcels) == 1
    several[is_single] = singles[parcels[:-1][is_single]]
    return several


def check(polygons, gap_width):
    valid = shapely.is_valid(polygons)
    edges = shapely.coverage_invalid_edges(polygons, gap_width=gap_width)
    # Counting is not part of the work.
    return lambda: {"invalid": int((~valid).sum()), "misfits": int((~shapely.is_empty(edges)).sum())}


def overlaps(polygons):
    tree = shapely.STRtree(polygons)
    one, other = tree.query(polygons, predicate="overlaps")
    return lambda: {"misfits": len(numpy.unique(one[one != other]))}


def reset_peak():
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")


def status_bytes(field):
    with open("/proc/self/status") as file:
        line = next(line for line in file if line.startswith(field))
    return int(line.split()[1]) * 1024


main()
