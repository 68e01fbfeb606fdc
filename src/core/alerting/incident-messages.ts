import type { IncidentRecord } from "../incident/index.ts";
import type { AlertKind, RuleSettings } from "./alert.ts";
import { heldKey, openThread, type IncidentMemory } from "./alert-memory.ts";
import { DEFAULT_WAIT_SECONDS, type Route } from "./rules.ts";

/** A message that an incident owes one channel since `dueMs`. */
export interface OwedMessage {
  readonly kind: AlertKind;
  readonly ordinal: string;
  readonly channel: string;
  readonly rule: RuleSettings;
  readonly dueMs: number;
}

/** What has to be known besides the incident and what was said of it. */
export interface MessageView {
  readonly nowMs: number;
  readonly memory: IncidentMemory;
  /** Who is told of a message of this kind. */
  readonly routes: (kind: AlertKind) => readonly Route[];
  /** Enabled channels among those names, for steps of an escalation. */
  readonly named: (names: readonly string[]) => readonly string[];
  /** The channel is a system that keeps alerts open until it hears their end. */
  readonly tracksState: (channel: string) => boolean;
  /** Nobody wants to hear of it now: muted, suppressed, in maintenance. */
  readonly silent: boolean;
}

/** What is owed now, and when to look again: null when only a change of the incident can bring something new. */
export interface Owed {
  readonly messages: readonly OwedMessage[];
  readonly wakeMs: number | null;
}

const MINUTE_MS = 60_000;
const RANK = { minor: 0, major: 1, critical: 2 } as const;

/** "gateway/gw1". */
export function scopeText(incident: Pick<IncidentRecord, "scope">): string {
  return `${incident.scope.kind}/${incident.scope.key}`;
}

/**
 * When a new incident is told: when it has lasted for the rule's wait, and while hosts still join it a little later, at most
 * twice the wait. A storm is then one message that names its size.
 */
function tellAtMs(incident: IncidentRecord, rule: RuleSettings): number {
  const waitMs = (rule.waitSeconds ?? DEFAULT_WAIT_SECONDS) * 1000;
  const lastJoinMs = incident.members.reduce((last, member) => Math.max(last, member.joinedMs), incident.openedMs);
  // Of one that was opened again, the opening lies far back: then the last to join again tells when it began.
  const beganMs = incident.reopened > 0 ? lastJoinMs : incident.openedMs;
  return Math.min(beganMs + 2 * waitMs, Math.max(beganMs + waitMs, lastJoinMs + waitMs / 2));
}

/** Everything that this incident owes anybody now. A function of its arguments: the same again gives the same. */
export function owedMessages(incident: IncidentRecord, view: MessageView): Owed {
  return incident.state === "closed" ? owedAtTheEnd(incident, view) : owedWhileOpen(incident, view);
}

function owedAtTheEnd(incident: IncidentRecord, view: MessageView): Owed {
  const { memory } = view;
  const ordinal = `${incident.reopened}`;
  const closedMs = incident.closedMs ?? view.nowMs;
  const rules = new Map(view.routes("closed").map((route) => [route.channel.name, route.rule]));
  const heard = new Set(memory.told.map((told) => told.channel));
  const messages: OwedMessage[] = [];
  for (const channel of new Set([...heard, ...rules.keys()])) {
    const rule = rules.get(channel) ?? { name: "end", channels: [channel] };
    const tracks = view.tracksState(channel);
    if (!tracks && (view.silent || rule.recovery === false)) continue;
    const knowsIt = openThread(memory, channel).length > 0;
    const wasHeld = ["opened", "reopened"].some((kind) =>
      memory.held.has(heldKey({ kind: kind === "opened" ? "opened" : "reopened", ordinal, channel })),
    );
    const told = memory.told.some((one) => one.channel === channel && one.kind === "closed" && one.ordinal === ordinal);
    // Who never heard of it needs no end of it, unless its beginning was only held back: then one message tells both.
    if (!told && (knowsIt || (wasHeld && !tracks)))
      messages.push({ kind: "closed", ordinal, channel, rule, dueMs: closedMs });
  }
  return { messages, wakeMs: null };
}

function owedWhileOpen(incident: IncidentRecord, view: MessageView): Owed {
  if (view.silent) return { messages: [], wakeMs: null };
  const { memory, nowMs } = view;
  const messages: OwedMessage[] = [];
  let wakeMs: number | null = null;
  const owe = (message: OwedMessage): void => {
    if (message.dueMs <= nowMs) messages.push(message);
    else wakeMs = Math.min(wakeMs ?? message.dueMs, message.dueMs);
  };
  const again = incident.reopened > 0;
  const scope = scopeText(incident);
  const first = again ? "reopened" : "opened";
  for (const { channel, rule } of view.routes(first))
    if (openThread(memory, channel.name).length === 0)
      owe({
        kind: first,
        ordinal: `${incident.reopened}`,
        channel: channel.name,
        rule,
        dueMs: tellAtMs(incident, rule),
      });

  const heard = new Set(memory.told.map((told) => told.channel));
  const threads = [...heard].map((channel) => ({ channel, thread: openThread(memory, channel) }));
  const wider = new Map(view.routes("widened").map((route) => [route.channel.name, route.rule]));
  const reminded = new Map(view.routes("reminder").map((route) => [route.channel.name, route.rule]));
  for (const { channel, thread } of threads) {
    const [start] = thread;
    const last = thread.at(-1);
    if (start === undefined || last === undefined) continue;
    const widerRule = wider.get(channel);
    if (widerRule !== undefined && (last.scope !== scope || RANK[incident.severity] > RANK[last.severity]))
      owe({
        kind: "widened",
        ordinal: `${incident.reopened}/${scope}/${incident.severity}`,
        channel,
        rule: widerRule,
        dueMs: nowMs,
      });
    const rule = reminded.get(channel);
    if (rule?.repeatMinutes !== undefined && rule.repeatMinutes > 0 && incident.state === "open") {
      const everyMs = rule.repeatMinutes * MINUTE_MS;
      const count = Math.floor((nowMs - start.atMs) / everyMs);
      const said = thread.some((told) => told.kind === "reminder" && told.atMs >= start.atMs + count * everyMs);
      if (count >= 1 && !said)
        owe({
          kind: "reminder",
          ordinal: `${incident.reopened}/${count}`,
          channel,
          rule,
          dueMs: start.atMs + count * everyMs,
        });
      const nextMs = start.atMs + (count + 1) * everyMs;
      wakeMs = Math.min(wakeMs ?? nextMs, nextMs);
    }
  }
  const startMs = threads.reduce((earliest, { thread }) => Math.min(earliest, thread[0]?.atMs ?? Infinity), Infinity);
  if (incident.state === "open" && startMs !== Infinity)
    for (const { rule } of view.routes("escalated"))
      for (const [index, step] of (rule.escalation ?? []).entries())
        for (const channel of view.named(step.channels)) {
          const ordinal = `${incident.reopened}/${index}`;
          const said = openThread(memory, channel).some(
            (told) => told.kind === "escalated" && told.ordinal === ordinal,
          );
          if (!said && !messages.some((one) => one.channel === channel && one.ordinal === ordinal))
            owe({ kind: "escalated", ordinal, channel, rule, dueMs: startMs + step.afterMinutes * MINUTE_MS });
        }
  return { messages, wakeMs };
}
