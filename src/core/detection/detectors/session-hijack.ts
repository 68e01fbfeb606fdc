import type { HostEvent } from "../../telemetry/index.ts";
import { BoundedMap } from "../bounded-map.ts";
import { commandOf, isSystemAccount, programOf } from "../command-line.ts";
import type { Detection, Detector, DetectorFacts } from "../detection.ts";
import { detectionOf, type DetectorContext, type DetectorEntry, NEEDS } from "../detector-parts.ts";
import { type Group, Groups } from "../grouping.ts";
import { sentence } from "../sentence.ts";
import { addressOf, userKey } from "../trail.ts";

const FOLLOWED = 10_000;
/** What belongs to one hijack lies within this time. */
const INCIDENT_MS = 60_000;
/** A logon of the second user this long before explains the change. */
const LOGON_MS = 60_000;

const facts: DetectorFacts = {
  id: "session-hijack",
  title: sentence("Session taken over", "会话被劫持"),
  looksFor: sentence(
    "tscon started, most of all as SYSTEM (4688, Sysmon 1); another user's session appearing in the window of one who just left it, without a logon (4779 then 4778, LSM 24 then 25, same client); 4778 of a session that was not disconnected, from another client.",
    "启动 tscon，尤其是以 SYSTEM 身份（4688、Sysmon 1）；一名用户刚离开，同一客户端窗口中未经登录就出现另一用户的会话（4779 后 4778、LSM 24 后 25）；未断开的会话从另一客户端重新连接（4778）。",
  ),
  cannotSee: sentence(
    "A hijack by a program that calls the functions of tscon itself, where neither 4778/4779 nor LSM 24/25 were read; command lines where they are not audited.",
    "由程序直接调用 tscon 的函数进行的劫持（若未读取 4778/4779 或 LSM 24/25）；未审核命令行时的命令行内容。",
  ),
  kinds: [
    "process-started",
    "window-station-disconnected",
    "window-station-reconnected",
    "session-disconnected",
    "session-reconnected",
    "logon",
    "authenticated",
    "session-logon",
  ],
  needs: [
    {
      channel: "security",
      gives: sentence("window stations changing hands (4778, 4779)", "窗口站的断开与重连（4778、4779）"),
    },
    NEEDS.sessions,
    NEEDS.processes,
    NEEDS.sysmonProcesses,
  ],
  thresholds: ["hijack-window"],
};

const TSCON = sentence("tscon was started", "启动了 tscon");
const TSCON_AS_SYSTEM = sentence(
  "tscon was started as SYSTEM, which needs no password",
  "以 SYSTEM 身份启动 tscon，无需密码",
);
const SWAP = sentence(
  "in the window that another user had just left, without a logon",
  "在另一用户刚离开的窗口中出现，且没有登录记录",
);
const UNPARTED = sentence(
  "reconnected from another client without having been disconnected",
  "未曾断开就从另一客户端重新连接",
);

interface Left {
  readonly user: string;
  readonly timeMs: number;
}

class SessionHijack implements Detector {
  readonly #context: DetectorContext;
  readonly #groups = new Groups();
  /** Who left last, by host and client. */
  readonly #left = new BoundedMap<Left>(FOLLOWED);
  /** When each user logged on last, by host. */
  readonly #logons = new BoundedMap<number>(FOLLOWED);
  /** Client to which a logon's window is connected. */
  readonly #connected = new BoundedMap<string>(FOLLOWED);
  /** The incident that is under way, by host. */
  readonly #current = new BoundedMap<Group>(FOLLOWED);

  constructor(context: DetectorContext) {
    this.#context = context;
  }

  get forgotten(): number {
    return this.#groups.forgotten + this.#left.forgotten;
  }

  add(event: HostEvent): void {
    const user = userKey(event);
    switch (event.kind) {
      case "process-started":
        this.#addProcess(event);
        return;
      case "logon":
      case "authenticated":
      case "session-logon":
        if (user !== undefined) this.#logons.set(`${event.host} ${user}`, event.timeMs);
        return;
      case "window-station-disconnected":
      case "session-disconnected":
        this.#addLeft(event, user);
        return;
      default:
        this.#addReturn(event, user);
    }
  }

  finish(): readonly Detection[] {
    return this.#groups.all().map(({ confidence, severity, trail, words }) =>
      detectionOf(facts, trail, {
        severity,
        confidence,
        threshold: "hijack-window",
        outcome: words.has("swap") ? "got-in" : "not-known",
        users: trail.users.listed.filter((name) => !name.endsWith("$")),
        summary: words.has("swap")
          ? sentence(
              "On {host} the window of {users} changed hands without a logon.",
              "{host} 上 {users} 的会话窗口未经登录就易手。",
              {
                host: trail.hosts.listed[0] ?? "",
                users: trail.users.listed.filter((name) => !name.endsWith("$")).join(", "),
              },
            )
          : words.has("unparted")
            ? sentence(
                "On {host} a session was taken up from another client while it was in use.",
                "{host} 上正在使用的会话被另一客户端接管。",
                {
                  host: trail.hosts.listed[0] ?? "",
                },
              )
            : sentence(
                "tscon was used on {host}; whether a session changed hands is not told.",
                "{host} 上使用了 tscon；日志未说明会话是否易手。",
                {
                  host: trail.hosts.listed[0] ?? "",
                },
              ),
      }),
    );
  }

  #addProcess(event: HostEvent): void {
    const command = commandOf(event);
    const isTscon = programOf(event) === "tscon" || /(?:^|[\\ ])tscon(?:\.exe)? /.test(command);
    if (!isTscon || command.includes("/?")) return;
    const isSystem = isSystemAccount(event);
    this.#note(event, isSystem ? TSCON_AS_SYSTEM : TSCON, {
      severity: isSystem ? "high" : "medium",
      confidence: isSystem ? 0.9 : 0.5,
      value: event.commandLine ?? event.process ?? "",
      word: "tscon",
    });
  }

  #addLeft(event: HostEvent, user: string | undefined): void {
    const client = clientKey(event);
    if (user !== undefined && client !== undefined) this.#left.set(client, { user, timeMs: event.timeMs });
    if (event.logonId !== undefined) this.#connected.delete(`${event.host} ${event.logonId}`);
  }

  #addReturn(event: HostEvent, user: string | undefined): void {
    const client = clientKey(event);
    if (user === undefined || client === undefined) return;
    const left = this.#left.get(client);
    const windowMs = this.#context.thresholds["hijack-window"].windowMs ?? 0;
    const logonMs = this.#logons.get(`${event.host} ${user}`);
    const hasLoggedOn = logonMs !== undefined && Math.abs(event.timeMs - logonMs) <= LOGON_MS;
    if (left !== undefined && left.user !== user && Math.abs(event.timeMs - left.timeMs) <= windowMs && !hasLoggedOn) {
      this.#note(event, SWAP, {
        severity: "high",
        // Session Manager alone says nothing of logons, which may have happened unseen.
        confidence: event.source.startsWith("Security") ? 0.85 : 0.6,
        value: `${left.user} → ${user}`,
        word: "swap",
      }).trail.users.add(left.user);
    }
    if (event.logonId === undefined) return;
    const place = `${event.host} ${event.logonId}`;
    const before = this.#connected.get(place);
    if (before !== undefined && before !== client && !hasLoggedOn) {
      this.#note(event, UNPARTED, { severity: "low", confidence: 0.3, word: "unparted" });
    }
    this.#connected.set(place, client);
  }

  #note(event: HostEvent, fact: typeof SWAP, said: Parameters<Groups["add"]>[3]): Group {
    const current = this.#current.get(event.host);
    const isSame = current !== undefined && event.timeMs - current.trail.lastMs <= INCIDENT_MS;
    const group = this.#groups.add(isSame ? current.key : `${event.host} ${event.at}`, event, fact, said);
    if (!isSame) this.#current.set(event.host, group);
    return group;
  }
}

/** Host and client, as one event tells both: by its name where there is one, else by its address. */
function clientKey(event: HostEvent): string | undefined {
  const address = addressOf(event);
  const window = event.values?.["SessionName"] ?? "";
  if (address === undefined && event.clientName === undefined) return undefined;
  return `${event.host} ${event.clientName ?? ""} ${address ?? ""} ${window}`.slice(0, 300);
}

export const sessionHijack: DetectorEntry = { facts, create: (context) => new SessionHijack(context) };
