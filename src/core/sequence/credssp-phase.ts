import { DecodeError } from "../bytes/index.ts";
import type { NtlmNames } from "../evidence/index.ts";
import {
  decodeNtlmChallenge,
  decodeSpnego,
  decodeTsRequest,
  encodeNtlmNegotiate,
  encodeTsRequest,
  isNtlmMessage,
  ntlmTargetInfo,
  tsRequestLength,
} from "../protocol/index.ts";
import type { NtlmTargetInfo } from "../protocol/index.ts";
import type { Inbox } from "./inbox.ts";
import type { Phase } from "./phase.ts";
import type { Moment, SequenceAction } from "./sequence.ts";
import { round } from "./stage-log.ts";
import type { StageLog } from "./stage-log.ts";

/** CredSSP version that we speak: servers put an errorCode into answers to 3, 4 and 6 only ([MS-CSSP] 2.2.1). */
const CREDSSP_VERSION = 6;

/**
 * NEGOTIATE_MESSAGE as Windows clients send it: extended session security, 128-bit, key exchange, sign, seal, version
 * and target information asked for ([MS-NLMP] 2.2.2.5).
 */
const NTLM_NEGOTIATE = encodeNtlmNegotiate({
  flags: 0xe20882b7,
  domainName: "",
  workstation: "",
  version: { major: 10, minor: 0, build: 19_041, ntlmRevision: 15 },
});

/** CredSSP up to the NTLM challenge ([MS-CSSP] 3.1.5, [MS-NLMP] 2.2.1.2): names, build and clock, no credential. */
export class CredsspPhase implements Phase {
  readonly waitedFor = "TSRequest with NTLM CHALLENGE";
  readonly #log: StageLog;
  readonly #wallClockMs: number;
  #sentMs = 0;

  constructor(log: StageLog, wallClockMs: number) {
    this.#log = log;
    this.#wallClockMs = wallClockMs;
  }

  start(moment: Moment): readonly SequenceAction[] {
    this.#sentMs = moment.atMs;
    const bytes = encodeTsRequest({ version: CREDSSP_VERSION, negoTokens: [NTLM_NEGOTIATE] });
    return [{ do: "send", bytes, gloss: "TSRequest: NTLM NEGOTIATE" }, this.#log.read()];
  }

  receive(inbox: Inbox, moment: Moment): readonly SequenceAction[] | undefined {
    const length = tsRequestLength(inbox.bytes);
    if (length === undefined || inbox.length < length) return undefined;
    const answer = decodeTsRequest(inbox.take(length));
    this.#log.learn("credssp.version", answer.version, moment);
    if (answer.errorCode !== undefined && answer.errorCode !== 0) {
      this.#log.learn("credssp.errorCode", answer.errorCode, moment);
      return this.#log.fail({ kind: "credssp-error", ntStatus: answer.errorCode }, moment);
    }
    const [token] = answer.negoTokens ?? [];
    if (token === undefined) {
      throw new DecodeError("TSRequest", 0, { kind: "invalid", field: "negoTokens", reason: "holds no token" });
    }
    this.#learnChallenge(token, moment);
    this.#log.complete(undefined, moment);
    this.#log.notTested("mcs", "needs-credentials");
    this.#log.notTested("licensing", "needs-credentials");
    this.#log.notTested("capabilities", "needs-credentials");
    return this.#log.end();
  }

  #learnChallenge(token: Uint8Array, moment: Moment): void {
    const { ntlm, mechanisms } = unwrap(token);
    this.#log.learn("credssp.mechanisms", mechanisms, moment);
    if (ntlm === undefined) return;
    const challenge = decodeNtlmChallenge(ntlm);
    const target = ntlmTargetInfo(challenge.targetInfo ?? []);
    this.#log.learn("credssp.ntlm", namesOf(target), moment);
    if (challenge.version !== undefined) {
      const { major, minor, build } = challenge.version;
      this.#log.learn("credssp.osVersion", { major, minor, build }, moment);
    }
    const { timestampUnixMs } = target;
    if (timestampUnixMs === undefined) return;
    const roundTripMs = moment.atMs - this.#sentMs;
    const ourTimeMs = this.#wallClockMs + this.#sentMs + roundTripMs / 2;
    // libfreerdp cuts its clock to whole seconds; a time on a whole second is taken to have that grain.
    const grainMs = timestampUnixMs % 1000 === 0 ? 1000 : 1;
    this.#log.learn("credssp.serverTimeMs", timestampUnixMs, moment);
    this.#log.learn("credssp.clockSkewMs", Math.round(timestampUnixMs - ourTimeMs), moment);
    this.#log.learn("credssp.clockGrainMs", round(grainMs + roundTripMs / 2), moment);
  }
}

/** The NTLM message inside a token, which may be raw NTLM or SPNEGO, and the mechanisms that the server named. */
function unwrap(token: Uint8Array): { ntlm?: Uint8Array; mechanisms: readonly string[] } {
  if (isNtlmMessage(token)) return { ntlm: token, mechanisms: ["NTLM"] };
  const spnego = decodeSpnego(token);
  const inner = spnego.kind === "init" ? spnego.mechToken : spnego.responseToken;
  const offered =
    spnego.kind === "init" ? spnego.mechTypes : spnego.supportedMech === undefined ? [] : [spnego.supportedMech];
  const mechanisms = offered.map((mechanism) => mechanism.name ?? mechanism.oid);
  return inner !== undefined && isNtlmMessage(inner) ? { ntlm: inner, mechanisms } : { mechanisms };
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
