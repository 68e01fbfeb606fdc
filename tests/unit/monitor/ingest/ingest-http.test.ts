// Logs as hosts and collectors send them: over HTTP, with a token.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { serverResources } from "../../../../src/app/server/index.ts";
import { EventIntake } from "../../../../src/io/monitor/index.ts";
import { type ApiFixture, openApi } from "../../api/api-fixture.ts";
import { evtx, sessionEvent } from "./sample-logs.ts";

let fixture: ApiFixture;
let intake: EventIntake;
let url: string;

function unasked(): never {
  throw new Error("not asked for here");
}

beforeEach(async () => {
  const resources = serverResources({
    desk: unasked,
    readMetrics: unasked,
    metricsScope: "read",
    report: unasked,
    intake: () => intake,
    loads: () => [],
    uploadBytes: 200_000,
  });
  fixture = await openApi({ resources });
  const clock = { nowMs: () => fixture.clock.atMs };
  intake = new EventIntake({
    store: fixture.store,
    tenant: 1,
    clock,
    onTrouble: (failure) => fixture.bugs.push(failure),
  });
  url = `http://127.0.0.1:${await fixture.api.listen("127.0.0.1", 0)}`;
});

afterEach(async () => {
  await intake.close();
  await fixture.close();
});

async function send(path: string, body: Uint8Array<ArrayBuffer> | string, type: string): Promise<Response> {
  return fetch(`${url}${path}`, { method: "POST", body, headers: { "content-type": type } });
}

async function made(scopes: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ name: scopes.join("-"), scopes });
  const answer: unknown = await (await fetch(`${url}/api/v1/tokens`, { method: "POST", body, headers })).json();
  const token = typeof answer === "object" && answer !== null && "token" in answer ? String(answer.token) : "";
  return { authorization: `Bearer ${token}` };
}

async function statusOf(method: string, path: string, headers: object, type = "application/json"): Promise<number> {
  const body = method === "GET" ? {} : { body: "{}" };
  return (await fetch(`${url}${path}`, { method, ...body, headers: { "content-type": type, ...headers } })).status;
}

const OTLP = {
  resourceLogs: [
    {
      resource: { attributes: [] },
      scopeLogs: [
        {
          logRecords: [
            {
              timeUnixNano: "1795000000000000000",
              body: {
                stringValue:
                  "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-TerminalServices-LocalSessionManager'/><EventID>21</EventID><TimeCreated SystemTime='2026-11-18T10:00:00.000Z'/><EventRecordID>7</EventRecordID><Channel>Microsoft-Windows-TerminalServices-LocalSessionManager/Operational</Channel><Computer>RDS02.example.test</Computer></System><UserData><EventXML xmlns='Event_NS'><User>EX\\otto</User><SessionID>4</SessionID><Address>10.0.0.8</Address></EventXML></UserData></Event>",
              },
            },
          ],
        },
      ],
    },
  ],
};

describe("POST /api/v1/ingest/events", () => {
  it("takes a log file, and /sessions shows who is on", async () => {
    const answer = await send(
      "/api/v1/ingest/events",
      new Uint8Array(evtx([sessionEvent(21, 0, "anna")])),
      "application/octet-stream",
    );
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ records: 1, events: 1, hosts: ["rds01"] });
    await intake.settle();
    const shown = await fetch(`${url}/api/v1/sessions?fromMs=0`);
    expect(await shown.json()).toMatchObject({ items: [{ host: "rds01", user: "EX\\anna", state: "active" }] });
  });

  it("refuses what is too large before it is read, a format that nobody knows, and an empty body", async () => {
    const large = await send("/api/v1/ingest/events", new Uint8Array(200_001), "application/octet-stream");
    expect(large.status).toBe(413);
    expect((await send("/api/v1/ingest/events?format=pcap", "x", "text/plain")).status).toBe(400);
    expect((await fetch(`${url}/api/v1/ingest/events`, { method: "POST" })).status).toBe(400);
    expect(fixture.bugs).toEqual([]);
  });

  it("takes no log of a stranger", async () => {
    const headers = { authorization: "Bearer wrong" };
    const answer = await fetch(`${url}/api/v1/ingest/events`, { method: "POST", body: "x", headers });
    expect(answer.status).toBe(401);
  });
});

describe("the scope ingest", () => {
  it("sends logs and does nothing else; who reads alone sends none", async () => {
    const [sender, reader, operator] = [await made(["ingest"]), await made(["read"]), await made(["operate"])];
    expect(await statusOf("POST", "/api/v1/ingest/events", sender, "text/plain")).toBe(200);
    expect(await statusOf("POST", "/v1/logs", sender)).toBe(200);
    for (const path of ["hosts", "sessions", "incidents", "tokens", "loads", "events/stream", "slo"]) {
      expect([path, await statusOf("GET", `/api/v1/${path}`, sender)]).toEqual([path, 403]);
    }
    expect(await statusOf("POST", "/api/v1/hosts", sender)).toBe(403);
    expect(await statusOf("POST", "/api/v1/ingest/events", reader, "text/plain")).toBe(403);
    expect(await statusOf("POST", "/api/v1/ingest/events", operator, "text/plain")).toBe(200);
    expect((await fetch(`${url}/api/v1/tokens/ingest`, { method: "DELETE" })).status).toBe(204);
    expect(await statusOf("POST", "/v1/logs", sender)).toBe(401);
  });
});

describe("POST /v1/logs", () => {
  it("takes what a collector of OpenTelemetry sends", async () => {
    const answer = await send("/v1/logs", JSON.stringify(OTLP), "application/json");
    expect([answer.status, await answer.json()]).toEqual([200, {}]);
    await intake.settle();
    const { items } = await fixture.store.sessions.list(1, {});
    expect(items).toMatchObject([{ host: "rds02", user: "EX\\otto", address: "10.0.0.8" }]);
  });

  it("says how to send JSON to a collector that sends protocol buffers", async () => {
    const answer = await send("/v1/logs", "x", "application/x-protobuf");
    expect(answer.status).toBe(415);
    expect(await answer.text()).toContain("encoding: json");
  });
});
