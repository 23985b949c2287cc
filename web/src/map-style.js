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

export function mapStyle(tileJson, tileUrl) {
  const { bounds, minzoom, maxzoom } = tileJson;
  const parcels = { type: "vector", tiles: [tileUrl], minzoom, maxzoom };
  if (bounds) parcels.bounds = bounds;
  const nothing = { type: "FeatureCollection", features: [] };
  return {
    version: 8,
    sources: {
      parcels,
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
    ],
  };
}
