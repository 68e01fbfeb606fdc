import type { FactLedger, GatewayFacts } from "../../evidence/index.ts";
import { classifyGatewayAnswer } from "../../protocol/index.ts";
import type { GatewayAnswer } from "../../protocol/index.ts";
import { GatewaySequence } from "../../sequence/index.ts";
import { toHex } from "../../bytes/index.ts";
import { GATEWAY_PORT } from "../check-options.ts";
import { hostAndPort } from "../host-and-port.ts";
import type { EndedConversation } from "../plan-action.ts";
import type { CheckView, Question } from "./question.ts";
import { answerLine, serverNameFor } from "./view.ts";

function placeOf({ options }: CheckView): ReturnType<typeof hostAndPort> {
  return hostAndPort(options.gateway ?? "", GATEWAY_PORT);
}

/** Is the RD Gateway that users go through there, with a good certificate, and does it speak? No credential is sent. */
export const gateway: Question = {
  id: "gateway",
  applies: (view) => view.options.gateway !== undefined,
  endpoint(view) {
    const place = placeOf(view);
    return place === undefined ? undefined : { address: place.host, port: place.port };
  },
  sequence(view, setting) {
    const { host, port } = placeOf(view) ?? { host: "", port: GATEWAY_PORT };
    return new GatewaySequence({
      host,
      port,
      ...serverNameFor(host),
      connectionId: guid(setting.random),
      startedMs: setting.startedMs,
      stageTimeoutMs: view.options.stageTimeoutMs,
      deadlineMs: setting.deadlineMs,
      wallClockMs: setting.wallClockMs,
    });
  },
  interpret(ended, facts, view) {
    learnGateway(placeOf(view)?.host ?? "", ended, facts);
  },
};

const OUTCOMES: Readonly<Record<GatewayAnswer["kind"], GatewayFacts["outcome"]>> = {
  gateway: "gateway",
  "gateway-unauthorised": "gateway",
  "proxy-authentication": "proxy",
  redirect: "not-a-gateway",
  forbidden: "forbidden",
  "not-offered": "not-a-gateway",
  unavailable: "unavailable",
  other: "not-a-gateway",
};

function learnGateway(host: string, ended: EndedConversation, facts: FactLedger): void {
  const { facts: seen, failed, http } = ended.conversation;
  const [certificate] = seen["tls.chain"]?.value ?? [];
  const lint = seen["tls.certificateLint"]?.value;
  const shown = {
    host,
    ...(certificate === undefined ? {} : { certificate }),
    ...(lint === undefined ? {} : { certificateLint: lint }),
  };
  let learned: GatewayFacts;
  if (http !== undefined) {
    const answer = classifyGatewayAnswer(http);
    const offers = "offers" in answer ? answer.offers.map((offer) => offer.scheme) : [];
    learned = {
      ...shown,
      outcome: OUTCOMES[answer.kind],
      status: http.status,
      ...(offers.length === 0 ? {} : { authentication: offers }),
    };
  } else {
    learned = { ...shown, outcome: "unreachable", ...(failed === undefined ? {} : { fault: failed.fault.kind }) };
  }
  facts.learn("session.gateway", learned, answerLine(ended));
}

function guid(random: Uint8Array): string {
  const hex = toHex(random.subarray(0, 16));
  return `{${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}}`;
}
