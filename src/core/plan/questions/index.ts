import type { QuestionId } from "../check-options.ts";
import { addresses } from "./addresses.ts";
import { gateway } from "./gateway.ts";
import { proxyHeader, routingToken, tlsAtOnce } from "./in-front.ts";
import { nlaOptional } from "./nla-optional.ts";
import { otherPort } from "./other-port.ts";
import { plainRdp } from "./plain-rdp.ts";
import { largeHelloQuestion, postQuantum } from "./post-quantum.ts";
import type { Question } from "./question.ts";
import { rdsaad, rdstls } from "./single-protocol.ts";
import { smallHelloQuestion } from "./small-hello.ts";
import { tls10, tls11, tls12 } from "./tls-versions.ts";

/** Every question that takes a connection, in the order of asking; udp takes a datagram and stands in the plan. */
export const questions: Readonly<Record<Exclude<QuestionId, "udp">, Question>> = {
  "other-port": otherPort,
  "routing-token": routingToken,
  "proxy-header": proxyHeader,
  "tls-at-once": tlsAtOnce,
  "small-hello": smallHelloQuestion,
  "nla-optional": nlaOptional,
  "plain-rdp": plainRdp,
  "post-quantum": postQuantum,
  "large-hello": largeHelloQuestion,
  "tls-1.2": tls12,
  "tls-1.1": tls11,
  "tls-1.0": tls10,
  rdstls,
  rdsaad,
  addresses,
  gateway,
};

export type { CheckView, Question, SequenceSetting } from "./question.ts";
export { DEFAULT_COOKIE, STANDARD_REQUEST, noteTlsVersion, rdpSequence, serverNameFor } from "./view.ts";
