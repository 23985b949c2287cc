"""Makes random disturbed coverages and writes them down with what GEOS says of them.

    python3 -m venv .venv && .venv/bin/pip install 'shapely==2.2.*'
    .venv/bin/python tests/oracle/random_coverages.py > data/cases/random-coverages.json

The same seeds give the same coverages in every version of Python; the answers are those of the GEOS that shapely
carries, whose version is written into the file. The test `differential::random_coverages` holds thuadat against it.
Nothing but this script needs Python.

A coverage starts as a grid of parcels that fit together vertex for vertex, with bent edges. Then some of them are
disturbed, one way or several: see DISTURBANCES. Half of the coverages stand on coarse whole numbers (metres), where
edges often touch, run along each other and meet in one point; the other half on the lattice of a tenth of a
millimetre, where they nearly do.

The file is one JSON object: `geos`, `step_m` (the lattice), and `coverages`, one a line:

    seed        names the coverage
    unit_m      metres one unit of the coordinates stands for
    parcels     each a list of polygons, each a list of rings, each a flat list x, y, x, y, … without closing point
    disturbed   what was done to it
    invalid     positions of the parcels that are not valid (`is_valid`)

and, where all parcels are valid, since GEOS promises nothing for others:

    edges       positions of the parcels with invalid edges (`coverage_invalid_edges`)
    overlaps    [first, second, area, width, relation]: every pair with common ground; relation is "equals", "within"
                (the first in the second), "contains" or "overlaps"
    gaps        [area, width]: each piece of ground enclosed by parcels and covered by none

Areas are in square units, widths (the diameter of the largest circle inside) in units, to 1 %.
"""

import json
import math
import random
import sys

import shapely
from shapely.geometry import MultiPolygon, Polygon, box

COVERAGES = 400
STEP_M = 0.0001


def grid(rng, count, step, jitter, cuts):
    """count × count parcels; each edge is cut in `cuts`, bent a little, the same for both neighbours."""
    nodes = {
        (i, j): (i * step + rng.randint(-jitter, jitter), j * step + rng.randint(-jitter, jitter))
        for i in range(count + 1)
        for j in range(count + 1)
    }
    bend = max(1, jitter // 3)

    def between(a, b):
        return [
            tuple(p + (q - p) * k // cuts + rng.randint(-bend, bend) for p, q in zip(a, b)) for k in range(1, cuts)
        ]

    across = {k: between(nodes[k], nodes[k[0] + 1, k[1]]) for k in nodes if k[0] < count}
    up = {k: between(nodes[k], nodes[k[0], k[1] + 1]) for k in nodes if k[1] < count}
    for i in range(count):
        for j in range(count):
            yield [
                [
                    [nodes[i, j], *across[i, j], nodes[i + 1, j], *up[i + 1, j], nodes[i + 1, j + 1]]
                    + [*across[i, j + 1][::-1], nodes[i, j + 1], *up[i, j][::-1]]
                ]
            ]


# A disturbance changes `parcels` in place. `p` is the position of a parcel, `size` how far things are moved.


def shell(parcels, p):
    return parcels[p][0][0]


def move_vertex(rng, parcels, p, size):
    ring = shell(parcels, p)
    at = rng.randrange(len(ring))
    ring[at] = tuple(c + rng.randint(-size, size) for c in ring[at])


def move_common_vertex(rng, parcels, p, size):
    """Of all parcels that have it: what fitted still fits."""
    old = rng.choice(shell(parcels, p))
    new = tuple(c + rng.randint(-size, size) for c in old)
    for parcel in parcels:
        for polygon in parcel:
            for ring in polygon:
                ring[:] = [new if point == old else point for point in ring]


def drop_vertex(rng, parcels, p, size):
    ring = shell(parcels, p)
    if len(ring) > 4:
        del ring[rng.randrange(len(ring))]


def add_vertex(rng, parcels, p, size):
    """In the middle of an edge, exactly on it where the numbers allow."""
    ring = shell(parcels, p)
    at = rng.randrange(len(ring))
    a, b = ring[at], ring[(at + 1) % len(ring)]
    ring.insert(at + 1, tuple((x + y) // 2 for x, y in zip(a, b)))


def move_parcel(rng, parcels, p, size):
    dx, dy = rng.randint(-size, size), rng.randint(-size, size)
    parcels[p] = moved(parcels[p], lambda x, y: (x + dx, y + dy))


def move_along(rng, parcels, p, size):
    """Along one axis only, so that edges across it run along themselves."""
    most = rng.choice([2, size])
    dx = rng.randint(-most, most)
    parcels[p] = moved(parcels[p], lambda x, y: (x + dx, y))


def moved(parcel, way):
    return [[[way(x, y) for x, y in ring] for ring in polygon] for polygon in parcel]


def double(rng, parcels, p, size):
    parcels.append(moved(parcels[p], lambda x, y: (x, y)))


def shrunken(ring, share):
    cx, cy = (sum(c) / len(ring) for c in zip(*ring))
    return [(round(cx + (x - cx) * share), round(cy + (y - cy) * share)) for x, y in ring]


def put_inside(rng, parcels, p, size):
    parcels.append([[shrunken(shell(parcels, p), rng.choice([0.3, 0.5, 0.8]))]])


def dig_hole(rng, parcels, p, size):
    """A hole; empty, filled exactly, or filled by something that was disturbed on the way."""
    hole = shrunken(shell(parcels, p), rng.choice([0.2, 0.4]))
    parcels[p][0].append(hole[::-1])
    if rng.random() < 0.7:
        parcels.append([[list(hole)]])
        if rng.random() < 0.5:
            rng.choice([move_vertex, drop_vertex, add_vertex, move_along])(rng, parcels, len(parcels) - 1, size)


def island_in_gap(rng, parcels, p, size):
    """The parcel goes; a smaller one stands alone in its place."""
    parcels[p] = [[shrunken(shell(parcels, p), 0.5)]]


def remove(rng, parcels, p, size):
    if len(parcels) > 2:
        del parcels[p]


def cut_sliver(rng, parcels, p, size):
    """A sliver along an edge becomes a parcel of its own, cut off well or badly."""
    ring = shell(parcels, p)
    at = rng.randrange(len(ring))
    a, b = ring[at], ring[(at + 1) % len(ring)]
    cx, cy = (sum(c) // len(ring) for c in zip(*ring))
    length = max(1, math.isqrt((cx - a[0]) ** 2 + (cy - a[1]) ** 2))
    width = rng.choice([2, size])
    tip = ((a[0] + b[0]) // 2 + (cx - a[0]) * width // length, (a[1] + b[1]) // 2 + (cy - a[1]) * width // length)
    parcels.append([[[a, b, tip]]])
    if rng.random() < 0.7:
        ring.insert(at + 1, tip)


def narrow(rng, parcels, p, size):
    """Every vertex comes a little inwards: a gap all around."""
    parcels[p] = [[shrunken(shell(parcels, p), 1 - rng.choice([1, 3, 10]) / 100)]]


def join_parts(rng, parcels, p, size):
    """Two parcels become one of two parts, which may touch or share an edge."""
    other = rng.randrange(len(parcels))
    if other != p:
        parcels[p].extend(parcels[other])
        del parcels[other]


def swap_corners(rng, parcels, p, size):
    """Crosses itself, as a rule."""
    ring = shell(parcels, p)
    a, b = rng.randrange(len(ring)), rng.randrange(len(ring))
    ring[a], ring[b] = ring[b], ring[a]


DISTURBANCES = [
    move_vertex,
    move_vertex,
    move_common_vertex,
    drop_vertex,
    add_vertex,
    move_parcel,
    move_along,
    double,
    put_inside,
    dig_hole,
    dig_hole,
    island_in_gap,
    remove,
    cut_sliver,
    narrow,
    join_parts,
]


def coverage(seed):
    rng = random.Random(seed)
    fine = seed % 2 == 1
    step, jitter, sizes = (200_000, 30_000, [2, 30, 300, 3_000, 60_000]) if fine else (20, 3, [2, 8, 25])
    parcels = list(grid(rng, rng.randint(2, 4), step, jitter, rng.randint(1, 3)))
    disturbances = DISTURBANCES + [swap_corners] * (seed % 5 == 0) * 8
    done = []
    for _ in range(rng.randint(0, 5)):
        disturb = rng.choice(disturbances)
        done.append(disturb.__name__)
        disturb(rng, parcels, rng.randrange(len(parcels)), rng.choice(sizes))
    rng.shuffle(parcels)
    return {
        "seed": seed,
        "unit_m": STEP_M if fine else 1,
        "disturbed": done,
        "parcels": [[[[c for point in ring for c in point] for ring in polygon] for polygon in p] for p in parcels],
    }


def shape(parcel):
    polygons = [Polygon(rings[0], rings[1:]) for rings in ([list(zip(r[::2], r[1::2])) for r in q] for q in parcel)]
    return polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)


def polygons_of(geometry):
    return [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon" and part.area > 0]


def width(geometry, step):
    """The diameter of the largest circle inside. Bounded from below by twice the area over the outline, it need only be
    searched where that is near the step of the lattice."""
    widths = []
    for polygon in polygons_of(geometry):
        least = 2 * polygon.area / polygon.length
        if 0.1 * step < least <= 2 * step:
            least = 2 * shapely.maximum_inscribed_circle(polygon, step / 200).length
        widths.append(least)
    return float(f"{max(widths, default=0):.3g}")


def relation(one, other):
    if one.equals(other):
        return "equals"
    if other.covers(one):
        return "within"
    return "contains" if one.covers(other) else "overlaps"


def answers(case):
    shapes = [shape(parcel) for parcel in case["parcels"]]
    step = STEP_M / case["unit_m"]
    case["invalid"] = [at for at, it in enumerate(shapes) if not it.is_valid]
    if case["invalid"]:
        return case
    case["edges"] = [at for at, it in enumerate(shapely.coverage_invalid_edges(shapes)) if not it.is_empty]
    case["overlaps"] = []
    for j, other in enumerate(shapes):
        for i, one in enumerate(shapes[:j]):
            common = one.intersection(other)
            if common.area > 0:
                overlap = [i, j, round(common.area, 9), width(common, step), relation(one, other)]
                case["overlaps"].append(overlap)
    union = shapely.union_all(shapes)
    frame = box(*union.bounds).buffer(10, join_style="mitre")
    gaps = [it for it in polygons_of(frame.difference(union)) if not it.intersects(frame.exterior)]
    case["gaps"] = sorted([round(gap.area, 9), width(gap, step)] for gap in gaps)
    return case


def main():
    cases = [answers(coverage(seed)) for seed in range(COVERAGES)]
    version = ".".join(map(str, shapely.geos_version))
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    sys.stdout.write(f'{{"geos":"{version}","step_m":{STEP_M},"coverages":[\n{lines}\n]}}\n')


main()
