import { describe, expect, it } from "vitest";
import type { EventRecord } from "../record.ts";
import { fixedZone } from "./event-time.ts";
import { readShippedDocument, shipperOf } from "./shipped-document.ts";

// Samples are written by hand after the field names that each shipper documents; none was taken from a running one.

const AT = Date.UTC(2026, 10, 22, 22, 10, 5, 123);
const ACTIVITY = "{F420373C-0D1D-4087-AC2F-1A8ACFD40000}";
const SECURITY = "Microsoft-Windows-Security-Auditing";

const winlogbeat = {
  "@timestamp": "2026-11-22T22:10:05.123Z",
  event: { code: "4625", created: "2026-11-22T22:10:07.000Z", provider: SECURITY },
  host: { name: "rds01" },
  log: { level: "information" },
  message: "An account failed to log on.",
  winlog: {
    activity_id: ACTIVITY,
    channel: "Security",
    computer_name: "rds01.example.com",
    event_data: { TargetUserName: "anna", IpAddress: "-", LogonType: "3" },
    event_id: "4625",
    keywords: ["Audit Failure"],
    process: { pid: 700, thread: { id: 812 } },
    provider_name: SECURITY,
    record_id: 4711,
    version: 0,
  },
};

const nxlog = {
  EventTime: "2026-11-22 23:10:05.123",
  Hostname: "rds01.example.com",
  Keywords: "9232379236109516800",
  EventType: "AUDIT_FAILURE",
  SeverityValue: 4,
  Severity: "ERROR",
  EventID: 4625,
  SourceName: SECURITY,
  ProviderGuid: "{54849625-5478-4994-A5BA-3E3B0328C30D}",
  Version: 0,
  Task: 12544,
  OpcodeValue: 0,
  RecordNumber: 4711,
  ActivityID: ACTIVITY,
  ExecutionProcessID: 700,
  ExecutionThreadID: 812,
  Channel: "Security",
  Message: "An account failed to log on.",
  TargetUserName: "anna",
  IpAddress: "-",
  LogonType: "3",
  EventReceivedTime: "2026-11-22 23:10:07",
  SourceModuleName: "in",
  SourceModuleType: "im_msvistalog",
};

const wazuh = {
  timestamp: "2026-11-22T22:10:09.000+0000",
  rule: { level: 5, id: "60122" },
  agent: { id: "003", name: "rds01" },
  data: {
    win: {
      system: {
        providerName: SECURITY,
        eventID: "4625",
        version: "0",
        level: "0",
        task: "12544",
        opcode: "0",
        keywords: "0x8010000000000000",
        systemTime: "2026-11-22T22:10:05.1234567Z",
        eventRecordID: "4711",
        processID: "700",
        threadID: "812",
        channel: "Security",
        computer: "rds01.example.com",
        severityValue: "AUDIT_FAILURE",
        message: '"An account failed to log on."',
      },
      eventdata: { targetUserName: "anna", ipAddress: "-", logonType: "3" },
    },
  },
};

const text = (value: string): object => ({ stringValue: value });
const map = (members: Readonly<Record<string, object>>): object => ({
  kvlistValue: { values: Object.entries(members).map(([key, value]) => ({ key, value })) },
});

const otlp = {
  resourceLogs: [
    {
      resource: {},
      scopeLogs: [
        {
          logRecords: [
            {
              timeUnixNano: "1795385405123000000",
              body: map({
                channel: text("Security"),
                computer: text("rds01.example.com"),
                event_id: map({ id: { intValue: "4625" }, qualifiers: { intValue: "0" } }),
                provider: map({ name: text(SECURITY), guid: text("{x}") }),
                record_id: { intValue: "4711" },
                system_time: text("2026-11-22T22:10:05.1234567Z"),
                level: text("Information"),
                correlation: map({ activity_id: text(ACTIVITY) }),
                execution: map({ process_id: { intValue: "700" }, thread_id: { intValue: "812" } }),
                event_data: map({
                  data: {
                    arrayValue: {
                      values: [
                        map({ TargetUserName: text("anna") }),
                        map({ IpAddress: text("-") }),
                        map({ LogonType: text("3") }),
                      ],
                    },
                  },
                }),
              }),
            },
            { body: text("<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'></Event>") },
            { body: text("a line of something else") },
          ],
        },
      ],
    },
  ],
};

function only(document: unknown): EventRecord {
  const [first] = readShippedDocument(document, { origin: "f", number: 9 }, fixedZone(60));
  if (first === undefined || !("record" in first)) throw new Error(JSON.stringify(first));
  return first.record;
}

describe("events of shippers", () => {
  it.each([
    ["winlogbeat", winlogbeat],
    ["nxlog", nxlog],
    ["wazuh", wazuh],
    ["otlp", otlp],
  ])("of %s say the same", (name, document) => {
    expect(shipperOf(document)).toBe(name);
    expect(only(document)).toMatchObject({
      origin: "f",
      recordId: 4711,
      timeMs: AT,
      channel: "Security",
      provider: SECURITY,
      eventId: 4625,
      computer: "rds01.example.com",
      processId: 700,
      threadId: 812,
      values: [
        { name: "TargetUserName", text: "anna" },
        { name: "IpAddress", text: "-" },
        { name: "LogonType", text: "3" },
      ],
    });
  });

  it("keep what only some of them have", () => {
    const activityId = "f420373c-0d1d-4087-ac2f-1a8acfd40000";
    expect([winlogbeat, nxlog, otlp].map((document) => only(document).activityId)).toEqual(Array(3).fill(activityId));
    expect(only(nxlog).keywords).toBe("0x8020000000000000");
    expect([wazuh, otlp].map((document) => only(document).timeTicks)).toEqual([4567, 4567]);
  });

  it("of OTLP that hold raw XML are handed on, others are foreign", () => {
    const [, xml, foreign] = readShippedDocument(otlp, { origin: "f", number: 1 });
    expect(xml).toMatchObject({ xml: expect.stringContaining("<Event") });
    expect(foreign).toMatchObject({ foreign: expect.any(String) });
  });

  it("of UserData have the names of Windows, whatever the wrapper is called", () => {
    const lsm = {
      providerName: "Microsoft-Windows-TerminalServices-LocalSessionManager",
      eventID: "21",
      systemTime: "2026-11-22T22:10:05Z",
    };
    const values = [
      { name: "User", text: "CONTOSO\\anna" },
      { name: "SessionID", text: "2" },
    ];
    const eventXml = { user: "CONTOSO\\anna", sessionID: "2" };
    expect(only({ win: { system: lsm, eventXML: eventXml } }).values).toEqual(values);
    const beat = {
      ...winlogbeat.winlog,
      event_data: {},
      user_data: { xml_name: "EventXML", User: "CONTOSO\\anna", SessionID: 2 },
    };
    expect(only({ ...winlogbeat, winlog: beat }).values).toEqual(values);
  });

  it("of Winlogbeat 6 stood at the top of the object", () => {
    const old = {
      "@timestamp": "2026-11-22T22:10:05.123Z",
      log_name: "Security",
      source_name: SECURITY,
      event_id: 4625,
      record_number: "4711",
      computer_name: "rds01",
      level: "Information",
      event_data: { TargetUserName: "anna" },
    };
    expect(only(old)).toMatchObject({ recordId: 4711, timeMs: AT, level: 4, computer: "rds01" });
    expect(only({ _index: "winlogbeat-6", _source: old }).eventId).toBe(4625);
  });
});

describe("Get-WinEvent | ConvertTo-Json", () => {
  const event = {
    Id: 4825,
    Version: 0,
    Level: 0,
    RecordId: 12,
    ProviderName: SECURITY,
    LogName: "Security",
    MachineName: "rds01",
    UserId: { BinaryLength: 12, AccountDomainSid: null, Value: "S-1-5-18" },
    TimeCreated: "/Date(1795385405123)/",
    ActivityId: null,
    Properties: [{ Value: "anna" }, { Value: "CONTOSO" }, { Value: 999 }, { Value: "192.0.2.7" }],
  };

  it("gets the names of its values back where their number is known", () => {
    expect(only(event)).toMatchObject({ timeMs: AT, userId: "S-1-5-18", recordId: 12 });
    expect(only(event).values.map(({ name }) => name)).toEqual([
      "AccountName",
      "AccountDomain",
      "LogonID",
      "ClientAddress",
    ]);
    const fewer = { ...event, Properties: event.Properties.slice(1) };
    expect(only(fewer).values.map(({ name }) => name)).toEqual(["", "", ""]);
  });

  it("comes as an object, a list, or a list within an object", () => {
    for (const document of [event, [event], { value: [event], Count: 1 }]) expect(only(document).eventId).toBe(4825);
    const iso = { ...event, TimeCreated: "2026-11-22T23:10:05.1234567+01:00" };
    expect(only(iso)).toMatchObject({ timeMs: AT, timeTicks: 4567 });
  });

  it("is refused where the depth cut its values off", () => {
    const cut = { ...event, Properties: ["System.Diagnostics.Eventing.Reader.EventProperty"] };
    expect(readShippedDocument(cut, { origin: "f", number: 1 })).toMatchObject([
      { refused: expect.stringContaining("-Depth") },
    ]);
  });
});

describe("journalctl -o json", () => {
  it("gives the program, its level and its words, also as bytes", () => {
    const entry = {
      __REALTIME_TIMESTAMP: "1795385405123456",
      _HOSTNAME: "linux01",
      SYSLOG_IDENTIFIER: "xrdp-sesman",
      _SYSTEMD_UNIT: "xrdp-sesman.service",
      PRIORITY: "6",
      _PID: "77",
      MESSAGE: "[WARN ] AUTHFAIL: user=anna ip=192.0.2.7 time=1795385405",
    };
    expect(only(entry)).toMatchObject({
      timeMs: AT,
      timeTicks: 4560,
      provider: "xrdp-sesman",
      channel: "xrdp-sesman.service",
      computer: "linux01",
      level: 3,
      processId: 77,
      values: [{ name: "message", text: "AUTHFAIL: user=anna ip=192.0.2.7 time=1795385405" }],
    });
    expect(only({ ...entry, MESSAGE: [104, 105] }).values).toEqual([{ name: "message", text: "hi" }]);
  });
});

describe("what is no event", () => {
  it("is foreign or refused, and never an exception", () => {
    const documents: unknown[] = [
      null,
      1,
      "x",
      {},
      { winlog: {} },
      { win: { system: {} } },
      { resourceLogs: [null, 1, {}] },
      [[[]]],
    ];
    for (const document of documents) {
      const events = readShippedDocument(document, { origin: "f", number: 1 });
      expect(events.every((event) => !("record" in event))).toBe(true);
    }
    const hostile: unknown = JSON.parse('{"__proto__":{"winlog":{}},"winlog":{"event_data":{"__proto__":"x"}}}');
    expect(readShippedDocument(hostile, { origin: "f", number: 1 })).toMatchObject([{ refused: expect.any(String) }]);
  });
});
