import type { Resource } from "../operation.ts";
import { actions } from "./actions.ts";
import { fleetAudit } from "./audit.ts";
import { certificates } from "./certificates.ts";
import { changeEvents } from "./change-events.ts";
import { channels } from "./channels.ts";
import { cohorts } from "./cohorts.ts";
import { deliveries } from "./deliveries.ts";
import { demo } from "./demo.ts";
import { description } from "./description.ts";
import { discovery } from "./discovery.ts";
import { explain } from "./explain.ts";
import { fleetHistory } from "./fleet-history.ts";
import { fleetMap } from "./fleet-map.ts";
import { healthScore } from "./health-score.ts";
import { health } from "./health.ts";
import { hostCauses } from "./host-causes.ts";
import { hostHistory } from "./host-history.ts";
import { hostLogon } from "./host-logon.ts";
import { hosts } from "./hosts.ts";
import { incidents } from "./incidents.ts";
import { kpi } from "./kpi.ts";
import { maintenance } from "./maintenance.ts";
import { overview } from "./overview.ts";
import { publicStatus } from "./public-status.ts";
import { reports } from "./reports.ts";
import { rules } from "./rules.ts";
import { secrets } from "./secrets.ts";
import { sessions } from "./sessions.ts";
import { signIn } from "./sign-in.ts";
import { slo } from "./slo.ts";
import { statusPage } from "./status-page.ts";
import { tokens } from "./tokens.ts";
import { vantages } from "./vantages.ts";

/** Every resource, in the order of the description, and those of other rooms. A new one is its file and its line here. */
export function resourcesWith(others: readonly Resource[]): readonly Resource[] {
  const described = [
    hosts,
    hostCauses,
    hostHistory,
    hostLogon,
    incidents,
    overview,
    fleetMap,
    fleetHistory,
    kpi,
    slo,
    healthScore,
    certificates,
    fleetAudit,
    cohorts,
    sessions,
    channels,
    rules,
    reports,
    deliveries,
    maintenance,
    discovery,
    vantages,
    changeEvents,
    explain,
    publicStatus,
    demo,
    health,
    tokens,
    secrets,
    actions,
    signIn,
    statusPage,
    ...others,
  ];
  return [...described, description(described)];
}
