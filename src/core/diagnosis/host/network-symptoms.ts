import type { Group } from "../candidate.ts";
import type { Because } from "../finding.ts";
import { cite, type HostReader, RECENT_MS } from "./host-reader.ts";
import { portOf } from "./listener-symptoms.ts";
import { type HostSymptom, pooled } from "./pool.ts";

/** One cause alone, by its own evidence. */
function single(group: Omit<Group, "candidates" | "because">, candidate: Group["candidates"][number]): Group {
  return { ...group, because: [], candidates: [candidate] };
}

/** The firewall of the host itself turns Remote Desktop away. */
const firewall: HostSymptom = {
  group: "firewall",
  stage: "tcp",
  effect: "blocks",
  signs: [],
  look: firewallLook,
};

function firewallLook(reader: HostReader): readonly Group[] {
  const state = reader.section("firewall");
  if (state === undefined) return [];
  const port = String(portOf(reader));
  const active = state.profiles.filter((profile) => profile.active === true);
  const profiles = active.length > 0 ? active : state.profiles;
  if (profiles.every((profile) => !profile.enabled)) return [];
  const rules = state.rules.filter(
    (rule) =>
      rule.enabled &&
      rule.direction === "in" &&
      /^(?:tcp|6|any)$/i.test(rule.protocol) &&
      rule.localPorts.some((ports) => portsInclude(ports, port)),
  );
  const at = reader.sectionAt("firewall");
  const blocking = rules.filter(({ action }) => action === "block");
  const allowing = rules.filter(({ action }) => action === "allow");
  const first = blocking[0];
  if (first === undefined && allowing.length > 0) return [];
  const because: Because =
    first === undefined
      ? { side: "for", fact: "setting.firewall-no-rule", value: { port: Number(port) }, at }
      : { side: "for", fact: "setting.firewall-block", value: { rule: first.name, port: Number(port) }, at };
  return [
    single(
      { group: "host.firewall", stage: "tcp", effect: "blocks", certainty: first === undefined ? 0.85 : 0.9 },
      { id: "firewall-drop", weight: 1, because: [because] },
    ),
  ];
}

function portsInclude(ports: string, port: string): boolean {
  if (ports === port || /^(?:any|\*)$/i.test(ports)) return true;
  const range = /^(\d+)-(\d+)$/.exec(ports);
  return range !== null && Number(range[1]) <= Number(port) && Number(port) <= Number(range[2]);
}

const firewallDropped = pooled({
  group: "packets-dropped",
  stage: "tcp",
  effect: "hinders",
  certainty: 0.3,
  signs: [
    { source: "Security 5152", causes: { "firewall-drop": 1 } },
    { source: "Security 5157", causes: { "firewall-drop": 1 } },
  ],
});

/** A start without an end before it, or a shutdown without a start after it. */
const hostDown: HostSymptom = {
  group: "down",
  stage: "tcp",
  effect: "hinders",
  signs: ["Kernel-Power 41", "EventLog 6008"].map((source) => ({ source, causes: { "host-down-or-asleep": 1 } })),
  look: hostDownLook,
};

function hostDownLook(reader: HostReader): readonly Group[] {
  // Logs that were taken from a machine that is up, or from a disk, end with some start or shutdown: only a probe makes it "now".
  if (!reader.evidence.isProbed) return [];
  const fell = reader.newest(["Kernel-Power 41", "EventLog 6008"], RECENT_MS);
  const stopped = reader.newest(["EventLog 6006", "Kernel-General 13"], RECENT_MS);
  const started = reader.newest(["EventLog 6005", "Kernel-General 12"], RECENT_MS);
  const isDown = stopped !== undefined && (started === undefined || started.lastMs < stopped.lastMs);
  if (fell === undefined && !isDown) return [];
  const because = [...(fell === undefined ? [] : [cite("for", fell)]), ...(isDown ? [cite("for", stopped)] : [])];
  return [
    single(
      { group: "host.down", stage: "tcp", effect: isDown ? "blocks" : "hinders", certainty: isDown ? 0.6 : 0.5 },
      { id: "host-down-or-asleep", weight: 1, because },
    ),
  ];
}

const citrix: HostSymptom = {
  group: "citrix",
  stage: "tcp",
  effect: "weakens",
  signs: [],
  look: citrixLook,
};

function citrixLook(reader: HostReader): readonly Group[] {
  const product = reader.section("hooking-products")?.find(({ name }) => /citrix/i.test(name));
  if (product === undefined) return [];
  const because: Because = {
    side: "for",
    fact: "setting.product",
    value: product,
    at: reader.sectionAt("hooking-products"),
  };
  return [
    single(
      { group: "host.citrix", stage: "tcp", effect: "weakens", certainty: 0.35 },
      { id: "citrix-ica-coexistence", weight: 1, because: [because] },
    ),
  ];
}

/** The way to the listener, and what stands beside it. */
export const NETWORK_SYMPTOMS: readonly HostSymptom[] = [firewall, firewallDropped, hostDown, citrix];
