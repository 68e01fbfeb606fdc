import type { AuditedHostReport } from "../../../core/contract/index.ts";
import { escapeMarkup } from "../../../core/markup/index.ts";
import { say } from "../../../core/texts/index.ts";
import type { Words } from "./words.ts";

function section(title: string, body: string): string {
  return body === "" ? "" : `<section><h3>${title}</h3>${body}</section>`;
}

function bullets(items: readonly string[]): string {
  return items.length === 0 ? "" : `<ul class="plain">${items.map((item) => `<li>${item}</li>`).join("")}</ul>`;
}

/* Columns become lines with their names on a narrow page. */
function table(caption: string, names: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const head = names.map((name) => `<th scope="col">${name}</th>`).join("");
  const body = rows
    .map((row) => `<tr>${row.map((cell, at) => `<td data-name="${names[at] ?? ""}">${cell}</td>`).join("")}</tr>`)
    .join("");
  return `<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="stack"><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function drift(words: Words, { drift: found }: AuditedHostReport): string {
  if (found === undefined) return "";
  const title = words.say("audit-page.drift");
  if (found.length === 0) return section(title, `<p>${words.say("audit-page.drift.none")}</p>`);
  const items = found.map(({ id, title: name, kind, before, now }) => {
    const tone = kind === "fixed" ? "good" : kind === "newly-not-met" ? "high" : "info";
    return `<span class="tag ${tone}">${words.say(`audit-page.drift.${kind}`)}</span> ${words.of(name)} <span class="id">${escapeMarkup(id)}</span>: ${words.of(before)} → ${words.of(now)}`;
  });
  return section(title, bullets(items));
}

function patch(words: Words, { patch: found }: AuditedHostReport): string {
  if (found === undefined) return "";
  const { support, vulnerabilities } = found;
  const build = found.build ?? "?";
  const ends = {
    releases: support.releases.join(" / "),
    earliest: support.earliest ?? "",
    latest: support.latest ?? "",
  };
  const level =
    found.ubr === undefined && found.hotfixCount === undefined
      ? words.say("audit-page.patch.unknown", { build, ubr: "?" })
      : words.say("audit-page.patch.revision", { build, ubr: found.ubr ?? "?" });
  const count = (verdict: string): number => vulnerabilities.filter((one) => one.verdict === verdict).length;
  const open = vulnerabilities
    .filter(({ verdict }) => verdict === "vulnerable")
    .map(({ cve, name, component, fixedFrom = "?", isExploited }) => {
      const values = {
        cve: name === undefined ? cve : `${cve} ${name}`,
        component: component[words.language],
        fixedFrom,
      };
      const used = isExploited ? ` <span class="tag high">${words.say("audit-page.patch.exploited")}</span>` : "";
      return words.say("audit-page.patch.vulnerable", values) + used;
    });
  const counts = {
    vulnerable: open.length,
    fixed: count("fixed"),
    notKnown: count("not-known"),
    notAffected: count("not-affected"),
  };
  const paid =
    support.paidUpdatesEnd === undefined
      ? ""
      : ` (${words.say("audit-page.support.paid", { date: support.paidUpdatesEnd })})`;
  return section(
    words.say("audit-page.patch"),
    [
      `<p>${level}</p><p>${words.say("audit-page.patch.counts", counts)}</p>`,
      bullets(open),
      `<p>${words.say(`audit-page.support.${support.state}`, ends)}${paid}</p>`,
      found.pendingReboot === true ? `<p>${words.say("audit-page.patch.reboot")}</p>` : "",
    ].join(""),
  );
}

function certificates(words: Words, host: AuditedHostReport): string {
  const blocks = host.certificates.map(({ subject, thumbprintSha1, remarks, outcome }) => {
    const said = remarks.map(({ sentence }) => words.of(sentence));
    const unread = outcome === "unreadable" ? [words.say("audit-page.certificate.unreadable")] : [];
    const clean = outcome === "linted" && said.length === 0 ? [words.say("audit-page.certificate.clean")] : [];
    return `<p>${escapeMarkup(subject ?? "")} <span class="id">${escapeMarkup(thumbprintSha1)}</span></p>${bullets([...said, ...unread, ...clean])}`;
  });
  return section(words.say("audit-page.certificate"), blocks.join(""));
}

function rights(words: Words, { rights: found }: AuditedHostReport): string {
  if (found === undefined) return "";
  const list = (accounts: readonly string[]): string =>
    accounts.length === 0 ? say(words.language, "audit-page.nobody") : accounts.join(", ");
  const { allowed, denied, remoteDesktopUsers } = found;
  return section(
    words.say("audit-page.rights"),
    bullets([
      ...(allowed === undefined ? [] : [words.say("audit-page.rights.allowed", { accounts: list(allowed) })]),
      ...(denied === undefined ? [] : [words.say("audit-page.rights.denied", { accounts: list(denied) })]),
      ...(remoteDesktopUsers === undefined
        ? []
        : [words.say("audit-page.rights.users", { accounts: list(remoteDesktopUsers) })]),
      ...found.remarks.map((remark) => `<strong>${words.of(remark)}</strong>`),
    ]),
  );
}

const TUNING_STATE = {
  differs: "audit-page.tuning.state.differs",
  "as-recommended": "audit-page.tuning.as-recommended",
  site: "audit-page.tuning.site",
  "not-tested": "audit-page.tuning.not-tested",
} as const;

function tuning(words: Words, host: AuditedHostReport): string {
  const title = words.say("audit-page.tuning");
  const names = [
    title,
    words.say("audit-page.tuning.now"),
    words.say("audit-page.tuning.recommended"),
    words.say("audit-page.tuning.effect"),
  ];
  const rows = host.tuning.map(({ title: name, valueName, outcome, now, recommended, effect }) => [
    `${words.of(name)} <span class="id">${escapeMarkup(valueName)}</span>`,
    `${now === undefined ? "" : `${words.of(now)} `}<span class="tag ${outcome === "differs" ? "medium" : "info"}">${words.say(TUNING_STATE[outcome])}</span>`,
    words.of(recommended),
    words.of(effect),
  ]);
  return section(title, table(title, names, rows));
}

function folklore(words: Words, host: AuditedHostReport): string {
  const items = host.folklore.map(
    ({ title, verdict, instead, key, valueName, shown, at }) =>
      `<strong>${words.of(title)}</strong> <span class="id">${escapeMarkup(`${key}\\${valueName} = ${shown} (${at})`)}</span><br>${words.of(verdict)} ${words.of(instead)}`,
  );
  return section(words.say("audit-page.folklore"), bullets(items));
}

function failures(words: Words, host: AuditedHostReport): string {
  const items = host.failedSections.map(({ section: name, reason }) => escapeMarkup(`${name}: ${reason}`));
  return section(words.say("audit-page.failed"), bullets(items));
}

/** What is told of a host beside its controls: what changed, before them; patch level, certificate and the rest, after. */
export function hostFacts(words: Words, host: AuditedHostReport, which: "drift" | "rest"): string {
  return which === "drift"
    ? drift(words, host)
    : [patch, certificates, rights, tuning, folklore, failures].map((part) => part(words, host)).join("\n");
}
