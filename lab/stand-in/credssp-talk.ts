// CredSSP of a stand-in: the NTLM challenge to a NEGOTIATE, and a refusal to whoever brings credentials.
import { randomBytes } from "node:crypto";
import {
  decodeTsRequest,
  encodeNtlmChallenge,
  encodeSpnego,
  encodeTsRequest,
  tsRequestLength,
  unixMsToFileTime,
  unwrapNegoToken,
  type AvPair,
  type AvTextId,
} from "../../src/core/protocol/index.ts";
import { windowsServer2022 } from "./presets.ts";
import type { CredsspScript } from "./script.ts";
import type { Wire } from "./wire.ts";

const STATUS_LOGON_FAILURE = 0xc000006d;
/** What a Windows member server answers to the flags of today's clients. */
const CHALLENGE_FLAGS = 0xe28a8235;
const NTLM_OID = "1.3.6.1.4.1.311.2.2.10";
const KERBEROS_OID = "1.2.840.48018.1.2.2";

function avPairs(script: CredsspScript): readonly AvPair[] {
  const names = script.names ?? windowsServer2022.credssp.names;
  const pairs: AvPair[] = [];
  const add = (id: AvTextId, text: string | undefined): void => {
    if (text !== undefined) pairs.push({ id, text });
  };
  add("MsvAvNbDomainName", names.netbiosDomain);
  add("MsvAvNbComputerName", names.netbiosComputer);
  add("MsvAvDnsDomainName", names.dnsDomain);
  add("MsvAvDnsComputerName", names.dnsComputer);
  add("MsvAvDnsTreeName", names.dnsForest);
  const unixMs = Date.now() + (script.timestampOffsetMs ?? 0);
  // Windows has 100 ns; a time on a whole second would look like another server's coarse clock.
  const fileTime = unixMsToFileTime(unixMs) + 1234n;
  return [...pairs, { id: "MsvAvTimestamp", fileTime, unixMs }];
}

/** The CHALLENGE_MESSAGE of this script, with the time of now. */
export function challengeOf(script: CredsspScript): Uint8Array {
  const version = script.osVersion ?? windowsServer2022.credssp.osVersion;
  return encodeNtlmChallenge({
    flags: CHALLENGE_FLAGS,
    targetName: script.names?.netbiosDomain ?? windowsServer2022.credssp.names.netbiosDomain,
    serverChallenge: new Uint8Array(randomBytes(8)),
    targetInfo: avPairs(script),
    version: { ...version, ntlmRevision: 15 },
  });
}

/** Speaks CredSSP until the client ends or was refused. Throws DecodeError on what is no TSRequest, PeerGone at the end. */
export async function talkCredssp(
  wire: Wire,
  script: CredsspScript,
  note: (pdu: string, bytes: Uint8Array) => void,
): Promise<void> {
  const { instead, version = 6 } = script;
  const first = await wire.take(tsRequestLength);
  note("TSRequest", first);
  const [token] = decodeTsRequest(first).negoTokens ?? [];
  const wrapped = token !== undefined && unwrapNegoToken(token).spnego !== undefined;
  if (instead === "kerberos-only") {
    const supportedMech = { oid: KERBEROS_OID };
    const answer = encodeSpnego({ kind: "response", negState: "request-mic", supportedMech });
    return wire.send(encodeTsRequest({ version, negoTokens: [answer] }));
  }
  if (instead === "garbage") return wire.send(new Uint8Array(64).fill(0x55));
  if (instead !== undefined) return wire.end(instead);
  if (script.errorCode !== undefined) {
    await wire.send(encodeTsRequest({ version, errorCode: script.errorCode }));
    return wire.end("fin");
  }
  const challenge = challengeOf(script);
  const responseToken = wrapped
    ? encodeSpnego({
        kind: "response",
        negState: "accept-incomplete",
        supportedMech: { oid: NTLM_OID },
        responseToken: challenge,
      })
    : challenge;
  await wire.send(encodeTsRequest({ version, negoTokens: [responseToken] }));
  // Nobody has an account here: every AUTHENTICATE is a wrong password.
  note("TSRequest", await wire.take(tsRequestLength));
  await wire.send(encodeTsRequest({ version, errorCode: script.authenticateErrorCode ?? STATUS_LOGON_FAILURE }));
  return wire.end("fin");
}
