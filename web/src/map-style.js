// How the map looks. Land uses are grouped by the first code, as the 2024 land law's code list names them.

export const KINDS = [
  { codes: ["ODT", "ONT", "TMD", "SKC", "TSC", "DGD", "DYT", "DVH", "DTT", "TON", "TIN"], colour: "#f2c6a8" },
  { codes: ["LUC", "LUK", "LUN", "LUA"], colour: "#f1e8a6" },
  { codes: ["BHK", "NHK", "HNK", "CHN"], colour: "#e0e3a4" },
  { codes: ["CLN", "NKH"], colour: "#bfd8a0" },
  { codes: ["RSX", "RPH", "RDD"], colour: "#8fbd8f" },
  { codes: ["NTS", "SON", "MNC", "DTL"], colour: "#a9d0de" },
  { codes: ["DGT"], colour: "#d8d3c8" },
];
export const OTHER = "#ece4d2";
export const SMALL = "#9a6b3c";
// Findings by how grave they are; what was accepted is quiet.
export const SEVERITIES = [
  { severity: "error", colour: "#b3261e" },
  { severity: "warning", colour: "#d98200" },
  { severity: "note", colour: "#4a6fa5" },
];
export const ACCEPTED = "#7d8780";
export const FINDING_LAYERS = ["finding-shapes", "finding-outlines", "findings", "finding-counts"];

const landUse = ["slice", ["coalesce", ["get", "land_use"], ""], 0, 3];
const fill = ["match", landUse, ...KINDS.flatMap(({ codes, colour }) => [codes, colour]), OTHER];
// Public facts as surveyors write them on a sheet: the number over the area.
const label = [
  "step",
  ["zoom"],
  ["to-string", ["coalesce", ["get", "number"], ""]],
  17,
  [
    "format",
    ["to-string", ["coalesce", ["get", "number"], ""]],
    {},
    "\n",
    {},
    ["case", ["has", "area_m2"], ["number-format", ["get", "area_m2"], { locale: "vi-VN", "min-fraction-digits": 1, "max-fraction-digits": 1 }], ""],
    { "font-scale": 0.8 },
  ],
];

const grave = [
  "case",
  ["==", ["get", "state"], "accepted"],
  ACCEPTED,
  ["match", ["get", "severity"], ...SEVERITIES.flatMap(({ severity, colour }) => [severity, colour]), ACCEPTED],
];

export function mapStyle(tileJson, { parcelsUrl, findingsUrl, sheetsUrl }) {
  const { bounds, minzoom, maxzoom } = tileJson;
  const parcels = { type: "vector", tiles: [parcelsUrl], minzoom, maxzoom };
  const findings = { type: "vector", tiles: [findingsUrl], minzoom, maxzoom };
  const sheets = { type: "vector", tiles: [sheetsUrl], minzoom, maxzoom: 16 };
  if (bounds) parcels.bounds = findings.bounds = sheets.bounds = bounds;
  const nothing = { type: "FeatureCollection", features: [] };
  return {
    version: 8,
    sources: {
      parcels,
      findings,
      sheets,
      selected: { type: "geojson", data: nothing },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": "#f5f1e7" } },
      {
        id: "small-parcels",
        type: "fill",
        source: "parcels",
        "source-layer": "small_parcels",
        paint: {
          "fill-color": SMALL,
          "fill-opacity": ["interpolate", ["linear"], ["get", "parcels"], 1, 0.12, 60, 0.5],
        },
      },
      {
        id: "parcels",
        type: "fill",
        source: "parcels",
        "source-layer": "parcels",
        paint: { "fill-color": fill, "fill-opacity": 0.92, "fill-antialias": false },
      },
      {
        id: "parcel-under-pointer",
        type: "fill",
        source: "parcels",
        "source-layer": "parcels",
        paint: {
          "fill-color": "#22302a",
          "fill-opacity": ["case", ["boolean", ["feature-state", "hover"], false], 0.12, 0],
        },
      },
      {
        id: "borders",
        type: "line",
        source: "parcels",
        "source-layer": "parcels",
        minzoom: 12,
        layout: { "line-join": "round" },
        paint: {
          "line-color": "#6f6250",
          "line-opacity": ["interpolate", ["linear"], ["zoom"], 12, 0.25, 15, 0.8],
          "line-width": ["interpolate", ["exponential", 1.5], ["zoom"], 12, 0.3, 15, 0.7, 19, 1.6],
        },
      },
      {
        id: "sheets",
        type: "line",
        source: "sheets",
        "source-layer": "sheets",
        minzoom: 12,
        maxzoom: 18,
        paint: { "line-color": "#1f6f54", "line-opacity": 0.55, "line-width": 1.2, "line-dasharray": [4, 3] },
      },
      {
        id: "communes",
        type: "line",
        source: "sheets",
        "source-layer": "communes",
        maxzoom: 14,
        paint: { "line-color": "#1f6f54", "line-opacity": 0.7, "line-width": 1.8 },
      },
      {
        id: "finding-shapes",
        type: "fill",
        source: "findings",
        "source-layer": "finding_shapes",
        minzoom: 14,
        paint: { "fill-color": grave, "fill-opacity": 0.45 },
      },
      {
        id: "finding-outlines",
        type: "line",
        source: "findings",
        "source-layer": "finding_shapes",
        minzoom: 14,
        paint: { "line-color": grave, "line-width": 1.2 },
      },
      {
        id: "selected-ground",
        type: "fill",
        source: "selected",
        paint: { "fill-color": "#f08a3c", "fill-opacity": 0.28 },
      },
      {
        id: "selected-border",
        type: "line",
        source: "selected",
        layout: { "line-join": "round" },
        paint: { "line-color": "#c8501e", "line-width": 3 },
      },
      {
        id: "labels",
        type: "symbol",
        source: "parcels",
        "source-layer": "parcel_labels",
        minzoom: 14.5,
        layout: {
          "text-field": label,
          "text-font": ["Be Vietnam Pro"],
          "text-size": ["interpolate", ["linear"], ["zoom"], 15, 10.5, 19, 15],
          "text-line-height": 1.15,
          "text-padding": 3,
        },
        paint: { "text-color": "#2b2a25", "text-halo-color": "rgba(255, 253, 248, 0.9)", "text-halo-width": 1.2 },
      },
      {
        id: "sheet-names",
        type: "symbol",
        source: "sheets",
        "source-layer": "sheets",
        minzoom: 12,
        maxzoom: 14.5,
        layout: {
          "text-field": ["get", "sheet"],
          "text-font": ["Be Vietnam Pro"],
          "text-size": 13,
        },
        paint: { "text-color": "#1f6f54", "text-halo-color": "rgba(255, 253, 248, 0.9)", "text-halo-width": 1.4 },
      },
      {
        id: "findings",
        type: "circle",
        source: "findings",
        "source-layer": "findings",
        layout: {
          "circle-sort-key": ["match", ["get", "severity"], "error", 3, "warning", 2, 1],
        },
        paint: {
          "circle-color": grave,
          "circle-radius": ["interpolate", ["linear"], ["zoom"], 8, 3, 14, 5, 18, ["case", [">", ["get", "count"], 1], 9, 6]],
          "circle-stroke-color": "#fffdf8",
          "circle-stroke-width": 1.4,
        },
      },
      {
        id: "finding-counts",
        type: "symbol",
        source: "findings",
        "source-layer": "findings",
        minzoom: 16.5,
        filter: [">", ["get", "count"], 1],
        layout: {
          "text-field": ["to-string", ["get", "count"]],
          "text-font": ["Be Vietnam Pro"],
          "text-size": 10,
          "text-allow-overlap": true,
        },
        paint: { "text-color": "#ffffff" },
      },
    ],
  };
}
