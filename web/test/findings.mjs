// Looks at the findings on the map page as a person would: sees them in colour, clicks one, reads what is wrong and what to do in both
// languages, hides them.
//
//     node web/test/findings.mjs URL PICTURE.png
//
// CHROMIUM names the browser where it is not /usr/bin/chromium.

import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const [url, picture] = process.argv.slice(2);
assert.ok(url && picture, "usage: findings.mjs URL PICTURE.png");

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

  await page.goto(url);
  await page.waitForFunction(() => globalThis.thuadat?.map.loaded() && globalThis.thuadat.map.areTilesLoaded(), null, { timeout: 120_000 });
  await idle(page);
  assert.ok((await drawn(page, "findings")) > 0, "no findings are drawn");
  assert.equal(await page.locator("#severities li").count(), 4);

  // From near, what is wrong is drawn in its shape. An overlap has one.
  const found = await (await page.request.get(new URL("findings?rule=topology%2Foverlap&limit=1", url).href)).json();
  const [overlap] = found.features;
  await page.evaluate((at) => globalThis.thuadat.map.jumpTo({ center: at, zoom: 18 }), overlap.properties.at);
  await idle(page);
  assert.ok((await drawn(page, "finding-shapes")) > 0, "no shapes are drawn");

  // A click tells what is wrong and what to do.
  const place = await page.evaluate((at) => globalThis.thuadat.map.project(at), overlap.properties.at);
  await page.mouse.click(place.x, place.y);
  await page.waitForSelector("#parcel:not([hidden]) .finding");
  const told = async () => (await page.textContent("#parcel")).replaceAll(/\s+/g, " ");
  const said = (text) => text.replaceAll(/\s+/g, " ");
  assert.ok((await told()).includes(said(overlap.properties.text.vi)), await told());
  assert.ok((await told()).includes(said(overlap.properties.what_to_do.vi)), await told());
  await page.waitForFunction(() => [...document.querySelectorAll("#parcel .chips button")].every((chip) => chip.textContent.includes("/")));
  await page.screenshot({ path: picture });
  await page.click("#language");
  assert.ok((await told()).includes(said(overlap.properties.text.en)), await told());

  // One of its parcels says so, too.
  await page.click("#parcel .chips button");
  await page.waitForFunction(() => document.querySelector("#parcel h2")?.textContent.startsWith("Parcel"));
  await page.waitForSelector("#parcel #more .finding");

  // Who wants the map alone has it.
  await page.evaluate(() => (document.querySelector("#legend").open = true));
  await page.uncheck("#show-findings");
  await idle(page);
  assert.equal(await drawn(page, "findings"), 0);
  assert.equal(await drawn(page, "finding-shapes"), 0);
  assert.deepEqual(complaints, []);
  console.log(`findings are shown; picture: ${picture}`);
} finally {
  await browser.close();
}

async function drawn(page, layer) {
  return page.evaluate((layer) => globalThis.thuadat.map.queryRenderedFeatures({ layers: [layer] }).length, layer);
}

// Until the map has nothing left to draw.
async function idle(page) {
  await page.evaluate(
    () =>
      new Promise((done) => {
        const { map } = globalThis.thuadat;
        map.once("idle", done);
        map.triggerRepaint();
      }),
  );
}
