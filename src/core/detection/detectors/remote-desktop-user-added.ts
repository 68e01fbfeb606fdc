import type { HostEvent } from "../../telemetry/index.ts";
import { commandOf } from "../command-line.ts";
import type { Detection, Detector, DetectorFacts } from "../detection.ts";
import { detectionOf, type DetectorEntry, NEEDS } from "../detector-parts.ts";
import { Groups } from "../grouping.ts";
import { sentence } from "../sentence.ts";

/** Remote Desktop Users, whatever its name is in the language of the machine. */
const GROUP_SID = "S-1-5-32-555";
const MEMBER_ADDED = "Security 4732";

const facts: DetectorFacts = {
  id: "remote-desktop-user-added",
  title: sentence("Account added to Remote Desktop Users", "账户被加入远程桌面用户组"),
  looksFor: sentence(
    "A member added to the group Remote Desktop Users (4732, by its SID), and the commands that do it.",
    "有成员被加入远程桌面用户组（4732，按 SID 判断），以及相应的命令。",
  ),
  cannotSee: sentence(
    "Accounts that get the right through another group, Administrators among them, or through the policy of user rights.",
    "通过其他组（包括 Administrators）或用户权限分配策略获得权限的账户。",
  ),
  kinds: ["account-changed", "process-started"],
  needs: [
    { channel: "security", gives: sentence("changes of groups (4732)", "组成员的更改（4732）") },
    NEEDS.processes,
    NEEDS.sysmonProcesses,
  ],
  thresholds: [],
};

const ADDED = sentence("a member was added", "成员已加入");
const COMMAND = sentence("a command that adds one was started", "启动了添加成员的命令");

class RemoteDesktopUserAdded implements Detector {
  readonly #groups = new Groups();

  get forgotten(): number {
    return this.#groups.forgotten;
  }

  add(event: HostEvent): void {
    if (event.kind === "account-changed") {
      const { MemberName = "", MemberSid = "", TargetSid = "", TargetUserName = "" } = event.values ?? {};
      const isGroup = TargetSid === GROUP_SID || TargetUserName.toLowerCase() === "remote desktop users";
      if (event.source !== MEMBER_ADDED || !isGroup) return;
      const member = MemberName === "" ? MemberSid : MemberName;
      this.#groups.add(event.host, event, ADDED, { severity: "low", confidence: 0.95, value: member, word: member });
      return;
    }
    const command = commandOf(event);
    if (!command.includes("remote desktop users") && !command.includes("s-1-5-32-555")) return;
    if (!/ \/add\b|add-localgroupmember/.test(command)) return;
    const value = event.commandLine ?? "";
    this.#groups.add(event.host, event, COMMAND, { severity: "medium", confidence: 0.7, value });
  }

  finish(): readonly Detection[] {
    return this.#groups.all().map(({ confidence, severity, trail, words }) =>
      detectionOf(facts, trail, {
        severity,
        confidence,
        summary: sentence(
          "On {host} {count} {count:change|changes} that let accounts in by Remote Desktop{words}.",
          "{host} 上有 {count} 处允许账户使用远程桌面的更改{words}。",
          {
            host: trail.hosts.listed[0] ?? "",
            count: trail.count,
            words:
              words.size === 0 ? "" : sentence(": {list}", "：{list}", { list: [...words].slice(0, 5).join(", ") }),
          },
        ),
      }),
    );
  }
}

export const remoteDesktopUserAdded: DetectorEntry = { facts, create: () => new RemoteDesktopUserAdded() };
