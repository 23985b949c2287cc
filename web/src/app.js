// The map page: parcels to look at, to search and to click. Talks to nothing but the public addresses of its own server.

import { Map as WebMap, NavigationControl, ScaleControl, AttributionControl, setWorkerUrl } from "./maplibre-gl.mjs";
import { KINDS, OTHER, SMALL, mapStyle } from "./map-style.js";
import { WORDS, number } from "./words.js";

const root = new URL(".", document.baseURI);
const address = (path) => new URL(path, root).href;
const element = (id) => document.getElementById(id);

setWorkerUrl(address("viewer/maplibre-gl-worker.mjs"));

let language = chosenLanguage();
let selected = null;
let map = null;

start();

async function start() {
  speak();
  element("legend").open = globalThis.innerWidth > 640 && globalThis.innerHeight > 700;
  element("language").addEventListener("click", changeLanguage);
  element("search").addEventListener("submit", search);
  const tileJson = await answer("tiles/parcels");
  if (!tileJson) return;
  // Labels are drawn letter by letter from the font of the page, which must be there first.
  await Promise.allSettled([
    document.fonts.load('400 24px "Be Vietnam Pro"', "Aa0"),
    document.fonts.load('400 24px "Be Vietnam Pro"', "ờử"),
  ]);
  map = new WebMap({
    container: "map",
    style: mapStyle(tileJson, `${address("tiles/parcels/")}{z}/{x}/{y}`),
    bounds: tileJson.bounds,
    fitBoundsOptions: { padding: padding() },
    hash: "map",
    maxZoom: 21,
    minZoom: 4,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({ maxWidth: 140, unit: "metric" }), "bottom-right");
  map.addControl(new AttributionControl({ compact: false, customAttribution: "thuadat · MapLibre" }), "bottom-right");
  map.on("click", "parcels", (event) => select(event.features[0].id));
  followPointer();
  globalThis.thuadat = { map };
}

function padding() {
  const isWide = globalThis.innerWidth > 640;
  return isWide ? { top: 40, bottom: 40, left: 380, right: 40 } : { top: 30, bottom: 300, left: 20, right: 20 };
}

function followPointer() {
  let under = null;
  const mark = (id, hover) =>
    map.setFeatureState({ source: "parcels", sourceLayer: "parcels", id }, { hover });
  const leave = () => {
    if (under !== null) mark(under, false);
    under = null;
    map.getCanvas().style.cursor = "";
  };
  map.on("mousemove", "parcels", (event) => {
    const { id } = event.features[0];
    if (id === under) return;
    leave();
    under = id;
    mark(id, true);
    map.getCanvas().style.cursor = "pointer";
  });
  map.on("mouseleave", "parcels", leave);
}

// ---------------------------------------------------------------------------------------------------------------------
// Search

async function search(event) {
  event.preventDefault();
  const words = WORDS[language];
  const query = element("query").value.trim();
  if (!query) return;
  const found = await answer(`search?q=${encodeURIComponent(query)}`);
  if (!found) return;
  const { features } = found;
  tell(features.length === 0 ? words.nothing : features.length > 1 ? words.many(features.length) : "");
  element("results").replaceChildren(...(features.length > 1 ? features.map(result) : []));
  if (features.length === 1) show(features[0], true);
}

function result(feature) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.append(text("span", nameOf(feature)), text("span", feature.properties.commune_name ?? ""));
  button.addEventListener("click", () => show(feature, true));
  item.append(button);
  return item;
}

// ---------------------------------------------------------------------------------------------------------------------
// One parcel

async function select(id) {
  const feature = await answer(`ogc/collections/parcels/items/${id}?f=json`);
  if (feature) show(feature, false);
}

async function show(feature, isToMove) {
  selected = feature;
  map?.getSource("selected")?.setData(feature);
  drawCard(feature);
  if (isToMove && feature.geometry) map?.fitBounds(boundsOf(feature.geometry), { padding: padding(), maxZoom: 18.5, duration: 600 });
  const [native, neighbours] = await Promise.all([nativeOf(feature), neighboursOf(feature)]);
  if (selected !== feature) return;
  drawNeighbours(neighbours);
  drawCorners(native);
}

function drawCard(feature) {
  const words = WORDS[language];
  const { properties } = feature;
  const card = element("parcel");
  const close = text("button", "×");
  close.type = "button";
  close.className = "close";
  close.ariaLabel = words.close;
  close.addEventListener("click", unselect);
  const where = [properties.sheet ? words.sheet(properties.sheet) : null, properties.commune_name ?? properties.commune];
  const area = (value) => (value === null ? null : `${number(value, language)} m²`);
  const facts = [
    [words.area, area(properties.area_m2)],
    [words.areaRecorded, area(properties.area_recorded_m2)],
    [words.landUse, properties.land_use],
    [words.classOf, properties.class],
    [words.begun, properties.begun_at?.slice(0, 10).split("-").reverse().join("/")],
  ].filter(([, value]) => value);
  const list = document.createElement("dl");
  for (const [name, value] of facts) list.append(text("dt", name), text("dd", value));
  const place = text("p", where.filter(Boolean).join(" · "));
  place.className = "where";
  const more = document.createElement("div");
  more.id = "more";
  const note = text("p", words.note);
  note.className = "note";
  card.replaceChildren(close, text("h2", words.parcel(properties.number ?? words.unknown)), place, list, more, note);
  card.hidden = false;
}

function unselect() {
  selected = null;
  element("parcel").hidden = true;
  map?.getSource("selected")?.setData({ type: "FeatureCollection", features: [] });
  element("query").focus();
}

async function neighboursOf({ properties }) {
  const { commune, sheet, number: parcel } = properties;
  if (!parcel) return [];
  const parts = [commune, sheet, parcel].map((part) => encodeURIComponent(part ?? "-"));
  const found = await answer(`parcels/${parts.join("/")}/neighbours`);
  return found?.features ?? [];
}

function drawNeighbours(features) {
  if (features.length === 0) return;
  const chips = document.createElement("div");
  chips.className = "chips";
  for (const feature of features) {
    const button = text("button", nameOf(feature));
    button.type = "button";
    button.title = `${number(feature.properties.shared_border_m, language, 2)} m`;
    button.addEventListener("click", () => show(feature, false));
    chips.append(button);
  }
  element("more").append(text("h3", WORDS[language].neighbours), chips);
}

// Corners in the coordinates the parcel was measured in.
async function nativeOf(feature) {
  const collection = await answer("ogc/collections/parcels?f=json");
  const crs = collection?.storageCrs;
  if (!crs) return null;
  const native = await answer(`ogc/collections/parcels/items/${feature.id}?f=json&crs=${encodeURIComponent(crs)}`);
  return native && { crs: crs.split("/").pop(), geometry: native.geometry };
}

function drawCorners(native) {
  if (!native?.geometry) return;
  const words = WORDS[language];
  // People begin in the north-west and go clockwise.
  const ring = native.geometry.coordinates[0][0].slice(0, -1).reverse();
  const least = ring.reduce((best, at, index) => (at[0] - at[1] < ring[best][0] - ring[best][1] ? index : best), 0);
  const corners = [...ring.slice(least), ...ring.slice(0, least)];
  const details = document.createElement("details");
  const table = document.createElement("table");
  const head = document.createElement("tr");
  head.append(...[words.corner, words.north, words.east, words.edge].map((name) => text("th", name)));
  table.append(head);
  corners.forEach(([east, north], index) => {
    const [nextEast, nextNorth] = corners[(index + 1) % corners.length];
    const row = document.createElement("tr");
    const values = [north, east, Math.hypot(nextEast - east, nextNorth - north)];
    row.append(text("td", `${index + 1}`), ...values.map((value) => text("td", number(value, language, 2))));
    table.append(row);
  });
  details.append(text("summary", `${words.corners} (EPSG:${native.crs})`), table);
  element("more").append(details);
}

function nameOf({ properties }) {
  const words = WORDS[language];
  const parcel = properties.number ?? words.unknown;
  return properties.sheet ? `${properties.sheet}/${parcel}` : `${parcel}`;
}

function boundsOf(geometry) {
  const bounds = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [longitude, latitude] of geometry.coordinates.flat(2)) {
    bounds[0] = Math.min(bounds[0], longitude);
    bounds[1] = Math.min(bounds[1], latitude);
    bounds[2] = Math.max(bounds[2], longitude);
    bounds[3] = Math.max(bounds[3], latitude);
  }
  return bounds;
}

// ---------------------------------------------------------------------------------------------------------------------
// Words

function chosenLanguage() {
  const asked = new URL(location.href).searchParams.get("lang");
  if (asked !== null && Object.hasOwn(WORDS, asked)) return asked;
  return navigator.language.startsWith("vi") ? "vi" : (navigator.languages ?? []).some((one) => one.startsWith("vi")) ? "vi" : "en";
}

function changeLanguage() {
  language = language === "vi" ? "en" : "vi";
  const url = new URL(location.href);
  url.searchParams.set("lang", language);
  history.replaceState(null, "", url);
  speak();
  if (selected) show(selected, false);
}

function speak() {
  const words = WORDS[language];
  document.documentElement.lang = language;
  document.title = words.title;
  for (const place of document.querySelectorAll("[data-word]")) place.textContent = words[place.dataset.word];
  element("language").textContent = words.other;
  element("language").lang = language === "vi" ? "en" : "vi";
  element("query").placeholder = words.searchHint;
  element("map").ariaLabel = words.map;
  const colours = [...KINDS.map(({ colour }) => colour), OTHER];
  const entries = colours.map((colour, index) => legendEntry(colour, words.kinds[index]));
  element("legend").querySelector("ul").replaceChildren(...entries, legendEntry(SMALL, words.small));
}

function legendEntry(colour, words) {
  const entry = document.createElement("li");
  const box = document.createElement("i");
  box.style.background = colour;
  entry.append(box, words);
  return entry;
}

function tell(words) {
  element("told").textContent = words;
}

function text(name, words) {
  const made = document.createElement(name);
  made.textContent = words;
  return made;
}

// What the server answers to a question, or nothing, and then the user knows why.
async function answer(path) {
  try {
    const response = await fetch(address(path), { headers: { Accept: "application/json" } });
    const document = await response.json();
    if (response.ok) return document;
    tell((language === "vi" ? document.detail_vi : document.detail) ?? WORDS[language].failed);
  } catch {
    tell(WORDS[language].failed);
  }
  return null;
}
