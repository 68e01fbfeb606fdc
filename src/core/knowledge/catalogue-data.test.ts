import { describe, expect, it } from "vitest";
import type { Localized } from "../texts/index.ts";
import { codeEntries, codeFamilies, codeFamilyTitle, findCode, findCodes } from "./codes.ts";
import { controls, findControl } from "./controls.ts";
import codesJson from "./data/codes.json" with { type: "json" };
import eventsJson from "./data/events.json" with { type: "json" };
import { eventEntries, findEvents } from "./events.ts";
import { folklore } from "./folklore.ts";
import { isCauseId } from "./known-cause.ts";
import { knownMessages } from "./messages/index.ts";
import { windowsReleases, windowsVulnerabilities } from "./windows-builds.ts";

/** Whether a text is there in both languages, the Chinese one in Chinese and the English one without it. */
function isComplete(text: Localized): boolean {
  const han = /\p{Script=Han}/u;
  return text.en.trim() !== "" && han.test(text.zh) && !han.test(text.en);
}

describe("the catalogue's texts", () => {
  it("lack no language", () => {
    const texts: readonly (Localized | undefined)[] = [
      ...codeEntries().flatMap((code) => [code.meaning, code.note]),
      ...eventEntries().flatMap((event) => [event.meaning, event.note]),
      ...controls.flatMap((control) => [control.title, control.why, control.note, control.requiredText]),
      ...folklore.flatMap((item) => [item.title, item.verdict, item.instead]),
      ...knownMessages.flatMap((message) => [message.title, message.meaning]),
      ...windowsVulnerabilities.map((vulnerability) => vulnerability.attack),
    ];
    expect(texts.filter((text) => text !== undefined && !isComplete(text))).toEqual([]);
    const titles = codeFamilies.map(codeFamilyTitle);
    expect(titles.filter((title) => title.en === "" || title.zh === "")).toEqual([]);
  });

  it("name their source", () => {
    for (const { source } of [
      ...codeEntries(),
      ...eventEntries(),
      ...folklore,
      ...knownMessages,
      ...windowsReleases(),
    ]) {
      expect(source.trim()).not.toBe("");
    }
  });
});

describe("the codes", () => {
  it("point to causes that exist", () => {
    const named = [
      ...Object.values(codesJson).flatMap((table) => table.entries.flatMap((entry) => entry.likelyCauses)),
      ...eventsJson.flatMap((event) => event.likelyCauses),
    ];
    expect(named.filter((id) => !isCauseId(id))).toEqual([]);
    expect(named.length).toBeGreaterThan(500);
  });

  it("print the same number in hexadecimal and decimal, once a family", () => {
    for (const code of codeEntries()) {
      expect(Number.parseInt(code.hex, 16)).toBe(code.decimal >>> 0);
      expect(findCodes(code.decimal).filter((other) => other.family === code.family)).toHaveLength(1);
    }
    expect(codeEntries().length).toBeGreaterThan(590);
    expect(codeFamilies).toHaveLength(Object.keys(codesJson).length);
  });

  it("are found by family and number, signed or not", () => {
    expect(findCode("ntstatus", -1073741715)?.symbol).toBe("STATUS_LOGON_FAILURE");
    expect(findCode("rdp_neg_failure", 5)?.symbol).toBe("HYBRID_REQUIRED_BY_SERVER");
    expect(findCode("set_error_info", 0x1a)?.symbol).toBe("ERRINFO_SERVER_REBOOT");
    expect(findCode("tls_alert", 0xffff)).toBeUndefined();
  });

  it("hold nothing that exists only in folklore", () => {
    expect(findCodes(0x7000e)).toEqual([]);
    expect(findCodes(0x2404)).toEqual([]);
    expect(findEvents(1001, "TermService")).toEqual([]);
  });
});

describe("events and controls", () => {
  it("are unique and found", () => {
    const keys = eventEntries().map((event) => `${event.shortName} ${event.id}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(findEvents(56, "termdd")).toHaveLength(1);
    expect(findEvents(1102).map((event) => event.shortName)).toEqual(["Eventlog", "RDPClient"]);
    expect(new Set(controls.map((control) => control.id)).size).toBe(controls.length);
    expect(findControl("RDP-NLA")?.valueName).toBe("UserAuthentication");
    expect(findControl("RDP-NOTHING")).toBeUndefined();
  });
});
