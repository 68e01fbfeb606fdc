import type { HostEvent } from "../../telemetry/index.ts";
import { commandOf, programOf } from "../command-line.ts";
import type { Detection, Detector, DetectorFacts } from "../detection.ts";
import { detectionOf, type DetectorEntry, NEEDS } from "../detector-parts.ts";
import { Groups } from "../grouping.ts";
import { sentence } from "../sentence.ts";

const facts: DetectorFacts = {
  id: "logs-cleared",
  title: sentence("Logs or traces cleared", "日志或痕迹被清除"),
  looksFor: sentence(
    "Cleared logs (Security 1102, System 104), commands that clear them, and a wiped list of the hosts that a client connected to.",
    "被清除的日志（Security 1102、System 104）、清除日志的命令，以及被抹去的客户端连接记录。",
  ),
  cannotSee: sentence(
    "Single records taken out of a log, and files that were deleted while the service was stopped.",
    "从日志中剔除的个别记录，以及在服务停止时删除的文件。",
  ),
  kinds: ["log-cleared", "process-started", "registry-set"],
  needs: [
    { channel: "security", gives: sentence("the clearing of the Security log (1102)", "Security 日志的清除（1102）") },
    { channel: "system", gives: sentence("the clearing of other logs (104)", "其他日志的清除（104）") },
    NEEDS.processes,
    NEEDS.sysmonProcesses,
    NEEDS.sysmonRegistry,
  ],
  thresholds: [],
};

const CLEARED = sentence("a log was cleared", "日志被清除");
const COMMAND = sentence("a command that clears a log was started", "启动了清除日志的命令");
const HISTORY = sentence("the list of hosts a client connected to was wiped", "客户端的连接记录被抹去");
const HISTORY_KEY = "terminal server client";

class LogsCleared implements Detector {
  readonly #groups = new Groups();

  get forgotten(): number {
    return this.#groups.forgotten;
  }

  add(event: HostEvent): void {
    const { host } = event;
    if (event.kind === "log-cleared") {
      const value = event.values?.["Channel"] ?? event.source;
      this.#groups.add(host, event, CLEARED, { severity: "medium", confidence: 1, value, word: value });
      return;
    }
    if (event.kind === "registry-set") {
      const { eventType = "", registryKey = "" } = event.values ?? {};
      if (!/delete/i.test(eventType) || !registryKey.toLowerCase().includes(HISTORY_KEY)) return;
      this.#groups.add(host, event, HISTORY, { severity: "medium", confidence: 0.8, value: registryKey });
      return;
    }
    const command = commandOf(event);
    const value = event.commandLine ?? "";
    const isWevtutil = programOf(event) === "wevtutil" && / (?:cl|clear-log) /.test(`${command} `);
    const isCmdlet = /\bclear-eventlog\b|\bremove-eventlog\b|\bcleareventlog\b/.test(command);
    if (isWevtutil || isCmdlet) {
      this.#groups.add(host, event, COMMAND, { severity: "medium", confidence: 0.85, value });
    } else if (command.includes(HISTORY_KEY) && /\bdelete\b|remove-item/.test(command)) {
      this.#groups.add(host, event, HISTORY, { severity: "medium", confidence: 0.75, value });
    }
  }

  finish(): readonly Detection[] {
    return this.#groups.all().map(({ confidence, severity, trail, words }) =>
      detectionOf(facts, trail, {
        severity,
        confidence,
        summary: sentence(
          "{count} {count:sign|signs} of clearing on {host}{words}; nothing can be told of what stood there before.",
          "{host} 上有 {count} 处清除痕迹{words}；清除之前的内容无从得知。",
          {
            count: trail.count,
            host: trail.hosts.listed[0] ?? "",
            words: words.size === 0 ? "" : ` (${[...words].slice(0, 5).join(", ")})`,
          },
        ),
      }),
    );
  }
}

export const logsCleared: DetectorEntry = { facts, create: () => new LogsCleared() };
