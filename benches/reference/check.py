"""Measures one run of the reference beside `src/check.rs`: GEOS through shapely, on the same file.

usage: check.py FILE [--gap-width M | --overlaps]

By default `is_valid` and `coverage_invalid_edges`; with --overlaps an STRtree self-join of the predicate `overlaps`,
which is how people look for overlaps without a coverage check. Writes one line of JSON, the fields of `check::Run` and the versions.
"""
import argparse
import json
import platform
import time

import numpy
import shapely


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("file")
    arguments.add_argument("--gap-width", type=float, default=0.0)
    arguments.add_argument("--overlaps", action="store_true")
    options = arguments.parse_args()
    polygons = read(options.file)
    reset_peak()
    held_bytes, cpu_before, start = status_bytes("VmRSS:"), time.process_time(), time.perf_counter()
    found = overlaps(polygons) if options.overlaps else check(polygons, options.gap_width)
    run = {
        "parcels": len(polygons),
        "seconds": time.perf_counter() - start,
        "cpu_seconds": time.process_time() - cpu_before,
        "held_bytes": held_bytes,
        "peak_bytes": status_bytes("VmHWM:"),
        "versions": f"GEOS {shapely.geos_version_string} (shapely {shapely.__version__}, Python {platform.python_version()})",
    }
    print(json.dumps(run | found()))


def read(path):
    """The layout is described in `src/coverage_file.rs`."""
    count = int(numpy.fromfile(path, "<u8", 1)[0])
    offsets = numpy.fromfile(path, "<u8", count + 1, offset=8).astype(numpy.int64)
    coords = numpy.fromfile(path, "<f8", offset=8 * (count + 2)).reshape(-1, 2)
    one_ring_each = numpy.arange(count + 1)
    return shapely.from_ragged_array(shapely.GeometryType.POLYGON, coords, (offsets, one_ring_each))


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
