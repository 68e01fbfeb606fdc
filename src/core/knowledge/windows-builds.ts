import type { Localized } from "../texts/index.ts";
import buildsJson from "./data/windows-builds.json" with { type: "json" };

/** One Windows release that reports a build number. Dates are ISO dates of the last day of support. */
export interface WindowsRelease {
  readonly build: number;
  /** "major.minor.build" */
  readonly version: string;
  readonly release: string;
  readonly kind: "client" | "server" | "both";
  readonly edition?: string | undefined;
  readonly channel?: string | undefined;
  readonly releaseDate?: string | undefined;
  readonly mainstreamEnd?: string | undefined;
  readonly extendedEnd: string;
  /** End of paid extended updates. */
  readonly esuEnd?: string | undefined;
  readonly note?: Localized | undefined;
  readonly source: string;
}

/** A vulnerability that touches Remote Desktop. A verdict needs the update revision, which no NTLM VERSION carries. */
export interface WindowsVulnerability {
  readonly cve: string;
  readonly name?: string | undefined;
  readonly component: Localized;
  readonly attack: Localized;
  readonly published: string;
  readonly cvss?: number | undefined;
  readonly exploited?: boolean | undefined;
  readonly kind?: string | undefined;
  readonly needsRole?: string | undefined;
  readonly affectedBuilds?: readonly number[] | undefined;
  /** First update revision, by build, that is not affected. */
  readonly fixedByUbr: Readonly<Record<string, { readonly client: number; readonly server: number } | undefined>>;
  /** Hotfixes that close it; a later rollup does too, so that none of them is there proves nothing. */
  readonly fixedByHotfix?: readonly string[] | undefined;
  readonly source: string;
}

interface ReleaseRow extends Omit<WindowsRelease, "kind"> {
  readonly kind: string;
}

const rows: readonly ReleaseRow[] = buildsJson.releases;

/** Vulnerabilities that touch Remote Desktop, oldest first. */
export const windowsVulnerabilities: readonly WindowsVulnerability[] = buildsJson.vulnerabilities;

let built: readonly WindowsRelease[] | undefined;

/** Every release of the table, oldest build first. */
export function windowsReleases(): readonly WindowsRelease[] {
  built ??= rows.map((row) => ({ ...row, kind: row.kind === "client" || row.kind === "server" ? row.kind : "both" }));
  return built;
}

/** What the major, minor and build numbers of an NTLM VERSION can and cannot mean. */
export interface BuildDescription {
  readonly version: string;
  /** Every release that reports these numbers; empty for a build that is not in the table. */
  readonly releases: readonly WindowsRelease[];
  readonly kind: "client" | "server" | "ambiguous" | "unknown";
  /** True for 6.1.7601, which libfreerdp and other programs send as a constant. */
  readonly mayBeFixedValue: boolean;
  /** First and last day (ISO) on which support ends among the candidate releases, paid updates left out. */
  readonly supportEnds?: { readonly earliest: string; readonly latest: string };
  /** Last day of paid extended updates among the candidates. */
  readonly paidUpdatesEnd?: string;
  /** Sentences for a person, the most important first; never empty. */
  readonly notes: readonly Localized[];
}

function kindOf(releases: readonly WindowsRelease[]): BuildDescription["kind"] {
  const first = releases[0];
  if (first === undefined) return "unknown";
  if (first.kind === "both" || releases.some((release) => release.kind !== first.kind)) return "ambiguous";
  return first.kind;
}

function namesOf(releases: readonly WindowsRelease[]): string {
  // Editions of one release differ only in their support dates: "Windows 10 1607 (E)", "(W)" are one name here.
  return [...new Set(releases.map((release) => release.release.replace(/ \([EW]\)$/, "")))].join(" / ");
}

/**
 * Reads an NTLM VERSION ([MS-NLMP] 2.2.2.10 VERSION): the releases that the numbers fit, whether client and server can be
 * told apart, when support ends, and what cannot be known. It never judges the patch level: the update revision is not sent.
 */
export function describeBuild(major: number, minor: number, build: number): BuildDescription {
  const version = `${major}.${minor}.${build}`;
  const releases = windowsReleases().filter((release) => release.version === version);
  const kind = kindOf(releases);
  const mayBeFixedValue = version === "6.1.7601";
  const notes: Localized[] = [];
  if (mayBeFixedValue) {
    notes.push({
      en: "6.1.7601 is also a constant that libfreerdp and other programs that are not Windows send. Do not conclude from it that the host is Windows 7 or Server 2008 R2.",
      zh: "6.1.7601 也是 libfreerdp 等非 Windows 程序发送的固定值。不能据此断定主机是 Windows 7 或 Server 2008 R2。",
    });
  }
  if (releases.length === 0) {
    notes.push({
      en: `Build ${version} is not in the table: an Insider build, a release newer than the table (${buildsJson.generated}), or an invented number.`,
      zh: `表中没有内部版本 ${version}：可能是预览体验版本、比此表(${buildsJson.generated})更新的版本，或虚构的数字。`,
    });
  } else {
    const names = namesOf(releases);
    notes.push({ en: `The build fits: ${names}.`, zh: `该内部版本对应：${names}。` });
  }
  if (kind === "ambiguous") {
    notes.push({
      en: "Client and server releases share this build; from outside they cannot be told apart by it.",
      zh: "客户端版本和服务器版本共用此内部版本号，从外部无法据此区分。",
    });
  }
  const ends = releases.map((release) => release.extendedEnd).toSorted();
  const paidUpdatesEnd = releases
    .flatMap((release) => (release.esuEnd === undefined ? [] : [release.esuEnd]))
    .toSorted()
    .at(-1);
  const [earliest] = ends;
  const latest = ends.at(-1);
  if (earliest !== undefined && latest !== undefined) {
    notes.push(
      earliest === latest
        ? { en: `Support ends on ${latest}.`, zh: `支持截止日期：${latest}。` }
        : {
            en: `Support ends between ${earliest} and ${latest}, depending on release and edition.`,
            zh: `支持截止日期因版本和版次而异，在 ${earliest} 与 ${latest} 之间。`,
          },
    );
  }
  if (paidUpdatesEnd !== undefined) {
    notes.push({
      en: `Paid extended updates end on ${paidUpdatesEnd} for some of these releases.`,
      zh: `其中部分版本的付费扩展安全更新截止于 ${paidUpdatesEnd}。`,
    });
  }
  notes.push({
    en: "The patch level cannot be known from this: the update revision is not part of the NTLM version.",
    zh: "由此无法得知补丁级别：NTLM 版本信息中不含更新修订号。",
  });
  return {
    version,
    releases,
    kind,
    mayBeFixedValue,
    ...(earliest === undefined || latest === undefined ? {} : { supportEnds: { earliest, latest } }),
    ...(paidUpdatesEnd === undefined ? {} : { paidUpdatesEnd }),
    notes,
  };
}
