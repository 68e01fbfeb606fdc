import type { FactLedger, Fingerprint, StackName } from "../evidence/index.ts";

interface Sign {
  readonly stack: StackName;
  readonly weight: number;
  readonly because: string;
}

/** Signs that weigh less name nobody. */
const LEAST_WEIGHT = 0.4;
/** SRC-REF of a confirm ([MS-RDPBCGR] 3.3.5.3.2 asks for 0x1234; others answer otherwise). */
const SRC_REF_SPECIFIED = 0x1234;
const SRC_REF_VIRTUALBOX = 0x3412;

/** Servers made of libfreerdp: what speaks for the library speaks for them. */
const BUILT_ON_LIBFREERDP: readonly StackName[] = ["weston", "freerdp-shadow"];

function signs(facts: FactLedger): readonly Sign[] {
  const found: Sign[] = [];
  const note = (stack: StackName, weight: number, because: string): unknown => found.push({ stack, weight, because });
  const srcRef = facts.value("x224.srcRef");
  const flags = facts.value("x224.responseFlags");
  const selected = facts.value("x224.selectedProtocol");
  const os = facts.value("capabilities.osMajorType");
  const osMinor = facts.value("capabilities.osMinorType");
  const version = facts.value("credssp.osVersion");
  if (srcRef === SRC_REF_VIRTUALBOX) note("virtualbox", 0.9, "SRC-REF 0x3412");
  if (srcRef === SRC_REF_SPECIFIED && flags !== undefined && (flags & 0x18) !== 0) {
    note("windows", 0.9, `SRC-REF 0x1234 with response flags 0x${flags.toString(16)}`);
  }
  if (selected === 8) note("windows", 0.6, "CredSSP with Early User Authorization chosen");
  if (srcRef === SRC_REF_SPECIFIED && flags === undefined && selected !== undefined) {
    // xrdp answers every negotiation request with a response.
    note("windows", 0.5, "SRC-REF 0x1234 and no negotiation answer, as before Windows Vista");
  } else if (srcRef === SRC_REF_SPECIFIED && flags !== undefined && flags <= 1 && selected !== undefined) {
    if ((selected & 0x0a) === 0) note("xrdp", 0.5, "SRC-REF 0x1234, flags at most 0x01, no CredSSP");
    else note("windows", 0.4, "SRC-REF 0x1234 with CredSSP");
  }
  if (facts.value("licensing.answer") === "license-request" && srcRef === SRC_REF_SPECIFIED && os === 1) {
    note("xrdp", 0.3, "License Request without credentials, then Demand Active");
  }
  if (os === 1 && osMinor === 3 && facts.value("mcs.rdpVersion") === 0x00080004 && srcRef === SRC_REF_SPECIFIED) {
    note("xrdp", 0.2, "RDP 5 core version with Windows NT in the General capability set");
  }
  if (srcRef === 0) {
    note("libfreerdp", 0.5, "SRC-REF 0x0000");
    if (flags === 1) note("weston", 0.3, "response flags 0x01");
    if (flags === 3) note("libfreerdp", 0.2, "response flags 0x03");
    if (os === 4) note("weston", 0.7, `General capability set says OS ${os}/${osMinor ?? 0}`);
    if (os === 0 && osMinor === 0) note("freerdp-shadow", 0.8, "General capability set says OS 0/0");
  }
  if (version !== undefined) {
    const text = `NTLM version ${version.major}.${version.minor}.${version.build}`;
    if (version.build !== 7601) note("windows", 0.5, text);
    else if (srcRef === 0) note("libfreerdp", 0.2, `${text}, which libfreerdp always says`);
  }
  return found;
}

/**
 * Names the server software by its answers alone. 6.1.7601 in NTLM is libfreerdp's fixed value and no sign of Windows;
 * a stack is named only with the signs that it rests on.
 */
export function fingerprint(facts: FactLedger): Fingerprint {
  const found = signs(facts);
  const totals = new Map<StackName, number>();
  for (const sign of found) totals.set(sign.stack, (totals.get(sign.stack) ?? 0) + sign.weight);
  for (const special of BUILT_ON_LIBFREERDP) {
    const own = totals.get(special);
    if (own !== undefined && own >= 0.5) totals.set(special, own + (totals.get("libfreerdp") ?? 0));
  }
  let stack: StackName = "unknown";
  let weight = 0;
  for (const [name, total] of totals) {
    if (total > weight) {
      stack = name;
      weight = total;
    }
  }
  const only = facts.value("x224.answersOnlyWith");
  const inFront = only === undefined ? {} : { inFront: only };
  const counts = (sign: Sign): boolean =>
    sign.stack === stack || (sign.stack === "libfreerdp" && BUILT_ON_LIBFREERDP.includes(stack));
  // A guess that was rejected lends its reasons to nobody.
  if (weight < LEAST_WEIGHT) return { stack: "unknown", confidence: 0, because: [], ...inFront };
  return {
    stack,
    confidence: Math.min(0.95, Math.round(weight * 100) / 100),
    because: found.filter(counts).map((sign) => sign.because),
    ...inFront,
  };
}
