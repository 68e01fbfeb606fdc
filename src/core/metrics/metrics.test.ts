import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeExposition, isExposition, type Sample } from "./exposition.ts";
import { inventoryFromMetrics } from "./metrics-inventory.ts";
import { readHostMetrics } from "./read-host-metrics.ts";
import { sessionName } from "./session-metrics.ts";

/* Made by hand after the names in the source of windows_exporter and node_exporter; no answer of a real RDS host is public. */
const STATES = ["active", "connected", "disconnected", "listen", "down"];

function session(name: string, user: string, id: number, state: string): readonly string[] {
  return STATES.map(
    (one) =>
      `windows_terminal_services_session_info{host="",id="${id}",session_name="${name}",state="${one}",user="${user}"} ${one === state ? 1 : 0}`,
  );
}

const WINDOWS = [
  "\ufeff# HELP windows_cpu_time_total Time",
  "# TYPE windows_cpu_time_total counter",
  'windows_cpu_time_total{core="0,0",mode="idle"} 100.5',
  'windows_cpu_time_total{core="0,1",mode="idle"} 99.5',
  'windows_cpu_time_total{core="0,0",mode="user"} 7',
  "windows_memory_commit_limit 1.6e+10",
  "windows_memory_committed_bytes 1.5e+10",
  "windows_memory_available_bytes 1e+09",
  "windows_memory_physical_total_bytes 8e+09",
  'windows_os_hostname{domain="corp.example",fqdn="rds01.corp.example",hostname="rds01"} 1',
  'windows_os_info{build_number="20348",installation_type="Server",major_version="10",minor_version="0",product="Windows Server 2022 Standard",revision="4294",version="10.0.20348"} 1',
  'windows_remote_fx_net_current_tcp_bandwidth{session_name="RDP-Tcp 0"} 1250',
  'windows_remote_fx_net_current_tcp_rtt_seconds{session_name="RDP-Tcp 0"} 0.042',
  'windows_remote_fx_net_loss_rate{session_name="RDP-tcp 0"} 3',
  'windows_service_process{name="TermService",process_id="1100"} 1.7949e+09',
  'windows_service_start_mode{name="TermService",start_mode="manual"} 1',
  'windows_service_start_mode{name="TermService",start_mode="auto"} 0',
  'windows_service_state{name="TermService",state="running"} 1',
  'windows_service_state{name="TermService",state="stopped"} 0',
  "windows_system_boot_time_timestamp 1.7948e+09",
  'windows_terminal_services_cpu_time_seconds_total{mode="RDP-Tcp 0",session_name="privileged"} 98.5',
  'windows_terminal_services_cpu_time_seconds_total{mode="user",session_name="RDP-Tcp 7"} 12.5',
  'windows_terminal_services_handles{session_name="RDP-Tcp 0"} 20999',
  ...session("RDP-Tcp 0", "corp\\\\alice", 3, "active"),
  ...session("", "corp\\\\bob", 4, "disconnected"),
  ...session("", "", 16, "down"),
  'windows_time_clock_sync_source{type="NT5DS"} 1',
  "windows_time_computed_time_offset_seconds 0.25",
  'windows_exporter_collector_success{collector="time"} 1',
  'windows_exporter_collector_success{collector="gpu"} 0',
  'windows_performancecounter_user_input_delay_per_session_max_input_delay{session="RDP-Tcp 0"} 156',
].join("\r\n");

const read = (text: string) => readHostMetrics(decodeExposition(text).samples, "m.prom");

describe("exposition", () => {
  it("reads names, labels, escapes, numbers and times", () => {
    const { samples, damaged, types } = decodeExposition(
      [
        "# TYPE a gauge",
        'a{path="C:\\\\DIR\\\\A.TXT",text="one\\ntwo \\"x\\"",} +Inf -5',
        "b NaN",
        "c:d 1.5e-3",
        'e{x = "1" , y="C:\\Windows"} 0x10',
        'f{x="C:\\Windows"} 2',
        "g 1 2 3",
        "h{",
        "5x 1",
        "",
      ].join("\n"),
    );
    expect(samples.map(({ name, labels, value, timeMs }) => [name, labels, value, timeMs])).toEqual([
      ["a", { path: "C:\\DIR\\A.TXT", text: 'one\ntwo "x"' }, Number.POSITIVE_INFINITY, -5],
      ["b", {}, Number.NaN, undefined],
      ["c:d", {}, 0.0015, undefined],
      ["f", { x: "C:\\Windows" }, 2, undefined],
    ]);
    expect(damaged).toBe(4);
    expect(types.get("a")).toBe("gauge");
  });

  it("reads OpenMetrics: exemplars, units and times in seconds", () => {
    const { samples, damaged } = decodeExposition(
      '# TYPE a counter\n# UNIT a seconds\na_total{b="c"} 2 1795000000.5 # {trace="x"} 1 1\n# EOF\n',
    );
    expect(damaged).toBe(0);
    expect(samples).toEqual([{ name: "a_total", labels: { b: "c" }, value: 2, timeMs: 1_795_000_000_500, line: 3 }]);
  });

  it("gives back any label", () => {
    fc.assert(
      fc.property(fc.string(), fc.double({ noNaN: true }), (label, value) => {
        const escaped = label.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
        fc.pre(!/[\r]/.test(label));
        const { samples } = decodeExposition(
          `m{l="${escaped}"} ${value === Number.POSITIVE_INFINITY ? "+Inf" : value === Number.NEGATIVE_INFINITY ? "-Inf" : value}\n`,
        );
        expect(samples).toEqual([
          { name: "m", labels: { l: label }, value: value === 0 ? samples[0]?.value : value, line: 1 },
        ]);
      }),
    );
  });

  it("passes over a line of any length, and keeps the others", () => {
    const { samples, damaged } = decodeExposition(`a 1\nb{x="${"y".repeat(100_000)}"} 1\nc 2`);
    expect([samples.map(({ name }) => name), damaged]).toEqual([["a", "c"], 1]);
  });

  it("is told by the names of its exporters", () => {
    expect(isExposition(WINDOWS)).toBe(true);
    expect(isExposition("# TYPE node_load1 gauge\nnode_load1 1\n")).toBe(true);
    expect(isExposition('<a>\nwindows_x{ "b" }\n')).toBe(false);
    expect(isExposition("windows is an operating system\n")).toBe(false);
  });
});

describe("metrics of a Windows host", () => {
  const metrics = read(WINDOWS);

  it("tell version with UBR, memory, processors, start and time", () => {
    expect(metrics.platform).toBe("windows");
    expect(metrics.host).toMatchObject({ name: "rds01", domain: "corp.example" });
    expect(metrics.system).toMatchObject({ build: 20348, ubr: 4294, installationType: "server", at: "m.prom#11" });
    expect(metrics.memory.committedBytes).toEqual({
      value: 1.5e10,
      at: "m.prom#7",
      metric: "windows_memory_committed_bytes",
    });
    expect(metrics.cpu.secondsByMode["idle"]?.value).toBe(200);
    expect([metrics.bootedAtMs?.value, metrics.timeOffsetMs?.value]).toEqual([1.7948e12, 250]);
    expect(metrics.failedCollectors.map(({ name }) => name)).toEqual(["gpu"]);
  });

  it("tell each session with its network and load, whichever way round the labels are", () => {
    const [first] = metrics.sessions;
    expect(first).toMatchObject({ name: "RDP-Tcp#0", id: 3, user: "corp\\alice", state: "active" });
    expect(first?.network.currentTcpRttMs?.value).toBe(42);
    expect(first?.network.tcpBytesPerSecond?.value).toBe(1250);
    expect(first?.network.lossPercent?.value).toBe(3);
    expect(first?.load.cpuSeconds["privileged"]?.value).toBe(98.5);
    expect(first?.load.handles?.metric).toBe('windows_terminal_services_handles{session_name="RDP-Tcp 0"}');
    expect(first?.load.inputDelayMs?.value).toBe(156);
    expect(metrics.sessions.find(({ name }) => name === "RDP-Tcp#7")?.load.cpuSeconds["user"]?.value).toBe(12.5);
    expect(metrics.sessionsByState).toEqual({ active: 1, disconnected: 1, down: 1 });
  });

  it("become sections of an inventory", () => {
    const { host, sections } = inventoryFromMetrics(metrics);
    expect(host).toBe("rds01");
    expect(sections.version).toMatchObject({ value: { build: 20348, ubr: 4294, bootedAtMs: 1.7948e12 } });
    expect(sections.services).toMatchObject({
      value: [{ name: "TermService", state: "running", startMode: "manual", processId: 1100, startedAtMs: 1.7949e12 }],
    });
    expect(sections.memory).toMatchObject({ value: { totalBytes: 8e9, commitLimitBytes: 1.6e10 } });
    expect(sections.time).toMatchObject({ value: { source: "NT5DS", offsetMs: 250 } });
    expect(sections.sessions).toMatchObject({
      value: { sessions: [{ id: 3, user: "corp\\alice" }, { id: 4 }, { id: 16, state: "down" }] },
    });
  });

  it("know the names of older versions, down to the prefix", () => {
    const old = read(
      [
        'wmi_cs_hostname{hostname="OLD",domain="",fqdn="OLD"} 1',
        "wmi_cs_physical_memory_bytes 4e9",
        "windows_os_physical_memory_free_bytes 1e9",
        "windows_os_virtual_memory_bytes 6e9",
        "windows_system_system_up_time 1.6e9",
        'windows_terminal_services_privileged_time_seconds_total{session_name="RDP-Tcp 1"} 4',
        'windows_terminal_services_handle_count{session_name="RDP-Tcp 1"} 5',
        'windows_terminal_services_local_session_count{session="active"} 2',
        'windows_service_info{name="termservice",process_id="44"} 1',
        'windows_os_info{product="Microsoft Windows Server 2016 Standard",version="10.0.14393"} 1',
      ].join("\n"),
    );
    expect(old.host?.name).toBe("OLD");
    expect([old.memory.totalBytes?.value, old.memory.availableBytes?.value, old.bootedAtMs?.value]).toEqual([
      4e9, 1e9, 1.6e12,
    ]);
    expect(old.sessions[0]?.load.cpuSeconds["privileged"]?.value).toBe(4);
    expect(old.sessionCounts["active"]?.value).toBe(2);
    expect(old.system).toMatchObject({ build: 14393 });
    expect(old.system?.ubr).toBeUndefined();
    // No state, no ids: nothing is said of sessions or services.
    expect(Object.keys(inventoryFromMetrics(old).sections).toSorted()).toEqual(["memory", "version"]);
  });

  it("leave out what was not measured", () => {
    const empty = read('windows_memory_available_bytes NaN\nwindows_os_info{revision="0"} 1\n');
    expect(empty.memory).toEqual({});
    expect(empty.system?.ubr).toBeUndefined();
    expect(read("up 1\n").platform).toBe("unknown");
  });
});

describe("metrics of a Linux host", () => {
  it("tell units, memory and clock", () => {
    const metrics = read(
      [
        'node_uname_info{nodename="xrdp01",release="6.12.0",sysname="Linux"} 1',
        'node_os_info{pretty_name="Debian GNU/Linux 13 (trixie)",version_id="13"} 1',
        "node_boot_time_seconds 1.79e9",
        "node_memory_MemTotal_bytes 2e9",
        "node_memory_Committed_AS_bytes 1e9",
        "node_timex_offset_seconds -0.002",
        "node_timex_sync_status 1",
        'node_systemd_unit_state{name="xrdp.service",state="active",type="simple"} 0',
        'node_systemd_unit_state{name="xrdp.service",state="failed",type="simple"} 1',
        'node_cpu_seconds_total{cpu="0",mode="idle"} 5',
        "node_load1 0.5",
      ].join("\n"),
    );
    const { platform, sections } = inventoryFromMetrics(metrics);
    expect(platform).toBe("linux");
    expect(sections.services).toMatchObject({ value: [{ name: "xrdp", state: "failed" }] });
    expect(sections.time).toMatchObject({ value: { offsetMs: -2 } });
    expect(sections.version).toMatchObject({ value: { product: "Debian GNU/Linux 13 (trixie)" } });
    expect(metrics.cpu.load1?.value).toBe(0.5);
  });
});

describe("a clock that nobody synchronises", () => {
  it("has no known offset, whatever the kernel says", () => {
    const metrics = read("node_timex_offset_seconds 0\nnode_timex_sync_status 0\nnode_time_seconds 1.79e9\n");
    expect(metrics.timeOffsetMs).toBeUndefined();
    expect(inventoryFromMetrics(metrics).sections.time).toBeUndefined();
  });
});

describe("the reader", () => {
  it("takes any samples", () => {
    const names = fc.constantFrom(
      ...new Set(decodeExposition(WINDOWS).samples.map(({ name }) => name)),
      "node_systemd_unit_state",
      "wmi_x",
    );
    const labels = fc.dictionary(
      fc.constantFrom("session_name", "mode", "state", "id", "name", "user", "__proto__"),
      fc.string(),
    );
    const sample = fc.record({ name: names, labels, value: fc.double(), line: fc.nat() });
    fc.assert(
      fc.property(fc.array(sample), (samples: readonly Sample[]) => {
        const { sections } = inventoryFromMetrics(readHostMetrics(samples, "x"));
        expect(Object.values(sections).every(({ at }) => at.startsWith("x#"))).toBe(true);
      }),
    );
  });

  it("names sessions as Windows does", () => {
    expect(["RDP-Tcp 0", "RDP-tcp 12", "RDP-Tcp#3", "50 Disc", "console"].map(sessionName)).toEqual([
      "RDP-Tcp#0",
      "RDP-Tcp#12",
      "RDP-Tcp#3",
      "50 Disc",
      "console",
    ]);
  });
});
