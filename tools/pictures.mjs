// Takes the pictures of the dashboard that docs and READMEs show: a demo fleet in a folder of its own, a browser, and each page
// when all of it is there.
//   node tools/pictures.mjs [NAME …]      all of them, or those named
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, "docs", "pictures");
const MOST_BYTES = 200_000;
/** The demo's gateway fails in its third minute. */
const SETTLED_WITHIN_MS = 300_000;
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

/** Paths may hold HOST, OUTAGE and EXPIRED: a host whose certificate has ended, an incident of a gateway, one of that certificate. */
const PICTURES = [
  { name: "overview", path: "/", view: DESKTOP },
  { name: "overview-dark", path: "/", view: DESKTOP, theme: "dark" },
  { name: "hosts", path: "/hosts", view: DESKTOP },
  { name: "host", path: "/hosts/HOST", view: DESKTOP },
  { name: "incident", path: "/incidents/OUTAGE", view: DESKTOP },
  { name: "certificates", path: "/certificates", view: DESKTOP },
  { name: "overview-zh", path: "/", view: DESKTOP, language: "zh-CN" },
  { name: "incident-zh", path: "/incidents/OUTAGE", view: DESKTOP, language: "zh-CN" },
  { name: "phone-zh", path: "/incidents/EXPIRED", view: PHONE, language: "zh-CN" },
];

const wanted = process.argv.slice(2);
const data = mkdtempSync(join(tmpdir(), "rdpulse-pictures-"));
const server = spawn(
  process.execPath,
  [join(root, "bin", "rdpulse.mjs"), "serve", "--demo", "--data", data, "--listen", "127.0.0.1:0"],
  { stdio: ["ignore", "pipe", "inherit"] },
);
try {
  const url = await addressOf(server);
  const places = await settled(url);
  mkdirSync(folder, { recursive: true });
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
  for (const picture of PICTURES) {
    if (wanted.length > 0 && !wanted.includes(picture.name)) continue;
    const path = picture.path.replace(/[A-Z]{2,}/u, (name) => String(places[name]));
    await take(browser, new URL(path, url).href, picture);
  }
  await browser.close();
} finally {
  server.kill("SIGINT");
  await new Promise((resolve) => {
    server.once("exit", resolve);
  });
  rmSync(data, { recursive: true, force: true });
}

/** Where the server listens, out of its first lines. */
async function addressOf({ stdout }) {
  for await (const line of createInterface({ input: stdout })) {
    const [url] = /http:\S+/u.exec(line) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error("the server did not start");
}

/** Where the pictures are taken, when every host was checked and graded as far as it goes, and the gateway has failed. */
async function settled(url) {
  const ask = async (path) => (await fetch(new URL(`api/v1/${path}`, url))).json();
  const endMs = Date.now() + SETTLED_WITHIN_MS;
  for (;;) {
    const [hosts, incidents, audit] = await Promise.all([
      ask("hosts?limit=1000"),
      ask("incidents?state=open"),
      ask("audit"),
    ]);
    const outage = incidents.items.find(({ scope }) => scope.kind === "gateway");
    const expired = incidents.items.findLast(({ cause }) => cause === "rdp-cert-expired");
    const isWhole =
      outage?.members.length === hosts.items.filter(({ settings }) => settings.gateway !== undefined).length;
    const isSettled = hosts.items.every(({ state }) => state !== null && state.status !== "suspect");
    if (isSettled && isWhole && expired !== undefined && audit.graded > hosts.total / 2)
      return { HOST: expired.members[0].target, OUTAGE: outage.id, EXPIRED: expired.id };
    if (Date.now() > endMs) throw new Error("the demo fleet has not failed as it should");
    await sleep(1000);
  }
}

async function take(browser, url, { name, view, theme = "light", language = "en-GB" }) {
  const context = await browser.newContext({
    viewport: view,
    locale: language,
    colorScheme: theme,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.locator("h1:visible, h2:visible").first().waitFor();
  await page
    .getByText(/^(?:Loading …|正在加载……)$/u)
    .first()
    .waitFor({ state: "detached" });
  await page.getByTitle(/^(?:Live|实时)$/u).waitFor();
  // Charts are drawn in the frame after their figures are there.
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(undefined)))),
  );
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path });
  await context.close();
  const { size } = statSync(path);
  console.log(`${path.slice(root.length + 1)}: ${Math.round(size / 1000)} kB`);
  if (size > MOST_BYTES) throw new Error(`${name} is larger than ${MOST_BYTES / 1000} kB`);
}
