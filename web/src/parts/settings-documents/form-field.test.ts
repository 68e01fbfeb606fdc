import { describe, expect, it } from "vitest";
import { type FormField, settingsOf, valuesOf, withValue } from "./form-field.ts";

const label = { en: "x", zh: "x" };
const FIELDS: readonly FormField[] = [
  { name: "host", type: "text", label, required: true },
  { name: "port", type: "integer", label },
  { name: "enabled", type: "flag", label },
  { name: "daily.at", type: "text", label },
  { name: "to", type: "list", label },
  { name: "days", type: "list", label, isNumbers: true },
  { name: "headers", type: "map", label },
  { name: "severity", type: "words", label },
];

describe("forms of settings", () => {
  it("give back what they were given, and keep what they have no box for", () => {
    const settings = {
      kind: "email",
      host: "mail",
      port: 25,
      enabled: false,
      daily: { at: "08:00", zone: "UTC" },
      to: ["a", "b"],
      days: [1, 7],
      headers: { "x-a": "1=2" },
      severity: ["major"],
    };
    expect(settingsOf(FIELDS, valuesOf(FIELDS, settings), settings)).toEqual({ settings, problems: {} });
  });

  it("leave out what is empty, and the object that is empty with it", () => {
    const values = { ...valuesOf(FIELDS, { host: "mail", daily: { at: "08:00" } }), "daily.at": " " };
    expect(settingsOf(FIELDS, values, { host: "mail", daily: { at: "08:00" } }).settings).toEqual({ host: "mail" });
    expect(withValue({}, "a.b", undefined)).toEqual({});
  });

  it("say what is missing and what is no number", () => {
    const { problems } = settingsOf(FIELDS, { host: "", port: "many", days: "1\nx" }, {});
    expect(problems).toEqual({ host: "missing", port: "not-a-number", days: "not-a-number" });
  });
});
