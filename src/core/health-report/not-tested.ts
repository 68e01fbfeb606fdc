import type { Target, TargetId } from "../fleet/index.ts";
import type { Localized } from "../texts/index.ts";
import type { HostView } from "./hosts.ts";

const some = (count: number, one: string, many: string): string => (count === 1 ? `1 ${one}` : `${count} ${many}`);

/** What a report cannot tell, and why: what was not reached is never shown as well. */
export function notTestedOf(
  targets: readonly Target[],
  views: ReadonlyMap<TargetId, HostView>,
  score: number | null,
  checks: number,
  isCut: boolean,
): readonly Localized[] {
  const seen = targets.flatMap(({ id }) => views.get(id) ?? []);
  const without = (fact: "certificate" | "osBuild"): number =>
    seen.filter(({ facts }) => facts[fact] === undefined).length;
  const said: Localized[] = [];
  if (isCut)
    said.push({
      en: "There were more incidents or changes than a report reads: the oldest are not counted.",
      zh: "事件或变更数量超出报告读取上限，最早的部分未计入。",
    });
  if (checks === 0) said.push({ en: "No check counts in this period.", zh: "本期内没有计入统计的检查。" });
  const unseen = targets.filter(({ id }) => (views.get(id)?.checks ?? 0) === 0).length;
  if (unseen > 0)
    said.push({
      en: `${some(unseen, "host has", "hosts have")} no check that counts: switched off, in maintenance, new, or watched from elsewhere alone.`,
      zh: `${unseen} 台主机没有计入统计的检查：已停用、处于维护窗口、刚加入，或只从其他探测点监控。`,
    });
  if (score === null) said.push({ en: "The health score of the fleet is not known.", zh: "机群的健康评分未知。" });
  const certificates = without("certificate");
  if (certificates > 0)
    said.push({
      en: `Of ${some(certificates, "host", "hosts")} no certificate was seen: their ends are not in the list.`,
      zh: `${certificates} 台主机未读取到证书，其到期时间不在列表中。`,
    });
  const builds = without("osBuild");
  if (builds > 0)
    said.push({
      en: `${some(builds, "host tells", "hosts tell")} no build of the operating system: only a host that offers NTLM does.`,
      zh: `${builds} 台主机未告知操作系统版本号：只有提供 NTLM 的主机会告知。`,
    });
  return said;
}
