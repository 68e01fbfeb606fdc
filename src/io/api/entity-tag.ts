import { Problem } from "./problem.ts";

/** ETag of something with a revision. `extra` tells apart what changes without a revision, such as the state of a host. */
export function entityTag(revision: number, extra?: string): string {
  return extra === undefined ? `"${revision}"` : `"${revision}-${extra}"`;
}

/** The revision that If-Match asks for (RFC 9110, section 13.1.1); null for none and for `*`. */
export function revisionAsked(ifMatch: string | undefined): number | null {
  if (ifMatch === undefined || ifMatch.trim() === "*") return null;
  const [, revision] = /^\s*(?:W\/)?"(\d{1,15})(?:-\w*)?"\s*$/.exec(ifMatch) ?? [];
  if (revision === undefined) {
    throw new Problem("stale", {
      en: 'If-Match takes one ETag as it was given, such as "7"',
      zh: 'If-Match 必须是服务器给出的一个 ETag，例如 "7"',
    });
  }
  return Number(revision);
}

/** Throws where `revision` is not the one that was asked for. */
export function requireRevision(ifRevision: number | null, revision: number): void {
  if (ifRevision === null || ifRevision === revision) return;
  throw new Problem("stale", {
    en: `It has revision ${revision} now, not ${ifRevision}; read it again and repeat the change`,
    zh: `当前修订版本是 ${revision}，而不是 ${ifRevision}；请重新读取后再次更改`,
  });
}

/** Does If-None-Match name this tag (RFC 9110, section 13.1.2)? */
export function isKnown(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(",").some((one) => {
    const asked = one.trim().replace(/^W\//, "");
    return asked === "*" || asked === tag;
  });
}
