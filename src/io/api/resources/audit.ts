import { AUDIT_CONTROLS, type AuditControlId } from "../../../core/audit/index.ts";
import { api, type AuditedControlDocument, type FleetAuditDocument } from "../../../core/contract/index.ts";
import { LOCAL_VANTAGE, type TargetId } from "../../../core/fleet/index.ts";
import { operation, type Resource } from "../operation.ts";

/** Names of hosts that are given for a control. */
const MOST_HOSTS = 500;

/** Hosts that miss a control, and those of which a check could not tell. */
interface Found {
  readonly missing: TargetId[];
  notTested: number;
}

export const fleetAudit: Resource = {
  name: "audit",
  about: "How hardened the fleet looks from outside, by the last full check of each host.",
  operations: [
    operation({
      id: "getFleetAudit",
      method: "GET",
      path: "/audit",
      summary: "Hosts by grade; each control with the hosts that miss it, the severest first",
      scope: "read",
      answers: { 200: api.fleetAudit },
      run: async ({ services: { store }, tenant }) => {
        const all = await store.results.allFacts(tenant);
        const own = all.filter(({ vantage, facts }) => vantage === LOCAL_VANTAGE && facts.auditGrade !== undefined);
        // A grade from before controls were kept says nothing of them.
        const silent = own.filter(({ facts }) => facts.controlsNotMet === undefined).length;
        const grades = new Map<string, number>();
        const found = new Map<string, Found>();
        for (const { target, facts } of own) {
          const grade = facts.auditGrade ?? "";
          grades.set(grade, (grades.get(grade) ?? 0) + 1);
          for (const id of idsIn(facts.controlsNotMet)) foundOf(found, id).missing.push(target);
          for (const id of idsIn(facts.controlsNotTested)) foundOf(found, id).notTested += 1;
        }
        const ids = [...new Set([...found.values()].flatMap(({ missing }) => missing.slice(0, MOST_HOSTS)))];
        const names = new Map((await store.targets.byId(tenant, ids)).map(({ id, name }) => [id, name]));
        const controls = Object.values(AUDIT_CONTROLS).map((control): AuditedControlDocument => {
          const { missing = [], notTested = 0 } = found.get(control.id) ?? {};
          return {
            id: control.id,
            severity: control.severity,
            title: control.title,
            missing: missing.length,
            notTested: notTested + silent,
            met: Math.max(0, own.length - missing.length - notTested - silent),
            hosts: missing.slice(0, MOST_HOSTS).flatMap((id) => {
              const name = names.get(id);
              return name === undefined ? [] : [{ id, name }];
            }),
          };
        });
        const body: FleetAuditDocument = {
          graded: own.length,
          grades: [...grades]
            .map(([grade, hosts]) => ({ grade, hosts }))
            .toSorted((a, b) => (a.grade < b.grade ? -1 : 1)),
          controls: controls.toSorted((a, b) => RANK[a.severity] - RANK[b.severity] || b.missing - a.missing),
        };
        return { body };
      },
    }),
  ],
};

const RANK: Readonly<Record<(typeof AUDIT_CONTROLS)[AuditControlId]["severity"], number>> = {
  critical: 0,
  high: 1,
  medium: 2,
  low: 3,
};

function idsIn(text: string | undefined): readonly string[] {
  return text === undefined || text === "" ? [] : text.split(" ");
}

function foundOf(found: Map<string, Found>, id: string): Found {
  const known = found.get(id) ?? { missing: [], notTested: 0 };
  found.set(id, known);
  return known;
}
