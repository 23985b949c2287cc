"""Writes real parcels as a file for both sides; the layout is described in `src/coverage_file.rs`.

usage: extract.py OUT FILE...

The files are GeoJSON, gzipped or not. Only polygons are taken; of a file that tells originals from cut copies in a column
`type`, only originals. Degrees become metres by plain scaling about the middle of the file (the sphere's radius, and the
cosine of the middle latitude for eastings), so that equal vertices stay equal; metres stay as they are. Either way the
lower left corner is moved to (0, 0). Several files are put side by side, a kilometre apart. Writes one line of JSON.
"""
import argparse
import gzip
import json
import math

import numpy

RADIUS_M = 6_371_008.8
APART_M = 1000.0


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("out")
    arguments.add_argument("files", nargs="+")
    options = arguments.parse_args()
    parcels, east = [], 0.0
    for file in options.files:
        own = read(file)
        rings = [ring for parcel in own for polygon in parcel for ring in polygon]
        to_metres(rings, east)
        east = max(ring[:, 0].max() for ring in rings) + APART_M
        parcels += own
    write(options.out, parcels)
    print(json.dumps({"parcels": len(parcels)}))


def read(path):
    """The parcels of a file, each a list of polygons, each a list of rings."""
    opened = gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(path, encoding="utf-8")
    with opened as file:
        features = json.load(file)["features"]
    parcels = []
    for feature in features:
        geometry = feature["geometry"] or {}
        if feature["properties"].get("type", "original") != "original":
            continue
        polygons = {"Polygon": lambda it: [it], "MultiPolygon": lambda it: it}.get(geometry.get("type"))
        if polygons:
            coordinates = polygons(geometry["coordinates"])
            parcels.append([[numpy.array(ring, "f8")[:, :2] for ring in polygon] for polygon in coordinates])
    return parcels


def to_metres(rings, east):
    every = numpy.concatenate(rings)
    low, high = every.min(axis=0), every.max(axis=0)
    is_degrees = abs(every[:, 0]).max() <= 180 and abs(every[:, 1]).max() <= 90
    degree_m = math.radians(RADIUS_M)
    scale = numpy.array([math.cos(math.radians((low[1] + high[1]) / 2)), 1.0]) * degree_m if is_degrees else 1.0
    for ring in rings:
        ring[:] = (ring - low) * scale + [east, 0.0]


def write(path, parcels):
    polygons = [polygon for parcel in parcels for polygon in parcel]
    rings = [ring for polygon in polygons for ring in polygon]
    starts = [numpy.cumsum([0] + [len(part) for part in whole]) for whole in (parcels, polygons, rings)]
    with open(path, "wb") as file:
        numpy.array([len(parcels), len(polygons), len(rings)], "<u8").tofile(file)
        for numbers in starts:
            numbers.astype("<u8").tofile(file)
        numpy.concatenate(rings).astype("<f8").tofile(file)


main()
