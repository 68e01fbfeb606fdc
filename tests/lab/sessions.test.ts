// What sesman really writes, from a wrong password to a session that was taken up again and signed off.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import {
  desktopHost,
  labAccount,
  needs,
  openLab,
  type DesktopHost,
  type Lab,
  type LabAccount,
} from "../../lab/index.ts";
import { Secret } from "../../src/core/sequence/index.ts";
import { SessionTracker } from "../../src/core/sessions/index.ts";
import { type HostEvent, HostStory } from "../../src/core/telemetry/index.ts";
import { readEvents } from "../../src/io/ingest/index.ts";
import { runLogon } from "../../src/io/probe/index.ts";

const PASSWORD = "Desk-2026 ü";

let lab: Lab;
let host: DesktopHost;
let account: LabAccount;
beforeEach(({ skip }) => needs(skip));
beforeAll(async () => {
  lab = openLab();
  host = await desktopHost(lab);
  account = await labAccount(lab, "good", PASSWORD, { desktop: "logoff-on-key" });
}, 60_000);
afterAll(() => lab.close());

async function logOn(password: string, end: "disconnect" | "logoff"): Promise<void> {
  const keys = end === "logoff" ? { logoffKeys: [{ key: { codePoint: 0x78 }, hold: [] }] } : {};
  await runLogon(
    {
      logon: true,
      input: host.address,
      host: host.address,
      port: host.port,
      user: account.user,
      domain: "",
      depth: "desktop",
      end,
      security: "auto",
      allowChangedKey: false,
      allowClearText: false,
      stageTimeoutMs: 5000,
      totalTimeoutMs: 40_000,
      desktop: { width: 800, height: 600, colorDepth: 24, settleMs: 1000, timeoutMs: 25_000, ...keys },
    },
    new Secret(password),
  );
}

function sesmanLog(): string {
  return host.sesman?.sessionLog() ?? "";
}

it("a session of xrdp is followed through sesman's own log", { timeout: 120_000 }, async () => {
  await logOn("wrong", "disconnect");
  await logOn(PASSWORD, "disconnect");
  await logOn(PASSWORD, "logoff");
  await expect.poll(sesmanLog, { timeout: 15_000 }).toContain("++ terminated session");
  const path = join(lab.folder, "xrdp-sesman.log");
  writeFileSync(path, sesmanLog());
  const story = new HostStory();
  const tracker = new SessionTracker();
  const events: HostEvent[] = [];
  for await (const batch of readEvents({ paths: [path], order: "time", signal: new AbortController().signal })) {
    for (const record of batch) events.push(...story.add(record));
  }
  events.push(...story.finish());
  for (const event of events) tracker.add(event);
  expect(events.filter(({ kind }) => kind === "logon-failed")).toMatchObject([
    { user: { name: account.user }, client: { address: "127.0.0.1", rule: "own" } },
  ]);
  // sesman hears from xrdp over the loopback; that is no client.
  expect(events.filter(({ kind }) => kind === "connection-opened")).toEqual([]);
  expect(tracker.finish().sessions).toMatchObject([
    {
      user: { name: account.user },
      sessionId: 10,
      place: "remote",
      start: { kind: "logon" },
      end: { kind: "logoff" },
      visits: [{ client: { address: "127.0.0.1" } }, { client: { address: "127.0.0.1" } }],
    },
  ]);
});
