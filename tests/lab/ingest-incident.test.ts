// An attack that only the host's log shows: one incident, told, and still there after a kill.
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, openLab } from "../../lab/index.ts";
import { evtx, keyFaults, refusal } from "../unit/monitor/ingest/sample-logs.ts";
import {
  lightHosts,
  mailbox,
  openIncidents,
  quickConfiguration,
  serve,
  until,
  writeConfiguration,
} from "./monitor-server.ts";

const WITHIN_MS = 60_000;
const ATTACK_MS = 120_000;

let lab: Lab;
beforeAll(() => {
  lab = openLab();
});
afterAll(async () => lab.close());

describe("a log that tells of an attack and of a fault", () => {
  it("opens an incident for each, with its records, and tells them once", async () => {
    const port = await lab.freePort();
    const [told] = await Promise.all([mailbox(lab), lightHosts(lab, port)]);
    const data = join(lab.makeFolder("store"), "data");
    const targets = [{ name: "rds01", host: "127.9.4.1", port }];
    const config = writeConfiguration(lab.makeFolder("config"), quickConfiguration(targets, told));
    const server = await serve(lab, { data, config });
    const fromMs = Date.now() - ATTACK_MS;
    const attack = Array.from({ length: 60 }, (_, index) => refusal(index, fromMs));
    const send = async (to: string): Promise<number> => {
      const body = new Uint8Array(evtx([...attack, ...keyFaults(fromMs)]));
      const headers = { "content-type": "application/octet-stream" };
      return (await fetch(new URL("api/v1/ingest/events", to), { method: "POST", headers, body })).status;
    };
    expect(await send(server.url)).toBe(200);
    await server.kill();
    const again = await serve(lab, { data, config });
    const open = await until(
      "two incidents",
      async () => {
        const found = await openIncidents(again);
        return found.length >= 2 ? found : undefined;
      },
      WITHIN_MS,
    );
    expect(open.map(({ cause }) => cause)).toContain("rdp-bruteforce-or-flood");
    const attacked = open.find(({ cause }) => cause === "rdp-bruteforce-or-flood");
    const detail = await again.get<Readonly<Record<string, unknown>>>(`incidents/${attacked?.id}`);
    expect(detail).toMatchObject({ variant: "password-guessing", title: { en: "Password guessing" } });
    expect(JSON.stringify(detail["evidence"])).toMatch(/log-\d{8}T\d{6}Z-\d+#\d+/);
    expect(await send(again.url)).toBe(200);
    await until("both are told", () => (told.opened().length >= 2 ? true : undefined), WITHIN_MS);
    expect((await openIncidents(again)).map(({ id }) => id)).toEqual(open.map(({ id }) => id));
    expect(told.opened()).toHaveLength(2);
    await again.kill();
  });
});
