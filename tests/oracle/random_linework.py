"""Makes random line drawings and writes them down with the faces GEOS finds in them.

    python3 -m venv .venv && .venv/bin/pip install 'shapely==2.2.*'
    .venv/bin/python tests/oracle/random_linework.py > data/cases/random-linework.json

The same seeds give the same drawings in every version of Python; the answers are those of the GEOS that shapely carries,
whose version is written into the file. The test `differential::random_linework` holds thuadat against it. Nothing but
this script needs Python.

Half of the drawings are segments anywhere on a grid of millimetres, which cross at points that are on no grid; the other
half are level, upright and diagonal segments between whole metres, which often touch, meet in one point and lie on each
other.

The file is one JSON object: `geos`, and `drawings`, one a line:

    seed    names the drawing
    lines   each a flat list x, y, x, y in millimetres
    areas   of the faces that the lines enclose, in square metres, ascending
"""

import json
import random

import shapely
from shapely.geometry import LineString

DRAWINGS = 300


def anywhere(rng):
    count = rng.randint(4, 40)
    return [[rng.randint(0, 1_000_000) for _ in range(4)] for _ in range(count)]


def on_a_grid(rng):
    lines = []
    for _ in range(rng.randint(4, 30)):
        x, y, length = rng.randint(0, 10), rng.randint(0, 10), rng.randint(1, 10)
        dx, dy = rng.choice([(1, 0), (0, 1), (1, 1), (1, -1)])
        ends = [x, y, x + dx * length, y + dy * length]
        if rng.random() < 0.5:
            ends = ends[2:] + ends[:2]
        lines.append([1000 * end for end in ends])
    return lines


def drawing(seed):
    rng = random.Random(seed)
    lines = anywhere(rng) if seed % 2 else on_a_grid(rng)
    metres = [LineString([(x / 1000, y / 1000), (u / 1000, v / 1000)]) for x, y, u, v in lines]
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(metres)]))
    areas = sorted(round(face.area, 4) for face in faces)
    return {"seed": seed, "lines": lines, "areas": areas}


print('{"geos": "%s", "drawings": [' % ".".join(map(str, shapely.geos_version)))
print(",\n".join(json.dumps(drawing(seed), separators=(",", ":")) for seed in range(DRAWINGS)))
print("]}")
