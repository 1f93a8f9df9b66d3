// Opens a report in headless Chromium and uses it as a reader would: node check.mjs rapport.html [screenshots/]
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const [, , file, pictures] = process.argv;
assert(file, "node check.mjs rapport.html [screenshots/]");
const url = pathToFileURL(resolve(file)).href;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
const page = await browser.newPage();
await page.setViewport({ width: 1280, height: 900 });
// A reader who asks for less motion: a smooth scroll would move what is about to be clicked.
const still = { name: "prefers-reduced-motion", value: "reduce" };
await page.emulateMediaFeatures([still]);
const trouble = [];
page.on("console", (message) => { if (["error", "warn"].includes(message.type())) trouble.push(message.text()); });
page.on("pageerror", (error) => trouble.push(String(error)));
page.on("request", (request) => { if (request.url() !== url && !request.url().startsWith(url + "#")) trouble.push("request: " + request.url()); });
const shot = async (name, options = {}) => {
  if (!pictures) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, name + ".png"), ...options });
};
const step = async (name, work) => {
  const start = Date.now();
  await work();
  console.log(`ok  ${name} (${Date.now() - start} ms)`);
};
const text = (selector) => page.$eval(selector, (node) => node.innerText);
const rows = () => page.$$eval("#cards tbody tr:not(.detail)", (all) => all.map((row) => [...row.cells].map((cell) => cell.innerText)));
const count = async () => Number((await text("#count")).match(/[\d\s\u202f,]+/)[0].replace(/[^\d]/g, ""));
// The page redraws after its own reset: what was found before is gone then.
const reset = async () => {
  await page.click("#filters button[type=reset]");
  await page.evaluate(() => new Promise((done) => { setTimeout(done, 30); }));
};
const accessible = async (name) => {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => (await globalThis.axe.run(document, { resultTypes: ["violations"] })).violations);
  const lines = found.map((one) => `${one.impact} ${one.id} ×${one.nodes.length}: ${one.nodes[0].target}`);
  const serious = found.filter((one) => ["serious", "critical"].includes(one.impact));
  assert.equal(serious.length, 0, `${name}\n${lines.join("\n")}`);
  if (lines.length) console.log(`    ${name}, minor: ${lines.join("; ")}`);
};

await step("it opens, in French, with the whole list", async () => {
  await page.goto(url);
  assert.equal(await page.$eval("html", (root) => root.lang), "fr");
  assert((await page.$$("main section")).length >= 4);
  assert((await count()) > 0);
  await shot("light-top");
  await shot("light-full", { fullPage: true });
});

await step("nothing is asked of the network, nothing is refused by the policy", async () => assert.deepEqual(trouble, []));

await step("a filter keeps what it says, and can be undone", async () => {
  const all = await count();
  const options = await page.$$eval("#f-verdict option", (list) => list.map((one) => [one.value, one.textContent]).filter(([value]) => value));
  for (const [value, label] of options) {
    await page.select("#f-verdict", value);
    const told = Number(label.match(/\(([^)]+)\)/)[1].replace(/[^\d]/g, ""));
    assert.equal(await count(), told, label);
    const shown = await rows();
    assert(shown.every((row) => label.startsWith(row[1])), label);
  }
  await reset();
  await page.waitForFunction((wanted) => document.getElementById("count").textContent.includes(wanted), {}, (await page.evaluate((n) => n.toLocaleString("fr-FR"), all)));
  assert.equal(await count(), all);
});

await step("search finds a decision by its name", async () => {
  const [first] = await rows();
  await page.type("#f-text", first[0].slice(0, 12));
  assert((await rows()).some((row) => row[0] === first[0]));
  await page.$eval("#f-text", (input) => { input.value = ""; input.dispatchEvent(new Event("input", { bubbles: true })); });
});

await step("columns sort both ways and say so", async () => {
  const score = "#cards th[data-sort=score]";
  for (const [wanted, sign] of [["descending", -1], ["ascending", 1]]) {
    await page.click(score + " button");
    assert.equal(await page.$eval(score, (head) => head.getAttribute("aria-sort")), wanted);
    const scores = (await rows()).map((row) => Number(row[2]));
    assert(scores.every((value, at) => at === 0 || (value - scores[at - 1]) * sign >= 0), scores.join());
  }
});

await step("a figure leads to its decisions, and a decision to its masked text", async () => {
  const cell = await page.$("#matrice [data-field=cell]:not(rect)");
  if (cell) {
    const { told, value } = await cell.evaluate((button) => ({ told: Number(button.innerText.replace(/[^\d]/g, "")), value: button.dataset.value }));
    await cell.evaluate((button) => button.click());
    const shown = await count();
    assert(shown <= told, `${shown} of ${told}`);
    assert((await rows()).every((row) => row[3] === `${value[0]} × ${value[1]}`));
    assert.equal(await page.evaluate(() => document.activeElement.id), "t-decisions");
    await reset();
  }
  const category = await page.$("#categories button.drill");
  if (category) {
    await category.evaluate((button) => button.click());
    assert((await count()) > 0);
    assert.notEqual(await page.$eval("#f-category", (select) => select.value), "");
  }
  await page.click("#cards tbody tr:first-child button");
  assert.equal(await page.$eval("#cards tbody button", (button) => button.getAttribute("aria-expanded")), "true");
  assert((await page.$$("tr.detail .finding .excerpt mark")).length > 0);
  assert((await page.$$("tr.detail li")).length > 0, "reasons");
  await page.$eval("#t-decisions", (node) => node.scrollIntoView());
  await shot("light-detail");
  await reset();
});

await step("a mouse on a drawing does the same", async () => {
  const moved = await page.evaluate(() => {
    const area = document.querySelector("#categories .drawing rect[data-field], #matrice .drawing rect[data-field]");
    area.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    return document.activeElement.id;
  });
  assert.equal(moved, "t-decisions");
  await reset();
});

await step("a keyboard alone goes everywhere", async () => {
  await page.goto(url);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  assert(await page.$eval(".skip", (link) => link.getBoundingClientRect().left >= 0), "it shows");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "contenu");
  const seen = new Set();
  for (let presses = 0; presses < 400; presses += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const node = document.activeElement;
      const ring = getComputedStyle(node).outlineStyle;
      return { tag: node.tagName, card: node.dataset.card, id: node.id, ring };
    });
    if (at.tag === "BODY") break;
    seen.add(at.id || at.tag);
    assert.notEqual(at.ring, "none", `focus shows on ${at.tag} ${at.id}`);
    if (at.card !== undefined) break;
  }
  assert(seen.has("f-text") && [...seen].some((id) => /^f-(verdict|category|rule)$/.test(id)), [...seen].join());
  await page.keyboard.press("Enter");
  assert((await page.$$("tr.detail")).length === 1, "opened by the keyboard");
  assert.notEqual(await page.evaluate(() => document.activeElement.dataset.card), undefined, "focus stays");
  await page.keyboard.press("Enter");
  assert((await page.$$("tr.detail")).length === 0);
});

await step("the language changes, all of it", async () => {
  await page.click("[data-set-lang=en]");
  assert.equal(await page.$eval("html", (root) => root.lang), "en");
  assert.match(await text("#count"), /decisions/);
  const left = await page.$$eval("[lang=fr]:not(.lang)", (all) => all.filter((node) => node.offsetParent !== null).length);
  assert.equal(left, 0, "nothing French is left");
  assert.match(await page.title(), /Audit|Control|Compliance|Honesty|Evidence/);
  await accessible("English");
  await shot("english-top");
  await page.click("[data-set-lang=fr]");
});

await step("axe finds nothing serious, light, dark and narrow, list open", async () => {
  await page.$$eval("details", (all) => all.forEach((node) => { node.open = true; }));
  await page.click("#cards tbody tr:first-child button");
  await accessible("light");
  await page.emulateMediaFeatures([still, { name: "prefers-color-scheme", value: "dark" }]);
  await accessible("dark");
  await shot("dark-full", { fullPage: true });
  await page.emulateMediaFeatures([still, { name: "prefers-color-scheme", value: "light" }]);
  await page.setViewport({ width: 390, height: 800 });
  await accessible("narrow");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert(wide <= 0, `the page is ${wide} pixels too wide`);
  await shot("narrow", { fullPage: false });
  await page.setViewport({ width: 1280, height: 900 });
});

await step("it prints", async () => {
  await page.goto(url);
  const pdf = await page.pdf({ preferCSSPageSize: true, ...(pictures ? { path: join(pictures, "print.pdf") } : {}) });
  assert(pdf.length > 20_000, `${pdf.length} bytes`);
});

assert.deepEqual(trouble, []);
await browser.close();
