import type { Symptom } from "../candidate.ts";
import { addressesDisagree } from "./addresses-disagree.ts";
import { authorizationDenied } from "./authorization-denied.ts";
import { certificateFitness } from "./certificate-fitness.ts";
import { certificateIssuer } from "./certificate-issuer.ts";
import { certificateName } from "./certificate-name.ts";
import { certificateValidity } from "./certificate-validity.ts";
import { clock } from "./clock.ts";
import { connectRefused } from "./connect-refused.ts";
import { connectTimeout } from "./connect-timeout.ts";
import { connectUnreachable } from "./connect-unreachable.ts";
import { credentialWithheld } from "./credential-withheld.ts";
import { credssp } from "./credssp.ts";
import { emptyPicture } from "./empty-picture.ts";
import { flapping } from "./flapping.ts";
import { gateway } from "./gateway.ts";
import { largeHello } from "./large-hello.ts";
import { licensingAndErrorInfo } from "./licensing-and-error-info.ts";
import { logonRefused } from "./logon-refused.ts";
import { nameDoesNotResolve } from "./name-does-not-resolve.ts";
import { negotiationFailure } from "./negotiation-failure.ts";
import { notRdp } from "./not-rdp.ts";
import { redirectionFailed } from "./redirection-failed.ts";
import { securityLayerPosture } from "./security-layer-posture.ts";
import { serverKeyMismatch } from "./server-key-mismatch.ts";
import { serverWindow } from "./server-window.ts";
import { sessionLost } from "./session-lost.ts";
import { sessionSetupFailure } from "./session-setup-failure.ts";
import { silentOrClosedAtX224 } from "./silent-or-closed-at-x224.ts";
import { slowDesktop } from "./slow-desktop.ts";
import { slow } from "./slow.ts";
import { tlsFailure } from "./tls-failure.ts";
import { versionsAndCiphers } from "./tls-versions.ts";
import { udp } from "./udp.ts";

/** Every symptom that is looked for. Groups of equal effect and stage keep this order. */
export const SYMPTOMS: readonly Symptom[] = [
  redirectionFailed,
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
  serverKeyMismatch,
  credentialWithheld,
  authorizationDenied,
  clock,
  sessionSetupFailure,
  licensingAndErrorInfo,
  logonRefused,
  serverWindow,
  emptyPicture,
  sessionLost,
  slowDesktop,
  udp,
  certificateIssuer,
];
