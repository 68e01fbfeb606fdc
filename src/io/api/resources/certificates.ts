import { api, type CertificateDocument } from "../../../core/contract/index.ts";
import type { TargetId, TenantId, WatchedFacts } from "../../../core/fleet/index.ts";
import { operation, type Resource } from "../operation.ts";
import type { ApiServices } from "../services.ts";
import { DAY_MS } from "./requests.ts";

const MOST_HOSTS = 1000;

/** Every certificate that hosts show now, the one that ends first at the head; those without an end are last. */
export async function certificatesOf(
  { store }: ApiServices,
  tenant: TenantId,
  nowMs: number,
): Promise<readonly CertificateDocument[]> {
  const byHash = new Map<string, { readonly facts: WatchedFacts; readonly targets: Set<TargetId> }>();
  for (const { target, facts } of await store.results.allFacts(tenant)) {
    if (facts.certificate === undefined) continue;
    const known = byHash.get(facts.certificate);
    if (known === undefined) byHash.set(facts.certificate, { facts, targets: new Set([target]) });
    else known.targets.add(target);
  }
  const ids = [...new Set([...byHash.values()].flatMap(({ targets }) => [...targets]))];
  const names = new Map((await store.targets.byId(tenant, ids)).map(({ id, name }) => [id, name]));
  return [...byHash]
    .map(([sha256, { facts, targets }]): CertificateDocument => {
      const notAfterMs = facts.certificateNotAfterMs ?? null;
      return {
        sha256,
        subject: facts.certificateSubject ?? null,
        issuer: facts.certificateIssuer ?? null,
        notBeforeMs: facts.certificateNotBeforeMs ?? null,
        notAfterMs,
        daysLeft: notAfterMs === null ? null : Math.floor((notAfterMs - nowMs) / DAY_MS),
        selfSigned: facts.certificateSelfSigned ?? null,
        hosts: [...targets].slice(0, MOST_HOSTS).flatMap((id) => {
          const name = names.get(id);
          return name === undefined ? [] : [{ id, name }];
        }),
      };
    })
    .filter(({ hosts }) => hosts.length > 0)
    .toSorted((a, b) => (a.notAfterMs ?? Infinity) - (b.notAfterMs ?? Infinity) || (a.sha256 < b.sha256 ? -1 : 1));
}

export const certificates: Resource = {
  name: "certificates",
  about: "The calendar of certificates.",
  operations: [
    operation<{ query: { readonly withinDays?: number } }>({
      id: "listCertificates",
      method: "GET",
      path: "/certificates",
      summary: "Certificates that hosts show, by their end; only those that end soon where asked",
      scope: "read",
      query: api.parameters({ withinDays: { type: "integer", minimum: 0, maximum: 36_500 } }),
      answers: { 200: api.certificateList },
      run: async ({ services, tenant, query, nowMs }) => {
        const all = await certificatesOf(services, tenant, nowMs);
        const { withinDays } = query;
        const items = all.filter(
          ({ daysLeft }) => withinDays === undefined || (daysLeft !== null && daysLeft <= withinDays),
        );
        return { body: { items } };
      },
    }),
  ],
};
