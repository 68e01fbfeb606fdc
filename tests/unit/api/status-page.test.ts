import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StatusPageLook } from "../../../src/io/api/index.ts";
import { type ApiFixture, NOW_MS, openApi, recordCheck } from "./api-fixture.ts";
import { ask } from "./asking.ts";

const AWAY = "192.0.2.7";
const SITE = `Köln <b> "1"`;

let fixture: ApiFixture;
let look: StatusPageLook = {};
const get = async (url: string, headers: Record<string, string> = {}): Promise<Awaited<ReturnType<typeof ask>>> =>
  ask(fixture.api, "GET", url, undefined, headers, AWAY);

beforeAll(async () => {
  fixture = await openApi({}, { statusPage: () => look });
  const { id } = await fixture.store.targets.put(1, { host: "a", name: "secret-name", site: SITE }, "api", NOW_MS);
  await recordCheck(fixture.store, id, {});
});
afterAll(async () => fixture.close());

describe("the page of status", () => {
  it("says to everybody how the service is, and no name", async () => {
    look = {};
    const page = await get("/status?lang=en");
    expect(page.status).toBe(200);
    expect(page.text).toContain("Hosts that let people in");
    expect(page.text).toContain("Uptime");
    expect(page.text).not.toContain("secret-name");
    expect(page.text).not.toContain("K&#246;ln");
    expect(page.text).not.toContain("Köln");
    expect(page.text.match(/<rect class="b-/g)?.length).toBe(90 + 4);
    expect(page.headers["refresh"]).toBeUndefined();
    expect((await get("/status?follow=true")).headers["refresh"]).toBe("60");
  });

  it("is in the other language, and stays in it when it comes again", async () => {
    const page = await get("/status?lang=zh&follow=true");
    expect(page.text).toContain('<html lang="zh-CN">');
    expect(page.text).toContain("可用率");
    expect(page.text).toContain("/status?lang=en&amp;follow=true");
  });

  it("takes the title, text, colour and theme of the house, as text, and a policy for its own style alone", async () => {
    look = {
      title: { en: "<script>alert(1)</script>", zh: "办公桌面" },
      text: { en: "Call 1234" },
      accent: "#aa5500",
      theme: "dark",
    };
    const page = await get("/status?lang=en");
    expect(page.text).toContain("&lt;script&gt;alert(1)");
    expect(page.text).not.toContain("<script");
    expect(page.text).toContain("--accent:#aa5500");
    expect(page.text).toContain("color-scheme:dark");
    expect(page.text).not.toMatch(/ style=/);
    const style = /<style>([\s\S]*?)<\/style>/.exec(page.text)?.[1] ?? "";
    const hash = createHash("sha256").update(style).digest("base64");
    expect(page.headers["content-security-policy"]).toContain(`style-src 'sha256-${hash}'`);
    const chinese = await get("/status?lang=zh");
    expect(chinese.text).toContain("办公桌面");
    expect(chinese.text).toContain("Call 1234");
  });

  it("shows the sites that the configuration names, escaped", async () => {
    look = { sites: [SITE] };
    const page = await get("/status?lang=en");
    expect(page.text).not.toContain("<b>");
    expect(page.text.match(/<rect class="b-/g)?.length).toBe(2 * 90 + 4);
  });
});

describe("badges", () => {
  it("may be shown by other sites, and are images without script or style", async () => {
    look = {};
    for (const url of ["/badge/status.svg", "/badge/uptime.svg?days=7&lang=zh", "/badge/uptime.svg?days=1"]) {
      const badge = await get(url, { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" });
      expect([url, badge.status]).toEqual([url, 200]);
      expect(badge.headers["content-type"]).toContain("image/svg+xml");
      expect(badge.headers["cross-origin-resource-policy"]).toBe("cross-origin");
      expect(badge.headers["cache-control"]).toBe("public, max-age=60");
      expect(badge.text).toMatch(/^<svg .*<\/svg>$/);
      expect(badge.text).not.toMatch(/<script|<style|style=/);
    }
    const page = await get("/status", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" });
    expect(page.status).toBe(403);
  });

  it("of a site are there only where the configuration shows it", async () => {
    const url = `/badge/group/${encodeURIComponent(SITE)}.svg`;
    look = {};
    const [hidden, missing] = [await get(url), await get("/badge/group/none.svg")];
    expect([hidden.status, missing.status]).toEqual([404, 404]);
    look = { sites: [SITE, "v1.2"] };
    const badge = await get(url);
    expect(badge.status).toBe(200);
    expect(badge.text).not.toContain("<b>");
    expect((await get("/badge/group/v1.2.svg")).status).toBe(200);
  });

  it("refuse days that make no sense", async () => {
    expect((await get("/badge/uptime.svg?days=0")).status).toBe(400);
    expect((await get("/badge/uptime.svg?days=x")).status).toBe(400);
  });
});
