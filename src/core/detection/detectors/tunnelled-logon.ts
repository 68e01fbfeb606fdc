import type { HostEvent } from "../../telemetry/index.ts";
import { commandOf, programOf } from "../command-line.ts";
import type { Detection, Detector, DetectorFacts } from "../detection.ts";
import { detectionOf, type DetectorEntry, NEEDS } from "../detector-parts.ts";
import { Groups } from "../grouping.ts";
import { isLoopback, isRemoteLogon } from "../remote-logon.ts";
import { sentence } from "../sentence.ts";
import { addressOf } from "../trail.ts";

const UNLOCK = 7;
const NETWORK = 3;

const facts: DetectorFacts = {
  id: "tunnelled-logon",
  title: sentence("Remote Desktop through a tunnel", "经隧道的远程桌面"),
  looksFor: sentence(
    "Remote Desktop sessions whose client is the host itself (127.0.0.1, ::1) or a link-local address of IPv4; tunnel programs (ngrok, plink -R, ssh -R, chisel, frpc, cloudflared, netsh portproxy) that carry port 3389; connections of such programs to 3389.",
    "客户端是主机自身（127.0.0.1、::1）或 IPv4 链路本地地址的远程桌面会话；转发 3389 端口的隧道程序（ngrok、plink -R、ssh -R、chisel、frpc、cloudflared、netsh portproxy）；此类程序到 3389 的连接。",
  ),
  cannotSee: sentence(
    "Tunnels that end on another host of the network and go on from there; administrators who use SSH tunnels on purpose look the same.",
    "终点在网络中另一台主机、再从那里继续的隧道；有意使用 SSH 隧道的管理员也会如此。",
  ),
  kinds: [
    "logon",
    "authenticated",
    "session-logon",
    "session-reconnected",
    "connection-opened",
    "process-started",
    "network-connection",
  ],
  needs: [
    NEEDS.sessions,
    NEEDS.logons,
    NEEDS.refusals,
    NEEDS.processes,
    NEEDS.sysmonProcesses,
    {
      channel: "sysmon",
      gives: sentence("connections of programs (3)", "程序的网络连接（3）"),
      kinds: ["network-connection"],
    },
  ],
  thresholds: [],
};

/** The scope of an IPv6 address that ngrok's end of a tunnel leaves in place of one (see the Sigma rule 64d51a51). */
const NGROK_ADDRESS = "::%16777216";

const NGROK = sentence("the client has the address that tunnels of ngrok leave", "客户端地址是 ngrok 隧道留下的特征");
const LOOPBACK = sentence("the client of the session is the host itself", "会话的客户端是主机自身");
const LINK_LOCAL = sentence("the client has an address that no network gave it", "客户端使用未经网络分配的地址");
const PROGRAM = sentence("a program was started that carries Remote Desktop elsewhere", "启动了转发远程桌面的程序");
const CONNECTION = sentence("a tunnel program connected to Remote Desktop", "隧道程序连接了远程桌面");

/** Programs whose one purpose is a tunnel. */
const TUNNELS: ReadonlySet<string> = new Set(["ngrok", "chisel", "frpc", "cloudflared", "ligolo", "rathole", "bore"]);

class TunnelledLogon implements Detector {
  readonly #groups = new Groups();

  get forgotten(): number {
    return this.#groups.forgotten;
  }

  add(event: HostEvent): void {
    if (event.kind === "process-started") this.#addProcess(event);
    else if (event.kind === "network-connection") this.#addConnection(event);
    else this.#addClient(event);
  }

  finish(): readonly Detection[] {
    return this.#groups.all().map(({ confidence, severity, trail, words }) =>
      detectionOf(facts, trail, {
        severity,
        confidence,
        outcome: words.has("session") ? "got-in" : "not-known",
        summary: sentence(
          "{count} {count:sign|signs} of a tunnel to Remote Desktop on {host}: {words}.",
          "{host} 上有 {count} 处远程桌面隧道的迹象：{words}。",
          {
            count: trail.count,
            host: trail.hosts.listed[0] ?? "",
            words: [...words]
              .filter((word) => word !== "session")
              .slice(0, 5)
              .join(", "),
          },
        ),
      }),
    );
  }

  #addClient(event: HostEvent): void {
    const address = addressOf(event);
    const written = event.values?.["Address"];
    if (written?.startsWith(NGROK_ADDRESS) === true) {
      this.#groups.add(event.host, event, NGROK, { severity: "high", confidence: 0.8, value: written, word: "ngrok" });
      return;
    }
    if (address === undefined) return;
    const isLocal = isLoopback(address);
    if (!isLocal && !address.startsWith("169.254.")) return;
    // A local unlock and a network logon to oneself say 127.0.0.1 too, and are none.
    const isSession = event.kind === "session-logon" || event.kind === "session-reconnected";
    const isLogon = event.kind === "logon" && event.logonType !== UNLOCK && event.logonType !== NETWORK;
    const isRdp = isSession || isLogon || event.kind === "authenticated" || event.kind === "connection-opened";
    if (!isRdp || (event.kind !== "connection-opened" && !isRemoteLogon(event))) return;
    const group = this.#groups.add(event.host, event, isLocal ? LOOPBACK : LINK_LOCAL, {
      severity: event.kind === "connection-opened" || !isLocal ? "low" : "high",
      confidence: isLocal ? 0.8 : 0.4,
      word: address,
    });
    if (isSession || isLogon) group.words.add("session");
  }

  #addProcess(event: HostEvent): void {
    const command = commandOf(event);
    const program = programOf(event);
    const carries3389 = /(?:^|[^\d])3389(?:[^\d]|$)/.test(command);
    const isSsh = /^(?:plink|ssh|putty|klink)$/.test(program) && / -[lrd] /.test(command);
    const isProxy = program === "netsh" && command.includes("portproxy") && command.includes(" add ");
    const isTunnel = TUNNELS.has(program);
    if (!(isTunnel && (carries3389 || / rdp\b/.test(command))) && !((isSsh || isProxy) && carries3389)) {
      if (!isTunnel) return;
      const said = { severity: "low", confidence: 0.4, value: event.commandLine ?? program, word: program } as const;
      this.#groups.add(event.host, event, PROGRAM, said);
      return;
    }
    const said = { severity: "high", confidence: 0.85, value: event.commandLine ?? program, word: program } as const;
    this.#groups.add(event.host, event, PROGRAM, said);
  }

  #addConnection(event: HostEvent): void {
    const values = event.values ?? {};
    const port = values["DestinationPort"] ?? values["DestPort"];
    const program = programOf(event);
    if (port !== "3389" || !(TUNNELS.has(program) || /^(?:plink|ssh|sshd|putty)$/.test(program))) return;
    const value = `${program} → ${event.targetHost ?? values["DestAddress"] ?? ""}:3389`;
    this.#groups.add(event.host, event, CONNECTION, { severity: "high", confidence: 0.8, value, word: program });
  }
}

export const tunnelledLogon: DetectorEntry = { facts, create: () => new TunnelledLogon() };
