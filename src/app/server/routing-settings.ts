import { DEFAULT_RULES, type RoutingSettings } from "../../core/alerting/index.ts";
import type { Configuration } from "../../core/configuration/index.ts";
import type { FleetWatch } from "../../io/monitor/index.ts";
import { traitsOf, zoneOffsetMinutes } from "../../io/notify/index.ts";
import type { FleetDocuments } from "./fleet-documents.ts";

/** Who is told what, from the documents and the fleet as they are now. */
export function routingSettings(
  { server }: Configuration,
  documents: FleetDocuments,
  watch: Pick<FleetWatch, "targets">,
): RoutingSettings {
  const publicUrl = server?.publicUrl;
  return {
    rules: documents.rules.length === 0 ? DEFAULT_RULES : documents.rules,
    channels: documents.channels,
    traitsOf,
    zoneOffset: zoneOffsetMinutes,
    targetOf: (id) => watch.targets.get(id),
    inMaintenance: (id, nowMs) => {
      const target = watch.targets.get(id);
      return target !== undefined && documents.isInMaintenance(target, nowMs);
    },
    ...(publicUrl === undefined
      ? {}
      : { link: ({ id }) => new URL(`incidents/${id}`, publicUrl.endsWith("/") ? publicUrl : `${publicUrl}/`).href }),
  };
}
