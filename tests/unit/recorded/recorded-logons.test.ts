// Recorded logons, from the confirm to the last picture, in every way in which a network may deliver or break them.
import { describe, expect, it } from "vitest";
import { fromHex } from "../../../src/core/bytes/index.ts";
import { STAGES } from "../../../src/core/evidence/index.ts";
import type { Evidence } from "../../../src/core/evidence/index.ts";
import { decodeClientInfo, decodeDomainPdu, decodeX224Data } from "../../../src/core/protocol/index.ts";
import type { Conversation, SequenceAction } from "../../../src/core/sequence/index.ts";
import { replayTranscript } from "../../../src/core/transcript/index.ts";
import {
  byteWiseText,
  coalesced,
  cutAtEveryOffset,
  eachConversation,
  logons,
  recorded,
  sampled,
  type RecordedConversation,
  type Step,
} from "./index.ts";

/** Cuts of one recording that are tried: each replays what came before it, and a screen is large. */
const CUTS = 40;
const ENDINGS = [{ kind: "closed", how: "fin" }, { kind: "closed", how: "rst" }, { kind: "silence" }] as const;
/** A sequence that is told over and over that nothing comes must come to its end. */
const SILENCES = 40;

/** What the live logon came to: the fault and its stage or "ok", the picture, and the end of the session. */
const OUTCOMES: Readonly<Record<string, string>> = {
  "logon-freerdp-shadow-nla": "ok, desktop, disconnected",
  "logon-freerdp-shadow-nla-authorize": "ok",
  "logon-freerdp-shadow-nla-credential": "ok",
  "logon-freerdp-shadow-nla-wrong-password": "credssp logon-refused",
  "logon-freerdp-shadow-tls": "ok, desktop, disconnected",
  "logon-gnome-remote-desktop": "ok, desktop, disconnected",
  "logon-gnome-remote-desktop-credential": "ok",
  "logon-gnome-remote-desktop-wrong-password": "credssp logon-refused",
  "logon-stand-in-authorize": "ok",
  "logon-stand-in-auto-detect": "ok, desktop, disconnected",
  "logon-stand-in-black": "desktop not-a-desktop, black, disconnected",
  "logon-stand-in-desktop": "ok, desktop, disconnected",
  "logon-stand-in-error-info": "desktop error-info, desktop, server-ended",
  "logon-stand-in-lost": "desktop closed, desktop, lost",
  "logon-stand-in-planar": "ok, desktop, disconnected",
  "logon-stand-in-reconnect": "ok, desktop, disconnected",
  "logon-stand-in-redirect": "ok, desktop, disconnected",
  "logon-stand-in-redirect-password": "ok, desktop, disconnected",
  "logon-stand-in-silent": "graphics silence, nothing, disconnected",
  "logon-stand-in-slow-path": "ok, desktop, disconnected",
  "logon-stand-in-tls-license-reactivated": "ok, desktop, disconnected",
  "logon-stand-in-wrong-password": "credssp credssp-error",
  "logon-xrdp-rdp-fips": "ok, desktop, disconnected",
  "logon-xrdp-rdp-high": "ok, desktop, disconnected",
  "logon-xrdp-rdp-low": "ok, desktop, disconnected",
  "logon-xrdp-rdp-none-withheld": "licensing credential-withheld",
  "logon-xrdp-tls-wrong-password": "desktop not-a-desktop, server-message, disconnected",
  "logon-xrdp-tls-xorg": "ok, desktop, disconnected",
  "logon-xrdp-tls-xvnc-logoff": "ok, desktop, logged-off",
};

function outcomeOf({ stages, facts }: Evidence): string {
  const failed = stages.find(({ outcome }) => outcome === "failed");
  const words = [
    failed === undefined ? "ok" : `${failed.name} ${failed.fault?.kind}`,
    facts["desktop.picture"]?.value.kind,
    facts["session.end"]?.value,
  ];
  return words.filter((word) => word !== undefined).join(", ");
}

/** What must not change when the same bytes come in other pieces. */
function timeless({ facts, stages }: Evidence): unknown {
  const steady = Object.entries(facts).filter(([name]) => !name.endsWith("Ms"));
  return {
    facts: Object.fromEntries(steady.map(([name, fact]) => [name, fact.value])),
    stages: stages.map(({ name, outcome, reason, fault }) => ({ name, outcome, reason, fault: fault?.kind })),
  };
}

/** Feeds these steps, then an ending, and after it silence as often as a driver with timers would. */
function heldToItsEnd(
  conversation: RecordedConversation,
  steps: readonly Step[],
  ending: (typeof ENDINGS)[number],
): { readonly conversation: Conversation; readonly ended: boolean } {
  const sequence = conversation.open();
  let atMs = 0;
  let actions: readonly SequenceAction[] = [];
  for (const { input, moment } of steps) {
    atMs = moment.atMs;
    actions = sequence.step(input, moment);
  }
  const isEnded = (): boolean => actions.some((action) => action.do === "end");
  const isTls = actions.some((action) => action.do === "start-tls");
  if (!isEnded()) {
    const failure = ending.kind === "closed" ? ending : ({ kind: "silence" } as const);
    actions = sequence.step(isTls ? { kind: "tls-failed", failure, receivedBytes: 0 } : ending, { atMs, line: 1 });
  }
  for (let count = 0; count < SILENCES && !isEnded(); count++) {
    const reads = actions.flatMap((action) => (action.do === "read" ? [action.untilMs] : []));
    atMs = Math.max(atMs, ...reads);
    actions = sequence.step({ kind: "silence" }, { atMs, line: 1 });
  }
  return { conversation: sequence.conversation(), ended: isEnded() };
}

it("has the outcome of each written down", () => {
  expect(Object.keys(OUTCOMES)).toEqual(logons);
});

describe.each(logons)("recorded: %s", (name) => {
  const text = recorded(name);
  const whole = replayTranscript(text);

  it("comes to what the live logon came to", () => {
    expect(outcomeOf(whole.evidence)).toBe(OUTCOMES[name]);
    expect(whole.picture !== undefined).toBe(/desktop,|black|server-message/.test(outcomeOf(whole.evidence)));
  });

  it("is the same logon byte by byte, pixel for pixel", () => {
    const { evidence, picture } = replayTranscript(byteWiseText(text));
    expect(timeless(evidence)).toEqual(timeless(whole.evidence));
    expect(picture?.rgba.length).toBe(whole.picture?.rgba.length);
    expect(picture?.rgba.every((byte, at) => byte === whole.picture?.rgba[at]) ?? true).toBe(true);
  });

  it("ends, however large the pieces are, and wherever it is cut", { timeout: 30_000 }, () => {
    const surprises: unknown[] = [];
    let cuts = 0;
    eachConversation(text, (conversation) => {
      const ways = [coalesced(conversation.steps), ...sampled([...cutAtEveryOffset(conversation.steps)], CUTS)];
      for (const steps of ways) {
        const ending = ENDINGS[cuts % ENDINGS.length] ?? ENDINGS[0];
        cuts += 1;
        const held = heldToItsEnd(conversation, steps, ending);
        const failures = held.conversation.stages.filter(({ outcome }) => outcome === "failed").length;
        if (!held.ended || failures > 1) surprises.push({ cuts, ending, ended: held.ended, failures });
      }
    });
    expect(cuts).toBeGreaterThan(0);
    expect(surprises).toEqual([]);
  });

  it("is a report even when the recording was cut off at any line", () => {
    const lines = text.split("\n");
    for (const count of sampled(
      lines.flatMap((_, index) => (index < 3 ? [] : [index])),
      CUTS,
    )) {
      const { evidence } = replayTranscript(lines.slice(0, count).join("\n"));
      expect(evidence.stages).toHaveLength(STAGES.length);
    }
  });

  it("keeps no password", () => {
    const sent = [...text.matchAll(/^\+\S+ > ([0-9a-f]+) ; Client Info$/gm)].map(([, hex = ""]) => fromHex(hex));
    for (const bytes of sent) {
      const pdu = decodeDomainPdu(decodeX224Data(bytes));
      const info = pdu.kind === "send-data-request" ? decodeClientInfo(pdu.userData) : undefined;
      expect(info?.password).toMatch(/^\0*$/);
    }
    expect(sent.length > 0).toBe(/; Client Info$/m.test(text));
  });
});
