import { DecodeError } from "../bytes/index.ts";
import type { NtlmNames } from "../evidence/index.ts";
import { decodeNtlmChallenge, ntlmTargetInfo, unwrapNegoToken } from "../protocol/index.ts";
import type { NtlmTargetInfo, SpnegoToken, TsRequest } from "../protocol/index.ts";
import type { Moment } from "./sequence.ts";
import { round } from "./stage-log.ts";
import type { StageLog } from "./stage-log.ts";

/** The NTLM message of a TSRequest, as it came, and whether SPNEGO was around it. */
export interface NegotiatedToken {
  readonly ntlm?: Uint8Array;
  readonly inSpnego: boolean;
}

/**
 * Learns what the server's first answer tells before any credential: mechanisms, names, build and clock. `sentMs` is when we asked,
 * for the clock skew. Throws DecodeError when the answer holds no token, or one that is neither NTLM nor SPNEGO.
 */
export function learnChallenge(
  log: StageLog,
  answer: TsRequest,
  clock: { readonly wallClockMs: number; readonly sentMs: number },
  moment: Moment,
): NegotiatedToken {
  const [token] = answer.negoTokens ?? [];
  if (token === undefined) {
    throw new DecodeError("TSRequest", 0, { kind: "invalid", field: "negoTokens", reason: "holds no token" });
  }
  const { ntlm, spnego } = unwrapNegoToken(token);
  log.learn("credssp.mechanisms", spnego === undefined ? ["NTLM"] : mechanismsOf(spnego), moment);
  if (ntlm === undefined) return { inSpnego: spnego !== undefined };
  const challenge = decodeNtlmChallenge(ntlm);
  const target = ntlmTargetInfo(challenge.targetInfo ?? []);
  log.learn("credssp.ntlm", namesOf(target), moment);
  if (challenge.version !== undefined) {
    const { major, minor, build } = challenge.version;
    log.learn("credssp.osVersion", { major, minor, build }, moment);
  }
  if (target.timestampUnixMs !== undefined) learnClock(log, target.timestampUnixMs, clock, moment);
  return { ntlm, inSpnego: spnego !== undefined };
}

function learnClock(
  log: StageLog,
  timestampUnixMs: number,
  clock: { readonly wallClockMs: number; readonly sentMs: number },
  moment: Moment,
): void {
  const roundTripMs = moment.atMs - clock.sentMs;
  const ourTimeMs = clock.wallClockMs + clock.sentMs + roundTripMs / 2;
  // libfreerdp cuts its clock to whole seconds; a time on a whole second is taken to have that grain.
  const grainMs = timestampUnixMs % 1000 === 0 ? 1000 : 1;
  log.learn("credssp.serverTimeMs", timestampUnixMs, moment);
  log.learn("credssp.clockSkewMs", Math.round(timestampUnixMs - ourTimeMs), moment);
  log.learn("credssp.clockGrainMs", round(grainMs + roundTripMs / 2), moment);
}

/** The mechanisms that the server named. */
function mechanismsOf(spnego: SpnegoToken): readonly string[] {
  const offered =
    spnego.kind === "init" ? spnego.mechTypes : spnego.supportedMech === undefined ? [] : [spnego.supportedMech];
  return offered.map((mechanism) => mechanism.name ?? mechanism.oid);
}

function namesOf(target: NtlmTargetInfo): NtlmNames {
  return {
    ...(target.nbComputerName === undefined ? {} : { netbiosComputer: target.nbComputerName }),
    ...(target.nbDomainName === undefined ? {} : { netbiosDomain: target.nbDomainName }),
    ...(target.dnsComputerName === undefined ? {} : { dnsComputer: target.dnsComputerName }),
    ...(target.dnsDomainName === undefined ? {} : { dnsDomain: target.dnsDomainName }),
    ...(target.dnsTreeName === undefined ? {} : { dnsForest: target.dnsTreeName }),
  };
}
