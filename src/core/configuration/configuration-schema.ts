import type { Configuration } from "./configuration.ts";
import { closed, key, listOf, type JsonSchema } from "./schema-parts.ts";
import { COMMON_CHANNEL, reportSettings, ruleSettings } from "./sections/alert-section.ts";
import { healthSection, maintenanceSettings, objectiveSettings } from "./sections/judgement-section.ts";
import {
  incidentSection,
  monitorSection,
  outboundSection,
  serverSection,
  storeSection,
} from "./sections/server-section.ts";
import { statusPageSection } from "./sections/status-page-section.ts";
import { discoverySettings, ingestSection, metricsSection } from "./sections/source-section.ts";
import { groupSection, targetEntry, vantageSettings } from "./sections/target-section.ts";

/** Schemas of the kinds of channels, by kind: what the notifiers of the house know. */
export type ChannelSchemas = Readonly<Record<string, JsonSchema>>;

/** A channel: one of the kinds, closed; a kind that nobody knows is none. */
function channelEntry(kinds: ChannelSchemas): JsonSchema {
  return {
    type: "object",
    properties: { ...COMMON_CHANNEL, kind: { ...COMMON_CHANNEL.kind, enum: Object.keys(kinds) } },
    required: ["name", "kind"],
    oneOf: Object.values(kinds),
  };
}

/** JSON Schema (draft 2020-12) of the configuration file, with the kinds of channels that are known. */
export function configurationSchema(kinds: ChannelSchemas): JsonSchema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "urn:rdpulse:schema:config:1",
    title: "The configuration file of `rdpulse serve`",
    ...closed<Configuration>({
      server: key("The server itself.", serverSection),
      store: key("Where everything is kept, and how long.", storeSection),
      monitor: key("How the fleet is watched.", monitorSection),
      incidents: key("When incidents end and come back.", incidentSection),
      outbound: key("Where alerts and webhooks may go.", outboundSection),
      groups: key("What targets of a site, gateway, balancer or pool share.", groupSection),
      targets: key("What is watched.", listOf(targetEntry, 200_000)),
      vantages: key("Where else checks are made from.", listOf(vantageSettings, 1000)),
      channels: key("Where alerts go.", listOf(channelEntry(kinds), 1000)),
      rules: key("Who is told of what; the first that matches decides.", listOf(ruleSettings, 1000)),
      maintenance: key("When faults are expected.", listOf(maintenanceSettings, 10_000)),
      slo: key("Objectives.", listOf(objectiveSettings, 1000)),
      health: key("Weights of the health score.", healthSection),
      reports: key("Health reports that are sent.", listOf(reportSettings, 100)),
      discovery: key("How new hosts are found.", listOf(discoverySettings, 100)),
      ingest: key("Events and metrics that come in.", ingestSection),
      metrics: key("Metrics that go out.", metricsSection),
      statusPage: key("The public page of status, and its badges.", statusPageSection),
    }),
  };
}
