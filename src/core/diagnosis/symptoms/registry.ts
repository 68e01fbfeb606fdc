import type { Symptom } from "../candidate.ts";
import { addressesDisagree } from "./addresses-disagree.ts";
import { certificateFitness } from "./certificate-fitness.ts";
import { certificateIssuer } from "./certificate-issuer.ts";
import { certificateName } from "./certificate-name.ts";
import { certificateValidity } from "./certificate-validity.ts";
import { clock } from "./clock.ts";
import { connectRefused } from "./connect-refused.ts";
import { connectTimeout } from "./connect-timeout.ts";
import { connectUnreachable } from "./connect-unreachable.ts";
import { credssp } from "./credssp.ts";
import { flapping } from "./flapping.ts";
import { gateway } from "./gateway.ts";
import { largeHello } from "./large-hello.ts";
import { licensingAndErrorInfo } from "./licensing-and-error-info.ts";
import { nameDoesNotResolve } from "./name-does-not-resolve.ts";
import { negotiationFailure } from "./negotiation-failure.ts";
import { notRdp } from "./not-rdp.ts";
import { securityLayerPosture } from "./security-layer-posture.ts";
import { sessionSetupFailure } from "./session-setup-failure.ts";
import { silentOrClosedAtX224 } from "./silent-or-closed-at-x224.ts";
import { slow } from "./slow.ts";
import { tlsFailure } from "./tls-failure.ts";
import { versionsAndCiphers } from "./tls-versions.ts";
import { udp } from "./udp.ts";

/** Every symptom that is looked for. Groups of equal effect and stage keep this order. */
export const SYMPTOMS: readonly Symptom[] = [
  nameDoesNotResolve,
  connectRefused,
  connectTimeout,
  connectUnreachable,
  flapping,
  addressesDisagree,
  gateway,
  silentOrClosedAtX224,
  notRdp,
  negotiationFailure,
  securityLayerPosture,
  slow,
  tlsFailure,
  versionsAndCiphers,
  certificateValidity,
  certificateFitness,
  certificateName,
  largeHello,
  credssp,
  clock,
  sessionSetupFailure,
  licensingAndErrorInfo,
  udp,
  certificateIssuer,
];
