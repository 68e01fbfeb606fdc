// A health report in a real mailbox: from the store through the outbox to an SMTP server of Debian.
import { afterEach, expect, it } from "vitest";
import { type Lab, mailServer, needs, openLab } from "../../lab/index.ts";
import { ReportKeeper } from "../../src/app/server/index.ts";
import { type ApiFixture, NOW_MS, openApi, recordCheck } from "../unit/api/api-fixture.ts";
import { desk } from "../unit/notify/bench.ts";

const DUE_MS = NOW_MS + 19 * 3_600_000;

let lab: Lab | undefined;
let fixture: ApiFixture | undefined;

afterEach(async () => {
  await fixture?.close();
  await lab?.close();
});

it("a report lies in a real mailbox: a page, Markdown beside it, one id", async ({ skip }) => {
  needs(skip, { packages: ["alerting"] });
  lab = openLab();
  const mail = await mailServer(lab);
  fixture = await openApi();
  const { store, clock } = fixture;
  const host = await store.targets.put(1, { name: "rds01", host: "rds01" }, "api", NOW_MS);
  await recordCheck(store, host.id);
  const channel = { host: mail.address, port: mail.port, from: "rdpulse@lab.test", to: ["ops@lab.test"] };
  const channels = [{ name: "mail", kind: "email", lang: "zh" as const, ...channel, insecureCertificate: true }];
  const doc = { name: "daily", period: "day", at: "07:00", channels: ["mail"] };
  await store.resources.put(1, "report", "daily", doc, "api", null, NOW_MS);
  clock.atMs = DUE_MS;
  const nowMs = (): number => clock.atMs;
  const { dispatcher } = desk(channels, {}, { outbox: store.outbox, clock: { nowMs } });
  const troubles: unknown[] = [];
  const keeper = (): ReportKeeper =>
    new ReportKeeper({
      store,
      tenant: 1,
      clock: { nowMs },
      judge: { isJudge: true },
      channels: () => channels,
      link: null,
      score: async () => null,
      onDeliveries: () => {},
      onTrouble: (error) => troubles.push(error),
    });
  await keeper().look();
  expect(await dispatcher.pump()).toBe(1);
  await keeper().look();
  expect(await dispatcher.pump()).toBe(0);
  expect(troubles).toEqual([]);
  const [message = "", ...others] = mail.messages();
  expect(others).toEqual([]);
  expect(message).toMatch(/^Message-ID: <[0-9a-f]{32}@lab\.test>$/im);
  const boundary = /boundary="?([^";\n]+)/i.exec(message)?.[1] ?? "?";
  const parts = message.split(`\n--${boundary}`).slice(1, -1).map(partOf);
  expect(parts.map(({ type }) => type)).toEqual(["text/plain", "text/html"]);
  expect(parts[0]?.text).toContain("# 健康日报");
  expect(parts[1]?.text).toContain("<h1>健康日报</h1>");
  expect(parts[1]?.text).toContain("rds01");
});

/** A part as it was before it was encoded for the way: base64, or quoted-printable. */
function partOf(part: string): { readonly type: string | undefined; readonly text: string } {
  const [head = "", ...rest] = part.split("\n\n");
  const body = rest.join("\n\n");
  const type = /^Content-Type: (text\/\w+)/im.exec(head)?.[1];
  if (/^Content-Transfer-Encoding: base64$/im.test(head)) {
    return { type, text: Buffer.from(body, "base64").toString("utf8") };
  }
  const bytes = body
    .replaceAll(/=\r?\n/g, "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)));
  return { type, text: Buffer.from(bytes, "latin1").toString("utf8") };
}
