import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import {
  CHANNEL_KINDS,
  channelProblems,
  channelSchema,
  isZone,
  notifierOf,
  schemaOfKind,
  traitsOf,
  zoneOffsetMinutes,
} from "../../../src/io/notify/index.ts";

const ajv = new Ajv2020({ allErrors: true });

describe("settings of channels", () => {
  it.each(CHANNEL_KINDS)("%s has a schema that is strict, and texts in both languages", (kind) => {
    const validate = ajv.compile(schemaOfKind(kind) ?? {});
    expect(validate({ name: "x", kind, nonsense: 1 })).toBe(false);
    const notifier = notifierOf(kind);
    const texts = Object.values(notifier?.fields ?? {}).flatMap((field) => [field.label, field.help]);
    for (const text of [...texts, notifier?.title, notifier?.about]) {
      expect(text?.en).toBeTruthy();
      expect(text?.zh).toBeTruthy();
    }
  });

  it("takes references for secrets, and nothing else", () => {
    const validate = ajv.compile(schemaOfKind("slack") ?? {});
    expect(validate({ name: "x", kind: "slack", url: "secret:slack-url", lang: "zh", perHour: 10 })).toBe(true);
    expect(validate({ name: "x", kind: "slack", url: "https://hooks.slack.com/services/T/B/x" })).toBe(false);
  });

  it("one schema holds every kind", () => {
    const validate = ajv.compile(channelSchema());
    expect(validate({ name: "x", kind: "email", host: "mx", from: "a@b", to: ["c@d"] })).toBe(true);
    expect(validate({ name: "x", kind: "fax" })).toBe(false);
  });

  it("only systems that keep alerts open track a state", () => {
    expect(CHANNEL_KINDS.filter((kind) => traitsOf(kind).tracksState)).toEqual(["alertmanager", "pagerduty"]);
    expect(traitsOf("constructor")).toEqual({ tracksState: false });
  });
});

function pointers(settings: Record<string, unknown>): readonly string[] {
  return channelProblems(settings).map((problem) => problem.pointer);
}

describe("problems of a channel", () => {
  const SAMPLES: Readonly<Record<string, object>> = {
    text: { good: "http://x", bad: 5 },
    "long-text": { good: "", bad: 5 },
    secret: { good: "env:X", bad: "plain-secret" },
    integer: { good: 5, bad: -1 },
    flag: { good: true, bad: "yes" },
    choice: { bad: "nothing" },
    list: { good: ["a"], bad: [] },
    map: { good: { a: "b" }, bad: { a: 1 } },
  };

  it.each(CHANNEL_KINDS)("%s: they and its schema agree", (kind) => {
    const validate = ajv.compile(schemaOfKind(kind) ?? {});
    const fields = notifierOf(kind)?.fields ?? {};
    const sample = (name: string, which: "good" | "bad"): unknown => {
      const field = fields[name];
      const values: Record<string, unknown> = { ...SAMPLES[field?.type ?? "text"] };
      return which === "good" && field?.type === "choice" ? field.choices?.[0] : values[which];
    };
    const good: Record<string, unknown> = { name: "x", kind };
    for (const name of Object.keys(fields)) good[name] = sample(name, "good");
    expect(channelProblems(good)).toEqual([]);
    expect(validate(good)).toBe(true);
    for (const name of Object.keys(fields)) {
      const bad = { ...good, [name]: sample(name, "bad") };
      const problems = channelProblems(bad);
      expect(problems.map((problem) => problem.pointer)).toContain(`/${name}`);
      expect(JSON.stringify(problems)).not.toContain("plain-secret");
      expect(validate(bad)).toBe(false);
      const { [name]: _gone, ...without } = good;
      expect(channelProblems(without).length === 0).toBe(validate(without));
    }
  });

  it("name what is unknown and what would fail later", () => {
    expect(pointers({ name: "x", kind: "fax" })).toEqual(["/kind"]);
    const hook = { name: "x", kind: "webhook", url: "ftp://x", template: "{{titel}}", "a/b": 1 };
    expect(pointers(hook)).toEqual(["/a~1b", "/url", "/template"]);
  });
});

describe("zones", () => {
  it("know summer time", () => {
    const winter = Date.UTC(2026, 10, 23);
    const summer = Date.UTC(2026, 6, 1);
    expect([zoneOffsetMinutes("Europe/Berlin", winter), zoneOffsetMinutes("Europe/Berlin", summer)]).toEqual([60, 120]);
    expect(zoneOffsetMinutes("America/St_Johns", winter)).toBe(-210);
    expect(zoneOffsetMinutes("Asia/Shanghai", winter)).toBe(480);
    expect([isZone("Asia/Shanghai"), isZone("Mars/Olympus")]).toEqual([true, false]);
  });
});
