import { sectionOf } from "../../inventory/index.ts";
import {
  type WindowsRelease,
  type WindowsVulnerability,
  windowsReleases,
  windowsVulnerabilities,
} from "../../knowledge/index.ts";
import type { Localized } from "../../texts/index.ts";
import type { AuditedHost } from "./audited-host.ts";

/** fixed and vulnerable are told from the update revision or a hotfix alone; not-affected: the build is in no list. */
export type PatchVerdict = "fixed" | "vulnerable" | "not-known" | "not-affected";

export interface PatchFinding {
  readonly cve: string;
  readonly name?: string;
  readonly verdict: PatchVerdict;
  readonly component: Localized;
  readonly attack: Localized;
  /** Known to be used by attackers. */
  readonly isExploited: boolean;
  /** The first safe revision of this build, where the record names one. */
  readonly fixedFrom?: number;
  readonly reason?: Localized;
  readonly source: string;
}

/** When support ends for the release, or for the releases that it may be. */
export interface SupportFinding {
  readonly state: "supported" | "ends-soon" | "ended" | "depends-on-edition" | "not-known";
  readonly releases: readonly string[];
  readonly earliest?: string;
  readonly latest?: string;
  /** Last day of paid extended updates. */
  readonly paidUpdatesEnd?: string;
}

export interface PatchFindings {
  readonly build?: number;
  readonly ubr?: number;
  readonly kind?: "client" | "server";
  readonly hotfixCount?: number;
  readonly pendingReboot?: boolean;
  readonly at?: string;
  readonly vulnerabilities: readonly PatchFinding[];
  readonly support: SupportFinding;
}

const SOON_DAYS = 180;
const DAY_MS = 86_400_000;

function findingOf(
  vulnerability: WindowsVulnerability,
  verdict: PatchVerdict,
  rest: { readonly fixedFrom?: number; readonly reason?: Localized } = {},
): PatchFinding {
  const { cve, name, component, attack, exploited, source } = vulnerability;
  const fields = { cve, verdict, component, attack, isExploited: exploited === true, source, ...rest };
  return name === undefined ? fields : { ...fields, name };
}

function judge(vulnerability: WindowsVulnerability, host: AuditedHost, hotfixes: readonly string[]): PatchFinding {
  const { build, kind, ubr } = host;
  if (build === undefined) return findingOf(vulnerability, "not-known", { reason: NO_BUILD });
  const { affectedBuilds = [], fixedByUbr, fixedByHotfix = [] } = vulnerability;
  const series = fixedByUbr[String(build)];
  if (!affectedBuilds.includes(build) && series === undefined) return findingOf(vulnerability, "not-affected");
  const hotfix = hotfixes.find((id) => fixedByHotfix.includes(id));
  if (hotfix !== undefined) {
    return findingOf(vulnerability, "fixed", { reason: { en: `${hotfix} is installed.`, zh: `已安装 ${hotfix}。` } });
  }
  if (series === undefined) return findingOf(vulnerability, "not-known", { reason: NO_REVISION });
  if (ubr === undefined) return findingOf(vulnerability, "not-known", { reason: NO_UBR });
  // Build 26100 counts revisions of Windows 11 and of Server 2025 in two series that must not be compared with each other.
  const least = kind === undefined ? Math.min(series.client, series.server) : series[kind];
  const most = kind === undefined ? Math.max(series.client, series.server) : series[kind];
  const role = vulnerability.needsRole;
  const ifRole =
    role === undefined ? {} : { reason: { en: `Only with the role ${role}.`, zh: `仅限安装了 ${role} 角色的主机。` } };
  if (ubr >= most) return findingOf(vulnerability, "fixed", { fixedFrom: most });
  if (ubr < least) return findingOf(vulnerability, "vulnerable", { fixedFrom: least, ...ifRole });
  return findingOf(vulnerability, "not-known", { reason: TWO_SERIES });
}

const NO_BUILD = { en: "The build was not collected.", zh: "未收集内部版本号。" };
const NO_UBR = {
  en: "The update revision (UBR) was not collected; a build alone tells no patch level.",
  zh: "未收集更新修订号（UBR）；仅凭内部版本号无法判断补丁级别。",
};
const NO_REVISION = {
  en: "The record names no update revision for this build, and no hotfix that closes it was found; later rollups may.",
  zh: "漏洞记录未给出此版本的修订号，也未找到修复它的补丁；后续累积更新可能已修复。",
};
const TWO_SERIES = {
  en: "Client and server count revisions differently in this build, and which of them this is was not collected.",
  zh: "此内部版本的客户端与服务器使用不同的修订号序列，而未收集是哪一种。",
};

/* Edition names of the Windows registry (EditionID) for the groups of the support table. */
const EDITION_GROUPS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^iotenterprises/i, ["iot-ltsc"]],
  [/^enterprises/i, ["enterprise-ltsc"]],
  [/^(?:enterprise|education)/i, ["enterprise-education", "all"]],
  [/^(?:core|professional)/i, ["home-pro", "all"]],
];

function candidates(host: AuditedHost): readonly WindowsRelease[] {
  const { build, kind } = host;
  const ofBuild = windowsReleases().filter((release) => release.build === build);
  const ofKind = ofBuild.filter((release) => kind === undefined || release.kind === kind || release.kind === "both");
  const edition = sectionOf(host.inventory, "version")?.edition;
  const groups = EDITION_GROUPS.find(([pattern]) => edition !== undefined && pattern.test(edition))?.[1];
  if (groups === undefined || kind === "server") return ofKind;
  const ofEdition = ofKind.filter((release) => release.edition !== undefined && groups.includes(release.edition));
  return ofEdition.length === 0 ? ofKind : ofEdition;
}

function supportOf(host: AuditedHost): SupportFinding {
  const releases = candidates(host);
  const names = [...new Set(releases.map(({ release }) => release))];
  const ends = releases.map(({ extendedEnd }) => extendedEnd).toSorted();
  const [earliest] = ends;
  const latest = ends.at(-1);
  if (earliest === undefined || latest === undefined) return { state: "not-known", releases: names };
  const paid = releases
    .flatMap(({ esuEnd }) => esuEnd ?? [])
    .toSorted()
    .at(-1);
  const { nowMs } = host.options;
  // Support lasts to the end of its last day.
  const leftOf = (day: string): number => daysOf(day) + 1 - nowMs / DAY_MS;
  const state =
    leftOf(latest) <= 0
      ? "ended"
      : leftOf(earliest) <= 0
        ? "depends-on-edition"
        : leftOf(earliest) <= SOON_DAYS
          ? "ends-soon"
          : "supported";
  return { state, releases: names, earliest, latest, ...(paid === undefined ? {} : { paidUpdatesEnd: paid }) };
}

/** Days of the civil calendar (proleptic Gregorian) from 1970-01-01 to an ISO date. */
function daysOf(day: string): number {
  const [year = 1970, month = 1, date = 1] = day.split("-").map(Number);
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + date - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/**
 * What the update revision (UBR) or the list of hotfixes says of the vulnerabilities that touch Remote Desktop, and of the
 * end of support. It never concludes from a build number alone, and never from one that NTLM sent.
 */
export function patchFindings(host: AuditedHost): PatchFindings {
  const section = host.inventory.sections.version;
  const version = sectionOf(host.inventory, "version");
  const hotfixes = (version?.hotfixes ?? []).map(({ id }) => id.toUpperCase());
  const { build, kind, ubr } = host;
  return {
    ...(build === undefined ? {} : { build }),
    ...(kind === undefined ? {} : { kind }),
    ...(ubr === undefined ? {} : { ubr }),
    ...(version?.hotfixes === undefined ? {} : { hotfixCount: version.hotfixes.length }),
    ...(version?.pendingReboot === undefined ? {} : { pendingReboot: version.pendingReboot }),
    ...(section === undefined ? {} : { at: section.at }),
    vulnerabilities: windowsVulnerabilities.map((vulnerability) => judge(vulnerability, host, hotfixes)),
    support: supportOf(host),
  };
}
