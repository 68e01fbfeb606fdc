import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkConfiguration, checkDocument, DEFAULTS, type KnownWords, type Problem } from "./index.ts";

const known: KnownWords = {
  channels: {
    email: {
      type: "object",
      properties: {
        name: { type: "string" },
        kind: { const: "email" },
        to: { type: "array", items: { type: "string" }, minItems: 1 },
        password: { type: "string", pattern: "^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+|secret:.+)$" },
      },
      required: ["name", "kind", "to"],
      additionalProperties: false,
    },
  },
  isZone: (zone) => zone === "UTC" || zone === "Europe/Berlin",
};

const problemsOf = (value: unknown): readonly Problem[] => checkConfiguration(value, known).problems;
const told = (value: unknown): readonly string[] =>
  problemsOf(value).map(({ path, message }) => `${path.join(".")}: ${message.en}`);

describe("checkConfiguration", () => {
  it("takes an empty file, and one that says everything it needs", () => {
    expect(checkConfiguration(null, known)).toEqual({ configuration: {}, problems: [] });
    const value = {
      server: { listen: "[::1]:8480", allowHosts: ["rdpulse.example.com"] },
      groups: { sites: { berlin: { intervalSeconds: 30, tags: { country: "de" } } } },
      targets: ["rds01", "rds02:3390", "[2001:db8::1]:3389", { host: "10.0.0.5", site: "berlin", name: "ts5" }],
      channels: [{ name: "mail", kind: "email", to: ["ops@example.com"], password: "env:SMTP_PASSWORD" }],
      rules: [{ name: "all", channels: ["mail", "*"], quiet: { hours: "22:00-07:00", zone: "Europe/Berlin" } }],
      maintenance: [
        { name: "patches", weekly: { days: [2], from: "22:00", minutes: 240, zone: "Europe/Berlin" } },
        { name: "move", once: { from: "2026-12-24T22:00+01:00", until: "2026-12-25T02:00+01:00" } },
      ],
      discovery: [{ name: "office", ranges: ["192.0.2.0/24", "198.51.100.10-20:3390"], add: true }],
    };
    expect(checkConfiguration(value, known)).toEqual({ configuration: value, problems: [] });
  });

  it.each([
    [{ targts: [] }, ["targts: targts: no such key; did you mean targets?"]],
    [{ monitor: { interval: 30 } }, ["monitor.interval: interval: no such key; did you mean intervalSeconds?"]],
    [{ monitor: { intervalSeconds: "30" } }, ["monitor.intervalSeconds: must be a whole number, and is a text"]],
    [{ monitor: { intervalSeconds: 1 } }, ["monitor.intervalSeconds: 1 is not within 5 … 86400"]],
    [{ targets: [{ port: 3389 }] }, ["targets.0: host is missing"]],
    [{ targets: [7] }, ["targets.0: must be a block of keys, and is a number"]],
    [{ targets: {} }, ["targets: must be a list, and is a block of keys"]],
    [{ targets: ["a b"] }, ["targets.0: must be HOST, HOST:PORT with a port of 1 to 65535, or [IPV6]:PORT"]],
    [{ targets: ["a:99999"] }, ["targets.0: must be HOST, HOST:PORT with a port of 1 to 65535, or [IPV6]:PORT"]],
    [{ targets: [{ host: "<b>" }] }, ["targets.0.host: is no name and no address; a port has its own key"]],
    [
      { targets: [{ host: "a", site: "<b>" }] },
      ["targets.0.site: must begin with a letter or digit, and have no / in it"],
    ],
    [{ targets: [{ host: "a:3389" }] }, ["targets.0.host: is no name and no address; a port has its own key"]],
    [{ targets: ["a", "a:3389"] }, ["targets.1: a:3389: entry 1 of this list has the same name"]],
    [
      { targets: ["c", { host: "a", dependsOn: ["b:3389"] }, { host: "b", dependsOn: ["a:3389"] }] },
      [
        "targets.1.dependsOn: targets depend on each other in a ring: a:3389 -> b:3389 -> a:3389; take one of these " +
          "dependencies away",
      ],
    ],
    [
      {
        groups: { sites: { berlin: { gateway: "gw" } } },
        targets: [
          { host: "a", site: "berlin" },
          { host: "gw", name: "gw", dependsOn: ["a:3389"] },
        ],
      },
      [
        "targets.0: targets depend on each other in a ring: a:3389 -> gw -> a:3389; take one of these dependencies away",
      ],
    ],
    [
      { channels: [{ name: "m", kind: "emial", to: ["x"] }] },
      ["channels.0.kind: must be one of email; did you mean email?"],
    ],
    [{ channels: [{ name: "m", kind: "email" }] }, ["channels.0: to is missing"]],
    [{ server: { listen: "8480" } }, ["server.listen: must be ADDRESS:PORT, such as 127.0.0.1:8480"]],
    [
      { monitor: { forbidden: ["10.0.0.0/33"] } },
      ["monitor.forbidden.0: is no address and no network such as 10.0.0.0/8 or fd00::/8"],
    ],
    [{ maintenance: [{ name: "x" }] }, ["maintenance.0: needs either once or weekly"]],
    [
      { maintenance: [{ name: "x", once: { from: "2026-02-29T10:00Z", until: "2026-03-01T10:00Z" } }] },
      ["maintenance.0.once.from: there is no such moment"],
    ],
    [
      { maintenance: [{ name: "x", once: { from: "2026-03-01T10:00+01:00", until: "2026-03-01T09:00Z" } }] },
      ["maintenance.0.once.until: is not after from"],
    ],
    [
      { health: { network: 0, system: 0, security: 0, hardware: 0, responsiveness: 0 } },
      ["health: at least one weight must be above 0"],
    ],
    [{ discovery: [{ name: "x" }] }, ["discovery.0: needs hosts, ranges, files or srv"]],
    [
      { discovery: [{ name: "x", ranges: ["10.0.0.0/8"] }] },
      ["discovery.0.ranges: 16777214 addresses are more than maxAddresses (65536)"],
    ],
    [
      { rules: [{ name: "x", channels: ["*"], daily: { at: "08:00", zone: "Berlin" } }] },
      ["rules.0.daily.zone: is no time zone that this machine knows; write one such as Europe/Berlin or UTC"],
    ],
  ])("%j is told with the way to do it right", (value, expected) => {
    expect(told(value)).toEqual(expected);
    expect(checkConfiguration(value, known).configuration).toBeNull();
  });

  it("never repeats what stands in the place of a secret", () => {
    const value = {
      store: { url: "postgres://rdpulse:hunter2@db/rdpulse" },
      channels: [{ name: "m", kind: "email", to: ["x"], password: "hunter2" }],
    };
    const problems = problemsOf(value);
    expect(problems.map(({ kind }) => kind)).toEqual(["not-allowed", "secret"]);
    expect(JSON.stringify(problems)).not.toContain("hunter2");
  });

  it("warns of names that the API may have declared, and uses the configuration", () => {
    const value = {
      targets: [{ host: "a", dependsOn: ["dc1"] }],
      channels: [{ name: "mail", kind: "email", to: ["x"] }],
      rules: [{ name: "all", channels: ["mial"] }],
    };
    const { configuration, problems } = checkConfiguration(value, known);
    expect(configuration).toEqual(value);
    expect(problems.map(({ kind, nearest, isWarning }) => [kind, nearest, isWarning])).toEqual([
      ["unknown-name", undefined, true],
      ["unknown-name", "mail", true],
    ]);
  });

  it("is not led astray by keys that every object has", () => {
    const value: unknown = JSON.parse('{"__proto__": {"a": 1}, "constructor": 1, "toString": 2}');
    expect(problemsOf(value).map(({ kind }) => kind)).toEqual(["unknown-key", "unknown-key", "unknown-key"]);
    expect(told({ channels: [{ name: "m", kind: "toString" }] })).toEqual(["channels.0.kind: must be one of email"]);
  });

  it("stops at a hundred problems", () => {
    expect(problemsOf({ targets: Array.from({ length: 1000 }, () => 1) })).toHaveLength(100);
  });

  it("never throws, and what it accepts it gives back unchanged", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { configuration, problems } = checkConfiguration(value, known);
        expect(configuration ?? value ?? {}).toEqual(value ?? {});
        expect(configuration === null).toBe(problems.some(({ isWarning }) => isWarning !== true));
      }),
    );
  });

  it("has defaults that it accepts itself", () => {
    const { server, retention, monitor, flapping, incidents, health } = DEFAULTS;
    const value = { server, store: { retention }, monitor: { ...monitor, flapping }, incidents, health };
    expect(told(value)).toEqual([]);
  });
});

describe("checkDocument", () => {
  it("tells of one document where in it something is wrong", () => {
    expect(checkDocument("channels", { name: "m", kind: "email", to: ["x"] }, known)).toEqual([]);
    expect(checkDocument("channels", { name: "m", kind: "email", to: [7] }, known)).toMatchObject([
      { path: ["to", 0], kind: "wrong-type" },
    ]);
    const rule = { name: "r", channels: ["mial"] };
    const channelNames = new Set(["mail"]);
    expect(checkDocument("rules", rule, { ...known, channelNames })).toMatchObject([
      { path: ["channels", 0], kind: "unknown-name", nearest: "mail" },
    ]);
    expect(checkDocument("rules", { ...rule, channels: ["mail"] }, { ...known, channelNames })).toEqual([]);
  });
});
