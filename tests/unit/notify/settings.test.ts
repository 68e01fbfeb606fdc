import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import {
  CHANNEL_KINDS,
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
    const lines = "a@b\r\nBcc: x@y";
    expect(validate({ name: "x", kind: "email", host: "mx", from: lines, to: ["c@d"] })).toBe(false);
    expect(validate({ name: "x", kind: "email", host: "mx", from: "a@b", to: [lines] })).toBe(false);
  });

  it("only systems that keep alerts open track a state", () => {
    expect(CHANNEL_KINDS.filter((kind) => traitsOf(kind).tracksState)).toEqual(["alertmanager", "pagerduty"]);
    expect(traitsOf("constructor")).toEqual({ tracksState: false });
  });
});

describe("a schema", () => {
  const hook = { name: "x", kind: "webhook", url: "https://hooks.example/in" };

  it("takes a template whose fields exist", () => {
    const validate = ajv.compile(schemaOfKind("webhook") ?? {});
    for (const template of ["", '{"a":{"b":"{{title}} {{ id }}"}}', "{ {x} }", "中文 {{severity}}\n"])
      expect(validate({ ...hook, template })).toBe(true);
    for (const template of ["{{titel}}", "{{title", "{{}}", "{{{title}}}"])
      expect(validate({ ...hook, template })).toBe(false);
  });

  it("takes addresses of HTTP alone", () => {
    const validate = ajv.compile(schemaOfKind("webhook") ?? {});
    for (const url of [
      "ftp://x",
      "file:///etc/passwd",
      "http://",
      "//x",
      "x",
      "http://user:password@x/",
      "http://a b/",
    ])
      expect(validate({ ...hook, url })).toBe(false);
    for (const url of ["http://x", "https://x:8443/a?b=c@d", "http://[::1]:9/hook"])
      expect(validate({ ...hook, url })).toBe(true);
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
