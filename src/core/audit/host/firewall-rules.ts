import { type FirewallRule, type RegistryValue, sectionOf } from "../../inventory/index.ts";
import type { AuditedHost } from "./audited-host.ts";
import { comparableKey } from "./registry-view.ts";

/*
 * [MS-FASP] 2.2.19 Firewall Rule and the Firewall Rule Grammar Rule, as the registry holds it:
 *   "v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|Profile=Domain|LPort=3389|RA4=LocalSubnet|App=…|Name=…|"
 * Fields are separated by "|" and may repeat. No Profile is all of them, no LPort any port, no RA4 or RA6 any address.
 */

/** Keys of the registry that hold firewall rules: of the host, and of group policy, which adds its own. */
const RULE_KEYS: readonly string[] = [
  "hklm\\system\\currentcontrolset\\services\\sharedaccess\\parameters\\firewallpolicy\\firewallrules",
  "hklm\\software\\policies\\microsoft\\windowsfirewall\\firewallrules",
];
const PROTOCOLS: Readonly<Record<string, string>> = { "6": "TCP", "17": "UDP", "1": "ICMPv4", "58": "ICMPv6" };
const RULE_MAX_CHARACTERS = 16_384;

/** A firewall rule with the place where it was read. */
export interface PlacedRule {
  readonly rule: FirewallRule;
  readonly at: string;
}

function decodeRule(entry: RegistryValue): PlacedRule | undefined {
  const { value, key, name, at } = entry;
  if (typeof value !== "string" || value.length > RULE_MAX_CHARACTERS) return undefined;
  const fields = new Map<string, string[]>();
  for (const part of value.split("|").slice(1)) {
    const equals = part.indexOf("=");
    if (equals <= 0) continue;
    const field = part.slice(0, equals).toLowerCase();
    fields.set(field, [...(fields.get(field) ?? []), part.slice(equals + 1)]);
  }
  const first = (field: string): string | undefined => fields.get(field)?.[0];
  const action = first("action")?.toLowerCase();
  if (action === undefined) return undefined;
  const protocol = first("protocol");
  return {
    rule: {
      name: first("name") ?? name,
      enabled: first("active")?.toLowerCase() === "true",
      direction: first("dir")?.toLowerCase() === "out" ? "out" : "in",
      action: action === "block" ? "block" : "allow",
      profiles: fields.get("profile") ?? ["Any"],
      protocol: protocol === undefined ? "Any" : (PROTOCOLS[protocol] ?? protocol),
      localPorts: [...(fields.get("lport") ?? []), ...(fields.get("lport2_10") ?? [])],
      remoteAddresses: ["ra4", "ra6", "ra42", "ra62"].flatMap((field) => fields.get(field) ?? []),
      store: comparableKey(key) === RULE_KEYS[0] ? "local" : "group policy",
    },
    at,
  };
}

/** The firewall rules that were collected, from their own section or from the registry; undefined where none were. */
export function firewallRules(host: AuditedHost): readonly PlacedRule[] | undefined {
  const section = host.inventory.sections.firewall;
  if (section?.outcome === "collected") {
    return section.value.rules.map((rule) => ({ rule, at: `${section.at} "${rule.name}"` }));
  }
  const entries = host.registry.entries.filter(({ key }) => RULE_KEYS.includes(comparableKey(key)));
  if (entries.length === 0) return undefined;
  return entries.flatMap((entry) => decodeRule(entry) ?? []);
}

/** Does the rule let TCP in on this port? UDP is the same listener, so it counts too. */
export function opensPort(rule: FirewallRule, port: number): boolean {
  if (!rule.enabled || rule.direction !== "in" || rule.action !== "allow") return false;
  if (!["tcp", "udp", "any", "*", "6", "17", ""].includes(rule.protocol.toLowerCase())) return false;
  // A rule for any port belongs to a program or service; those of other programs do not reach this listener.
  return rule.localPorts.some((text) => holdsPort(text, port));
}

function holdsPort(text: string, port: number): boolean {
  return text.split(",").some((part) => {
    const range = /^\s*(\d{1,5})\s*(?:-\s*(\d{1,5})\s*)?$/.exec(part);
    if (range === null) return false;
    const from = Number(range[1]);
    return port >= from && port <= Number(range[2] ?? from);
  });
}

/* What means "any address": the words of cmdlets and of the rule grammar, and ranges that leave nothing out. */
const ANYWHERE = /^(?:any|\*|internet|::\/0|0\.0\.0\.0\/0(?:\.0\.0\.0)?|0\.0\.0\.0\s*-\s*255\.255\.255\.255)$/i;

/** Has the rule a remote-address scope? */
export function isScoped(rule: FirewallRule): boolean {
  const addresses = rule.remoteAddresses.flatMap((text) => text.split(",")).map((text) => text.trim());
  const named = addresses.filter((text) => text !== "");
  return named.length > 0 && !named.some((text) => ANYWHERE.test(text));
}

/** Profiles of the firewall that are switched off and could be in use. */
export function profilesOff(host: AuditedHost): readonly string[] {
  const profiles = sectionOf(host.inventory, "firewall")?.profiles ?? [];
  return profiles.filter(({ enabled, active }) => !enabled && active !== false).map(({ name }) => name);
}
