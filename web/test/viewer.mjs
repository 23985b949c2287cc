// Looks at the map page as a person would: opens it in a browser, waits until everything is drawn, searches, clicks, changes the
// language, and takes a picture.
//
//     node web/test/viewer.mjs URL PICTURE.png [SEARCH]
//
// CHROMIUM names the browser where it is not /usr/bin/chromium.

import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const [url, picture, query = "2/45"] = process.argv.slice(2);
assert.ok(url && picture, "usage: viewer.mjs URL PICTURE.png [SEARCH]");

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-background-networking"],
});
try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "vi-VN" });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    const isOwn = request.url().startsWith(new URL(url).origin) || /^(blob|data):/.test(request.url());
    if (!isOwn) complaints.push(`asked elsewhere: ${request.url()}`);
  });

  await page.goto(url);
  await page.waitForFunction(() => globalThis.thuadat?.map.loaded() && globalThis.thuadat.map.areTilesLoaded(), null, { timeout: 120_000 });
  await idle(page);
  const drawn = await page.evaluate(() => globalThis.thuadat.map.queryRenderedFeatures({ layers: ["parcels", "small-parcels"] }).length);
  assert.ok(drawn > 0, "nothing is drawn");
  assert.equal(await page.title(), "Bản đồ thửa đất");

  // Search leads to the parcel and says what is public of it.
  await page.fill("#query", query);
  await page.press("#query", "Enter");
  await page.waitForSelector("#parcel:not([hidden]) h2");
  await page.waitForSelector("#parcel .chips button");
  await page.waitForSelector("#parcel details summary");
  await idle(page);
  const labels = await page.evaluate(() => globalThis.thuadat.map.queryRenderedFeatures({ layers: ["labels"] }).length);
  assert.ok(labels > 0, "no labels are drawn");
  const shown = await page.textContent("#parcel");
  for (const words of ["Thửa", "Diện tích theo hình", "Loại đất", "Chỉ để tham khảo"]) assert.ok(shown.includes(words), `${words} is not in ${shown}`);
  await page.screenshot({ path: picture });

  // A click on a neighbour shows that one.
  const before = await page.textContent("#parcel h2");
  await page.click("#parcel .chips button");
  await page.waitForFunction((before) => document.querySelector("#parcel h2").textContent !== before, before);

  // A click on the map, too.
  await page.click("#parcel .close");
  const place = await page.evaluate(() => {
    const { map } = globalThis.thuadat;
    const at = map.queryRenderedFeatures({ layers: ["labels"] }).map((label) => map.project(label.geometry.coordinates));
    return at.find(({ x, y }) => x > 450 && x < 1150 && y > 150 && y < 650);
  });
  await page.mouse.click(place.x, place.y);
  await page.waitForSelector("#parcel:not([hidden]) h2");

  await page.click("#language");
  await page.waitForFunction(() => document.title === "Parcel map" && document.documentElement.lang === "en");
  assert.ok((await page.textContent("#parcel")).includes("Area of the shape"));

  // What cannot be found is said.
  await page.fill("#query", "999/99999");
  await page.press("#query", "Enter");
  await page.waitForFunction(() => document.querySelector("#told").textContent === "No parcel found.");
  assert.deepEqual(complaints, []);
  console.log(`drawn: ${drawn} parcels or cells, then ${labels} labels; picture: ${picture}`);
} finally {
  await browser.close();
}

// Until the map has nothing left to draw.
async function idle(page) {
  await page.evaluate(
    () =>
      new Promise((done) => {
        const { map } = globalThis.thuadat;
        if (map.loaded() && !map.isMoving()) done();
        else map.once("idle", done);
      }),
  );
}
