import { type EventRecord, recordReference } from "../eventlog/index.ts";
import { eventEntries } from "../knowledge/index.ts";
import type { HostEvent } from "./host-event.ts";
import { gateway } from "./providers/gateway.ts";
import { licensing } from "./providers/licensing.ts";
import { localSessionManager } from "./providers/local-session-manager.ts";
import { rdpClient } from "./providers/rdp-client.ts";
import { rdpCoreTs } from "./providers/rdp-core-ts.ts";
import { remoteConnectionManager } from "./providers/remote-connection-manager.ts";
import { schannel } from "./providers/schannel.ts";
import { security } from "./providers/security.ts";
import { sysmon } from "./providers/sysmon.ts";
import { systemProviders } from "./providers/system.ts";
import { readXrdpLine, XRDP_PROGRAMS } from "./providers/xrdp.ts";
import { type Draft, type EventRule, keepAll, type ProviderRules, setStatus, codeOf, told } from "./rule.ts";

const PROVIDERS: readonly ProviderRules[] = [
  gateway,
  licensing,
  localSessionManager,
  rdpClient,
  rdpCoreTs,
  remoteConnectionManager,
  schannel,
  security,
  sysmon,
  ...systemProviders,
];

/**
 * Catalogued events that are written by the dozen for every connection and tell nothing alone: names of objects,
 * drivers and methods.
 */
const TRACES: ReadonlySet<string> = new Set(
  [2, 65, 70, 71, 72, 98, 227, 228, 229].map((id) => `rdpcorets ${id}`).concat("remoteconnectionmanager 20523"),
);

const CATALOGUED: EventRule = {
  kind: "catalogued",
  read(draft, record) {
    setStatus(draft, codeOf(told(record, "ErrorCode") ?? told(record, "errorCode") ?? told(record, "Error")));
    keepAll(draft, record);
  },
};

/** DNS knows no longer name. */
const LONGEST_NAME = 255;

interface NamedRule extends EventRule {
  readonly source: string;
}

type RuleTable = ReadonlyMap<string, ReadonlyMap<number, NamedRule>>;

function buildTable(): RuleTable {
  const table = new Map<string, Map<number, NamedRule>>();
  const enter = (name: string, shortName: string, id: number, rule: EventRule): void => {
    const key = name.toLowerCase();
    const ofProvider = table.get(key) ?? new Map<number, NamedRule>();
    if (!ofProvider.has(id)) ofProvider.set(id, { ...rule, source: `${shortName} ${id}` });
    table.set(key, ofProvider);
  };
  for (const { names, shortName, rules } of PROVIDERS) {
    for (const name of names) for (const [id, rule] of rules) enter(name, shortName, id, rule);
  }
  for (const entry of eventEntries()) {
    if (TRACES.has(`${entry.shortName.toLowerCase()} ${entry.id}`)) continue;
    enter(entry.provider, entry.shortName, entry.id, CATALOGUED);
  }
  return table;
}

let built: RuleTable | undefined;

/** Rules by provider in lower case, then by id. */
function ruleTable(): RuleTable {
  built ??= buildTable();
  return built;
}

/** Whether any event of this provider is of interest; ids are judged by `normalise`. */
export function isKnownProvider(provider: string): boolean {
  const key = provider.toLowerCase();
  return ruleTable().has(key) || XRDP_PROGRAMS.has(key);
}

/**
 * Tells one record in the common vocabulary, by its provider and id alone: no address is joined here (see `HostStory`).
 * Undefined for what says nothing about Remote Desktop or the machine. Never throws.
 */
export function normalise(record: EventRecord): HostEvent | undefined {
  const provider = record.provider.toLowerCase();
  const rule = ruleTable().get(provider)?.get(record.eventId);
  if (rule === undefined) return XRDP_PROGRAMS.has(provider) ? fromXrdp(record) : undefined;
  if (rule.admits !== undefined && !rule.admits(record)) return undefined;
  const draft = draftOf(record, rule.kind, rule.source);
  rule.read?.(draft, record);
  return draft;
}

function fromXrdp(record: EventRecord): HostEvent | undefined {
  const draft = draftOf(record, "catalogued", "");
  return readXrdpLine(record, draft) ? draft : undefined;
}

function draftOf(record: EventRecord, kind: HostEvent["kind"], source: string): Draft {
  const draft: Draft = {
    kind,
    timeMs: record.timeMs,
    timeTicks: record.timeTicks,
    host: record.computer.slice(0, LONGEST_NAME).toLowerCase(),
    at: recordReference(record),
    source,
  };
  if (record.activityId !== undefined && isUsable(record.activityId)) draft.activityId = record.activityId;
  return draft;
}

/** An id is a GUID; what a shipper sends in its place must not fill the memory of the joins. */
function isUsable(activityId: string): boolean {
  return activityId !== "" && activityId.length <= 64 && activityId !== "00000000-0000-0000-0000-000000000000";
}
