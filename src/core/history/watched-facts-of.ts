import type { Evidence, FactName, FactTable, FactValues } from "../evidence/index.ts";
import type { WatchedFacts } from "../fleet/index.ts";
import { keyTypeOf } from "./key-strength.ts";

const MINUTE_MS = 60_000;

/** Facts of a check whose history is kept. What the check did not reach, or was not asked, is absent. */
export function watchedFacts({ facts }: Pick<Evidence, "facts">): WatchedFacts {
  const value = <Name extends FactName>(name: Name): FactValues[Name] | undefined => valueOf(facts, name);
  const leaf = value("tls.chain")?.[0];
  const version = value("credssp.osVersion");
  const names = value("credssp.ntlm");
  const nla = value("x224.nla");
  const postQuantum = value("tls.postQuantum");
  const skew = value("credssp.clockSkewMs");
  const fingerprint = value("session.fingerprint");
  const trust = value("tls.trustError");
  const protocol = value("x224.selectedProtocol");
  return defined({
    certificate: value("tls.certificateSha256"),
    certificateNotBeforeMs: leaf?.notBeforeMs,
    certificateNotAfterMs: leaf?.notAfterMs,
    certificateIssuer: leaf?.issuer,
    certificateSubject: leaf?.subject,
    certificateSelfSigned: leaf?.isSelfIssued,
    certificateKeyType: leaf && keyTypeOf(leaf.keyAlgorithm, leaf.keyBits),
    certificateTrust: trust === null ? "trusted" : trust,
    certificateNameMatches: value("tls.nameMatches"),
    osBuild: version === undefined ? undefined : `${version.major}.${version.minor}.${version.build}`,
    netbiosName: names?.netbiosComputer,
    netbiosDomain: names?.netbiosDomain,
    dnsName: names?.dnsComputer,
    dnsDomain: names?.dnsDomain,
    nla: nla === "not-tested" ? undefined : nla,
    selectedProtocol: protocol === undefined ? undefined : String(protocol),
    tlsVersion: value("tls.version"),
    tlsCipher: value("tls.cipher"),
    tlsGroup: value("tls.group"),
    postQuantum: postQuantum === "not-tested" ? undefined : postQuantum,
    clockSkewMinutes: skew === undefined ? undefined : Math.round(skew / MINUTE_MS),
    // A short check knows less of the server than a full one: only what is sure is a fact with a history.
    stack: fingerprint === undefined || fingerprint.stack === "unknown" ? undefined : fingerprint.stack,
    address: value("tcp.address"),
  });
}

function valueOf<Name extends FactName>(facts: FactTable, name: Name): FactValues[Name] | undefined {
  return facts[name]?.value;
}

function defined(facts: { readonly [Name in keyof WatchedFacts]: WatchedFacts[Name] | undefined }): WatchedFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
