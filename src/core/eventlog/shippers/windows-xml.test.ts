import { describe, expect, it } from "vitest";
import type { EventElement } from "./event-element.ts";
import { readWindowsEvent } from "./windows-xml.ts";

function element(name: string, ...content: (EventElement | string | Readonly<Record<string, string>>)[]): EventElement {
  const children: EventElement[] = [];
  let attributes: Readonly<Record<string, string>> = {};
  let text = "";
  for (const part of content) {
    if (typeof part === "string") text += part;
    else if (isElement(part)) children.push(part);
    else attributes = part;
  }
  return { name, attributes, children, text };
}

function isElement(part: EventElement | Readonly<Record<string, string>>): part is EventElement {
  return "children" in part && typeof part.children === "object";
}

const system = element(
  "System",
  element("Provider", { Name: "Microsoft-Windows-Security-Auditing" }),
  element("EventID", { Qualifiers: "0" }, " 4625 "),
  element("Version", "0"),
  element("Level", "0"),
  element("Keywords", "0x8010000000000000"),
  element("TimeCreated", { SystemTime: "2026-11-22T22:10:05.1234567Z" }),
  element("EventRecordID", "4711"),
  element("Correlation", { ActivityID: "{F420373C-0D1D-4087-AC2F-1A8ACFD40000}" }),
  element("Execution", { ProcessID: "700", ThreadID: "812" }),
  element("Channel", "Security"),
  element("Computer", "rds01.example.com"),
  element("Security", { UserID: "S-1-5-18" }),
);
const place = { origin: "f.xml", number: 1 };

describe("Windows event XML", () => {
  it("gives every part of System and the values of EventData", () => {
    const data = element(
      "EventData",
      element("Data", { Name: "TargetUserName" }, "anna"),
      element("Data", "bare"),
      element("Binary", "00FF"),
    );
    expect(readWindowsEvent(element("Event", system, data), place)).toEqual({
      record: {
        origin: "f.xml",
        recordId: 4711,
        timeMs: Date.UTC(2026, 10, 22, 22, 10, 5, 123),
        timeTicks: 4567,
        channel: "Security",
        provider: "Microsoft-Windows-Security-Auditing",
        eventId: 4625,
        level: 0,
        version: 0,
        keywords: "0x8010000000000000",
        computer: "rds01.example.com",
        activityId: "f420373c-0d1d-4087-ac2f-1a8acfd40000",
        processId: 700,
        threadId: 812,
        userId: "S-1-5-18",
        values: [
          { name: "TargetUserName", text: "anna" },
          { name: "", text: "bare" },
          { name: "Binary", text: "00FF" },
        ],
      },
    });
  });

  it("names values of UserData without their wrapper, and does not read RenderingInfo", () => {
    const user = element(
      "UserData",
      element("EventXML", element("User", "anna"), element("Nested", element("Deep", "1"))),
    );
    const rendering = element("RenderingInfo", element("Message", "localised"), element("Level", "Information"));
    expect(readWindowsEvent(element("Event", system, user, rendering), place)).toMatchObject({
      record: {
        values: [
          { name: "User", text: "anna" },
          { name: "Nested/Deep", text: "1" },
        ],
      },
    });
  });

  it("is refused without a time, a provider or an id", () => {
    for (const name of ["TimeCreated", "Provider", "EventID"]) {
      const less = { ...system, children: system.children.filter((child) => child.name !== name) };
      expect(readWindowsEvent(element("Event", less), place)).toMatchObject({ refused: expect.any(String) });
    }
    expect(readWindowsEvent(element("Events"), place)).toMatchObject({ refused: expect.any(String) });
  });
});
