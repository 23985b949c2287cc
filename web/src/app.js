// The map page: parcels to look at, to search and to click. Talks to nothing but the public addresses of its own server.

import { Map as WebMap, NavigationControl, ScaleControl, AttributionControl, setWorkerUrl } from "./maplibre-gl.mjs";
import { ACCEPTED, FINDING_LAYERS, KINDS, OTHER, SEVERITIES, SMALL, mapStyle } from "./map-style.js";
import { WORDS, number } from "./words.js";

const root = new URL(".", document.baseURI);
const address = (path) => new URL(path, root).href;
const element = (id) => document.getElementById(id);

setWorkerUrl(address("viewer/maplibre-gl-worker.mjs"));

let language = chosenLanguage();
let selected = null;
let lookedAt = null;
let map = null;

start();

async function start() {
  speak();
  element("legend").open = globalThis.innerWidth > 640 && globalThis.innerHeight > 700;
  element("language").addEventListener("click", changeLanguage);
  element("search").addEventListener("submit", search);
  element("show-findings").addEventListener("change", showFindings);
  const tileJson = await answer("tiles/parcels");
  if (!tileJson) return;
  // Labels are drawn letter by letter from the font of the page, which must be there first.
  await Promise.allSettled([
    document.fonts.load('400 24px "Be Vietnam Pro"', "Aa0"),
    document.fonts.load('400 24px "Be Vietnam Pro"', "ờử"),
  ]);
  const tiles = (set) => `${address(`tiles/${set}/`)}{z}/{x}/{y}`;
  const urls = { parcelsUrl: tiles("parcels"), findingsUrl: tiles("findings"), sheetsUrl: tiles("sheets") };
  map = new WebMap({
    container: "map",
    style: mapStyle(tileJson, urls),
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
  map.on("click", click);
  followPointer();
  followChanges();
  globalThis.thuadat = { map };
}

function padding() {
  const isWide = globalThis.innerWidth > 640;
  return isWide ? { top: 40, bottom: 40, left: 380, right: 40 } : { top: 30, bottom: 300, left: 20, right: 20 };
}

// A finding lies over its parcels: who clicks it wants to know what is wrong.
function click(event) {
  const around = [
    [event.point.x - 6, event.point.y - 6],
    [event.point.x + 6, event.point.y + 6],
  ];
  const marks = map.queryRenderedFeatures(around, { layers: ["findings"] });
  if (marks.length > 0) {
    lookAt(around);
    return;
  }
  const [parcel] = map.queryRenderedFeatures(event.point, { layers: ["parcels"] });
  if (parcel) select(parcel.id);
}

// What others change is drawn here too, as long as somebody looks: browsers have few connections for all pages together.
function followChanges() {
  let changes = null;
  let isFirst = true;
  const draw = () => {
    map.refreshTiles("parcels");
    map.refreshTiles("findings");
  };
  const follow = () => {
    if (document.hidden) {
      changes?.close();
      changes = null;
    } else if (changes === null) {
      changes = new EventSource(address("changes"));
      changes.addEventListener("change", draw);
      // What changed while nobody listened.
      changes.addEventListener("open", () => (isFirst ? (isFirst = false) : draw()));
    }
  };
  document.addEventListener("visibilitychange", follow);
  follow();
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
// Findings

const SHOWN_FINDINGS = 20;

async function lookAt([leftTop, rightBottom]) {
  // Findings eight pixels apart are one mark.
  const [west, north] = map.unproject([leftTop[0] - 8, leftTop[1] - 8]).toArray();
  const [east, south] = map.unproject([rightBottom[0] + 8, rightBottom[1] + 8]).toArray();
  const bbox = [west, south, east, north].join(",");
  const pages = await Promise.all(
    ["open", "accepted"].map((state) => answer(`findings?state=${state}&limit=${SHOWN_FINDINGS}&bbox=${encodeURIComponent(bbox)}`)),
  );
  const found = pages.flatMap((page) => page?.features ?? []);
  if (found.length === 0) return;
  const order = SEVERITIES.map(({ severity }) => severity);
  const weight = ({ properties }) => (properties.state === "accepted" ? 10 : 0) + order.indexOf(properties.severity);
  found.sort((one, other) => weight(one) - weight(other));
  lookedAt = found;
  selected = null;
  map.getSource("selected").setData({ type: "FeatureCollection", features: found });
  drawFindings();
}

function drawFindings() {
  const words = WORDS[language];
  const card = element("parcel");
  const heading = text("h2", words.findings(lookedAt.length));
  card.replaceChildren(closeButton(), heading, ...lookedAt.slice(0, SHOWN_FINDINGS).map(findingEntry));
  card.hidden = false;
}

function findingEntry({ properties }) {
  const words = WORDS[language];
  const entry = document.createElement("article");
  entry.className = "finding";
  const colour = properties.state === "accepted" ? ACCEPTED : SEVERITIES.find(({ severity }) => severity === properties.severity).colour;
  const head = text("h3", properties.title?.[language] ?? properties.rule);
  const mark = document.createElement("i");
  mark.style.background = colour;
  head.prepend(mark);
  const kind = text("p", properties.state === "accepted" ? words.accepted : words.severities[properties.severity]);
  kind.className = "where";
  entry.append(head, kind, text("p", properties.text[language]));
  if (properties.what_to_do) {
    const details = document.createElement("details");
    details.append(text("summary", words.whatToDo), text("p", properties.what_to_do[language]));
    entry.append(details);
  }
  if (properties.parcels.length > 0) {
    const chips = document.createElement("div");
    chips.className = "chips";
    for (const id of properties.parcels.slice(0, 12)) {
      const button = text("button", words.toParcel(id));
      button.type = "button";
      button.addEventListener("click", () => select(id));
      chips.append(button);
    }
    nameChips(chips, properties.parcels.slice(0, 12));
    entry.append(chips);
  }
  return entry;
}

// People know parcels by sheet and number, not by the number of the store.
async function nameChips(chips, ids) {
  const features = await Promise.all(ids.map((id) => answer(`ogc/collections/parcels/items/${id}?f=json`)));
  features.forEach((feature, index) => {
    if (feature) chips.children[index].textContent = nameOf(feature);
  });
}

function showFindings() {
  const visibility = element("show-findings").checked ? "visible" : "none";
  for (const layer of FINDING_LAYERS) map?.setLayoutProperty(layer, "visibility", visibility);
}

// ---------------------------------------------------------------------------------------------------------------------
// One parcel

async function select(id) {
  const feature = await answer(`ogc/collections/parcels/items/${id}?f=json`);
  if (feature) show(feature, false);
}

async function show(feature, isToMove) {
  selected = feature;
  lookedAt = null;
  map?.getSource("selected")?.setData(feature);
  drawCard(feature);
  if (isToMove && feature.geometry) map?.fitBounds(boundsOf(feature.geometry), { padding: padding(), maxZoom: 18.5, duration: 600 });
  const [native, neighbours, wrong] = await Promise.all([nativeOf(feature), neighboursOf(feature), findingsOf(feature)]);
  if (selected !== feature) return;
  drawFindingsOf(wrong);
  drawNeighbours(neighbours);
  drawCorners(native);
}

function drawCard(feature) {
  const words = WORDS[language];
  const { properties } = feature;
  const card = element("parcel");
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
  card.replaceChildren(closeButton(), text("h2", words.parcel(properties.number ?? words.unknown)), place, list, more, note);
  card.hidden = false;
}

function closeButton() {
  const close = text("button", "×");
  close.type = "button";
  close.className = "close";
  close.ariaLabel = WORDS[language].close;
  close.addEventListener("click", unselect);
  return close;
}

function unselect() {
  selected = null;
  lookedAt = null;
  element("parcel").hidden = true;
  map?.getSource("selected")?.setData({ type: "FeatureCollection", features: [] });
  element("query").focus();
}

async function findingsOf({ id }) {
  const found = await answer(`findings?limit=${SHOWN_FINDINGS}&parcel=${encodeURIComponent(id)}`);
  return found?.features ?? [];
}

function drawFindingsOf(features) {
  if (features.length === 0) return;
  element("more").append(text("h3", WORDS[language].findings(features.length)), ...features.map(findingEntry));
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
  else if (lookedAt) drawFindings();
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
  element("land-uses").replaceChildren(...entries, legendEntry(SMALL, words.small));
  const severities = SEVERITIES.map(({ severity, colour }) => legendEntry(colour, words.severities[severity]));
  element("severities").replaceChildren(...severities, legendEntry(ACCEPTED, words.accepted));
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
