import type { HostEvent } from "../../telemetry/index.ts";
import { commandOf, programOf } from "../command-line.ts";
import type { Detection, Detector, DetectorFacts } from "../detection.ts";
import { detectionOf, type DetectorEntry, NEEDS } from "../detector-parts.ts";
import { Groups } from "../grouping.ts";
import { sentence } from "../sentence.ts";
import { settingChangeOf } from "../setting-change.ts";

/** Values of Shadow that let people be watched, or led, without being asked. */
const WITHOUT_CONSENT: ReadonlySet<number> = new Set([2, 4]);

const facts: DetectorFacts = {
  id: "session-shadowing",
  title: sentence("Session shadowing", "会话影子（远程监视）"),
  looksFor: sentence(
    "Shadow sessions (RCM 20503, 20506), mstsc started with /shadow, and the value Shadow set so that nobody is asked.",
    "影子会话（RCM 20503、20506）、以 /shadow 启动的 mstsc，以及将 Shadow 值设为无需用户同意。",
  ),
  cannotSee: sentence(
    "Whether the user agreed; and whether it was the help desk at work, which looks the same.",
    "用户是否同意；也无法区分正常的帮助台操作。",
  ),
  kinds: ["shadow-started", "process-started", "registry-set"],
  needs: [
    {
      channel: "connection-manager",
      gives: sentence("shadow sessions (20503, 20506)", "影子会话（20503、20506）"),
    },
    NEEDS.processes,
    NEEDS.sysmonProcesses,
    NEEDS.sysmonRegistry,
  ],
  thresholds: [],
};

const STARTED = sentence("a session was shadowed", "会话被影子监视");
const COMMAND = sentence("mstsc was started to shadow", "启动 mstsc 进行影子监视");
const UNASKED = sentence("mstsc was started to shadow without asking", "启动 mstsc 进行无需同意的影子监视");
const ALLOWED = sentence("shadowing without consent was allowed", "允许了无需同意的影子监视");

class SessionShadowing implements Detector {
  readonly #groups = new Groups();

  get forgotten(): number {
    return this.#groups.forgotten;
  }

  add(event: HostEvent): void {
    const { host } = event;
    if (event.kind === "shadow-started") {
      const value = Object.values(event.values ?? {}).join("  ");
      this.#groups.add(host, event, STARTED, { severity: "medium", confidence: 0.9, value });
      return;
    }
    const change = settingChangeOf(event);
    if (change?.name === "shadow" && change.number !== undefined && WITHOUT_CONSENT.has(change.number)) {
      const confidence = change.how === "registry" ? 0.9 : 0.7;
      const value = `Shadow = ${change.number}`;
      this.#groups.add(host, event, ALLOWED, { severity: "medium", confidence, value });
      return;
    }
    const command = event.kind === "process-started" ? commandOf(event) : "";
    const isMstsc = programOf(event) === "mstsc" || command.includes("mstsc");
    if (!isMstsc || !command.includes("/shadow")) return;
    const isUnasked = command.includes("noconsentprompt");
    this.#groups.add(host, event, isUnasked ? UNASKED : COMMAND, {
      severity: isUnasked ? "high" : "medium",
      confidence: 0.8,
      value: event.commandLine ?? "",
    });
  }

  finish(): readonly Detection[] {
    return this.#groups.all().map(({ confidence, severity, trail }) =>
      detectionOf(facts, trail, {
        severity,
        confidence,
        summary: sentence(
          "{count} {count:sign|signs} of shadowing on {host}.",
          "{host} 上有 {count} 处影子监视的迹象。",
          { count: trail.count, host: trail.hosts.listed[0] ?? "" },
        ),
      }),
    );
  }
}

export const sessionShadowing: DetectorEntry = { facts, create: () => new SessionShadowing() };
