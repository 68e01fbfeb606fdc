import { moment } from "../../diagnosis/index.ts";
import { type Localized, printable } from "../../texts/index.ts";
import type { TimelineEntry } from "./incident-record.ts";
import { both, causeTitleOf, type HostNames, hostText, scopeOf, scopeText } from "./live-words.ts";

const NOTE_LIMIT = 2000;
const MOST_HOSTS = 5;

/** One sentence without a full stop for a line of an incident's timeline; texts of people and hosts are escaped. */
export function timelineText({ kind, detail }: TimelineEntry, names: HostNames): Localized {
  const hosts = hostsOf(detail, names);
  const other = Number(detail["into"] ?? detail["from"]);
  switch (kind) {
    case "opened":
      if (detail["from"] !== undefined) return both(`split from INC-${other}`, `从 INC-${other} 拆分`);
      return causeAt("opened", "发现故障", detail["cause"], hosts);
    case "joined":
      if (detail["why"] === "dependency") {
        return both(`${hosts} is hit because it depends on it`, `${hosts} 因依赖关系受影响`);
      }
      if (detail["from"] !== undefined) return both(`took over INC-${other}: ${hosts}`, `接收 INC-${other}：${hosts}`);
      return both(`${hosts} is hit as well`, `${hosts} 也受影响`);
    case "left":
      return both(`${hosts} is well again`, `${hosts} 已恢复`);
    case "widened":
      return widened(detail, names);
    case "cause-changed": {
      const [before, after] = [causeTitleOf(detail["before"]), causeTitleOf(detail["after"])];
      return both(`the cause changed: ${before.en} → ${after.en}`, `原因变化：${before.zh} → ${after.zh}`);
    }
    case "acknowledged":
      return both("acknowledged", "已确认");
    case "unacknowledged":
      return both("acknowledgement taken back", "撤销确认");
    case "assigned": {
      const name = detail["assignee"];
      if (typeof name !== "string") return both("assigned to nobody", "取消负责人");
      return both(`assigned to ${printable(name)}`, `负责人：${printable(name)}`);
    }
    case "note": {
      const text = printable(typeof detail["text"] === "string" ? detail["text"] : "", NOTE_LIMIT);
      return both(`note: ${text}`, `备注：${text}`);
    }
    case "muted":
      return both(`muted until ${moment(Number(detail["untilMs"]))}`, `静音至 ${moment(Number(detail["untilMs"]))}`);
    case "unmuted":
      return both("no longer muted", "取消静音");
    case "merged":
      return both(`became a part of INC-${other}`, `并入 INC-${other}`);
    case "split":
      return both(`${hosts} became INC-${other}`, `${hosts} 拆分为 INC-${other}`);
    case "good-again":
      return both("all hosts are well", "所有主机均已恢复");
    case "bad-again":
      return both(`${hosts} fails again`, `${hosts} 再次失败`);
    case "closed":
      return both("closed", "已关闭");
    case "reopened":
      return causeAt("reopened", "重新打开", detail["cause"], hosts);
    case "alerted":
      return both("alert sent", "已发送告警");
    case "change-seen":
      return both("a change was seen", "发现变更");
  }
}

function causeAt(en: string, zh: string, cause: unknown, hosts: string): Localized {
  const title = causeTitleOf(cause);
  return both(`${en}: ${title.en} (${hosts})`, `${zh}：${title.zh}（${hosts}）`);
}

function widened(detail: TimelineEntry["detail"], names: HostNames): Localized {
  const { scope, hosts, suspect } = detail;
  const known = scopeOf(scope);
  const where = known === null ? both("?", "?") : scopeText({ scope: known }, names);
  const own =
    suspect === "vantage"
      ? both("; nobody answers at all: look at our own network first", "；所有主机都无应答：请先检查监测机自身的网络")
      : both("", "");
  return both(
    `one fault of ${where.en}, ${Number(hosts)} hosts${own.en}`,
    `合并为 ${where.zh} 的同一故障，共 ${Number(hosts)} 台主机${own.zh}`,
  );
}

function hostsOf({ target, targets }: TimelineEntry["detail"], names: HostNames): string {
  const ids = [target, ...(Array.isArray(targets) ? targets : [])].filter((id) => typeof id === "number");
  const shown = ids.slice(0, MOST_HOSTS).map((id) => hostText(id, names));
  return ids.length > MOST_HOSTS ? `${shown.join(", ")}, … (${ids.length})` : shown.join(", ");
}
