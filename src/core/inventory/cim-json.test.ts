import { describe, expect, it } from "vitest";
import { fromLatin1 } from "../bytes/index.ts";
import { isCimJson, readCimJson } from "./cim-json.ts";
import { mergeInventories } from "./merge-inventories.ts";
import { identifyExport, readExport } from "./single-export.ts";

/* Made by hand after the documented properties of the classes; never written by a Windows here. */
const GENERAL = {
  Caption: null,
  TerminalName: "RDP-Tcp",
  CertificateName: "rds01",
  Certificates: "System.Byte[]",
  MinEncryptionLevel: 3,
  PolicySourceMinEncryptionLevel: 2,
  SecurityLayer: 2,
  UserAuthenticationRequired: 1,
  PolicySourceUserAuthenticationRequired: 1,
  SSLCertificateSHA1Hash: "0123456789ABCDEF0123456789ABCDEF01234567",
  SSLCertificateSHA1HashType: 3,
  CimClass: { CimSuperClassName: "Win32_TerminalSetting", CimClassProperties: "System.Object[]" },
  CimSystemProperties: { Namespace: "root/cimv2/TerminalServices", ClassName: "Win32_TSGeneralSetting" },
};
const SERVER = {
  TerminalServerMode: 1,
  AllowTSConnections: 1,
  LicensingType: 4,
  LicensingName: "Per User",
  Logons: "0",
  SessionBrokerDrainMode: 2,
};
const TIMES = {
  TerminalName: "RDP-Tcp",
  ActiveSessionLimit: 0,
  IdleSessionLimit: 900_000,
  DisconnectedSessionLimit: 60_000,
};

const file = (value: unknown) => fromLatin1(JSON.stringify(value));

const part = (value: unknown, at: string) => ({ platform: "windows", sections: readCimJson(value, at) }) as const;

describe("JSON of CIM objects", () => {
  it("gives the listener, licensing, limits and drain mode", () => {
    const sections = readCimJson([GENERAL, SERVER, TIMES], "ts.json");
    expect(sections.listener).toMatchObject({
      at: "ts.json",
      value: {
        settings: { UserAuthenticationRequired: 1, SecurityLayer: 2, AllowTSConnections: 1, TerminalName: "RDP-Tcp" },
        certificateSha1: "0123456789abcdef0123456789abcdef01234567",
      },
    });
    expect(sections.licensing).toMatchObject({ value: { mode: "per-user" } });
    expect(sections.sessions).toMatchObject({
      value: { logons: "draining", limits: { ActiveSessionLimit: 0, IdleSessionLimit: 900_000 } },
    });
    const settings = sections.listener?.outcome === "collected" ? sections.listener.value.settings : {};
    expect(Object.keys(settings).filter((name) => /^(?:Cim|Caption|Certificates$)/.test(name))).toEqual([]);
  });

  it("reads one object as it reads a list, and of several listeners that of RDP", () => {
    const other = { ...GENERAL, TerminalName: "ICA-Tcp", SecurityLayer: 0 };
    const layers = [GENERAL, [other, GENERAL]].map((value) => {
      const { listener } = readCimJson(value, "a");
      return listener?.outcome === "collected" ? listener.value.settings["SecurityLayer"] : undefined;
    });
    expect(layers).toEqual([2, 2]);
    expect(readCimJson([other, { ...other, TerminalName: "X" }], "a").listener).toBeUndefined();
  });

  it("reads services of Win32_Service and of Get-Service", () => {
    const sections = readCimJson(
      [
        { Name: "TermService", State: "Running", StartMode: "Manual", ProcessId: 1100 },
        { ServiceName: "UmRdpService", Name: "UmRdpService", Status: 1, StartType: 3 },
      ],
      "services.json",
    );
    expect(sections.services).toMatchObject({
      value: [
        { name: "TermService", state: "Running", startMode: "Manual", processId: 1100 },
        { name: "UmRdpService", state: "Stopped", startMode: "Manual" },
      ],
    });
  });

  it("reads version, memory and hotfixes", () => {
    const sections = readCimJson(
      [
        {
          Caption: "Microsoft Windows Server 2022 Standard",
          Version: "10.0.20348",
          BuildNumber: "20348",
          LastBootUpTime: "/Date(1794800000000)/",
          TotalVisibleMemorySize: 8_000_000,
          FreePhysicalMemory: 1_000_000,
          TotalVirtualMemorySize: 16_000_000,
          FreeVirtualMemory: 4_000_000,
        },
        { HotFixID: "KB5030216", InstalledOn: { value: "/Date(1794700000000)/", DateTime: "…" } },
      ],
      "os.json",
    );
    expect(sections.version).toMatchObject({
      value: { build: 20348, bootedAtMs: 1_794_800_000_000, hotfixes: [{ id: "KB5030216" }] },
    });
    expect(sections.memory).toMatchObject({
      value: { commitLimitBytes: 16_384_000_000, committedBytes: 12_288_000_000 },
    });
  });

  it("is told from other JSON", () => {
    for (const value of [GENERAL, [SERVER], TIMES]) expect(identifyExport(file(value), "x")).toBe("cim-json");
    const event = { winlog: { event_id: 7045, event_data: { ServiceName: "x", StartType: "2", State: "a" } } };
    for (const value of [event, {}, [], [1], { a: { UserName: "x" } }, "text"]) {
      expect([isCimJson(value), identifyExport(file(value), "x")]).toEqual([false, undefined]);
    }
  });

  it("says why a file that began well could not be read", () => {
    const { sections } = readExport(file(GENERAL).subarray(0, 300), "cim-json", "cut.json");
    expect(sections.listener).toMatchObject({ outcome: "failed", at: "cut.json" });
  });
});

describe("several exports of one host", () => {
  it("complete each other field by field", () => {
    const { sections, conflicts } = mergeInventories([part(GENERAL, "a.json"), part(SERVER, "b.json")]);
    expect(sections.listener).toMatchObject({
      at: "a.json, b.json",
      value: { settings: { SecurityLayer: 2, AllowTSConnections: 1 } },
    });
    expect(conflicts).toBeUndefined();
  });

  it("show where they contradict each other; the first counts", () => {
    const { sections, conflicts } = mergeInventories([
      part(GENERAL, "a.json"),
      part({ ...GENERAL, SecurityLayer: 0 }, "b.json"),
    ]);
    expect(sections.listener).toMatchObject({ at: "a.json", value: { settings: { SecurityLayer: 2 } } });
    expect(conflicts).toEqual([
      {
        section: "listener",
        name: "settings.SecurityLayer",
        counts: { value: "2", at: "a.json" },
        other: { value: "0", at: "b.json" },
      },
    ]);
  });

  it("keep a reason only while nothing was collected", () => {
    const failed = {
      platform: "unknown",
      sections: { services: { outcome: "failed", reason: "denied", at: "a" } },
    } as const;
    const good = part([{ Name: "TermService", State: "Running", StartMode: "Auto" }], "b");
    expect(mergeInventories([failed, good]).sections.services?.outcome).toBe("collected");
    expect(mergeInventories([good, failed]).sections.services?.outcome).toBe("collected");
    expect(mergeInventories([failed, failed]).sections.services).toMatchObject({ reason: "denied" });
  });
});
