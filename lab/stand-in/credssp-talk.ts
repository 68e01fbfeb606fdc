// CredSSP of a stand-in: the NTLM challenge to a NEGOTIATE, then a verdict on whoever brings credentials ([MS-CSSP] 3.1.5).
import { randomBytes } from "node:crypto";
import { decodeCertificateKey } from "../../src/core/certificate/index.ts";
import {
  decodeTsCredentials,
  decodeTsRequest,
  encodeEarlyUserAuthorizationResult,
  encodeNtlmChallenge,
  encodeSpnego,
  encodeTsRequest,
  tsRequestLength,
  unixMsToFileTime,
  unwrapNegoToken,
  type AvPair,
  type AvTextId,
  type TsRequest,
} from "../../src/core/protocol/index.ts";
import { publicKeyBinding } from "../../src/core/sequence/index.ts";
import { judgeAuthenticate, type NtlmVerdict } from "./ntlm-server.ts";
import { windowsServer2022 } from "./presets.ts";
import type { AccountScript, CredsspScript } from "./script.ts";
import type { Wire } from "./wire.ts";

const STATUS_LOGON_FAILURE = 0xc000006d;
const AUTHZ_SUCCESS = 0;
const AUTHZ_ACCESS_DENIED = 5;
/** What a Windows member server answers to the flags of today's clients. */
const CHALLENGE_FLAGS = 0xe28a8235;
const NTLM_OID = "1.3.6.1.4.1.311.2.2.10";
const KERBEROS_OID = "1.2.840.48018.1.2.2";

type Note = (pdu: string, bytes: Uint8Array) => void;

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

function challengeWith(script: CredsspScript, serverChallenge: Uint8Array): Uint8Array {
  const version = script.osVersion ?? windowsServer2022.credssp.osVersion;
  return encodeNtlmChallenge({
    flags: script.challengeFlags ?? CHALLENGE_FLAGS,
    targetName: script.names?.netbiosDomain ?? windowsServer2022.credssp.names.netbiosDomain,
    serverChallenge,
    targetInfo: avPairs(script),
    version: { ...version, ntlmRevision: 15 },
  });
}

/** The CHALLENGE_MESSAGE of this script, with the time of now. */
export function challengeOf(script: CredsspScript): Uint8Array {
  return challengeWith(script, new Uint8Array(randomBytes(8)));
}

/** What CredSSP is spoken inside of, and who may come in. */
export interface CredsspSituation {
  /** DER of the certificate of the TLS connection. */
  readonly certificate: Uint8Array;
  /** HYBRID_EX was chosen: an Early User Authorization Result follows. */
  readonly hybridEx: boolean;
  readonly accounts?: readonly AccountScript[];
}

/**
 * Speaks CredSSP until the client is let in (resolves with its account), ends, or was refused (resolves with undefined). Throws
 * DecodeError on what is no TSRequest, PeerGone at the end.
 */
export async function talkCredssp(
  wire: Wire,
  script: CredsspScript,
  situation: CredsspSituation,
  note: Note,
): Promise<AccountScript | undefined> {
  const { instead, version = 6 } = script;
  const take = async (): Promise<TsRequest> => {
    const bytes = await wire.take(tsRequestLength);
    note("TSRequest", bytes);
    return decodeTsRequest(bytes);
  };
  const first = await take();
  const [token] = first.negoTokens ?? [];
  const negotiate = token === undefined ? {} : unwrapNegoToken(token);
  if (instead === "kerberos-only") {
    const supportedMech = { oid: KERBEROS_OID };
    const answer = encodeSpnego({ kind: "response", negState: "request-mic", supportedMech });
    await wire.send(encodeTsRequest({ version, negoTokens: [answer] }));
    return undefined;
  }
  if (instead === "garbage") await wire.send(new Uint8Array(64).fill(0x55));
  else if (instead !== undefined) await wire.end(instead);
  if (instead !== undefined) return undefined;
  const refuse = async (errorCode: number): Promise<undefined> => {
    await wire.send(encodeTsRequest({ version, errorCode }));
    await wire.end("fin");
  };
  if (script.errorCode !== undefined) return refuse(script.errorCode);
  const serverChallenge = new Uint8Array(randomBytes(8));
  const challenge = challengeWith(script, serverChallenge);
  const responseToken =
    negotiate.spnego === undefined
      ? challenge
      : encodeSpnego({
          kind: "response",
          negState: "accept-incomplete",
          supportedMech: { oid: NTLM_OID },
          responseToken: challenge,
        });
  await wire.send(encodeTsRequest({ version, negoTokens: [responseToken] }));
  const second = await take();
  if (script.afterAuthenticate === "garbage") {
    await wire.send(new Uint8Array(64).fill(0x55));
    return undefined;
  }
  if (script.afterAuthenticate !== undefined) {
    await wire.end(script.afterAuthenticate);
    return undefined;
  }
  // Without accounts nobody has one: every AUTHENTICATE is a wrong password.
  if (situation.accounts === undefined || script.authenticateErrorCode !== undefined) {
    return refuse(script.authenticateErrorCode ?? STATUS_LOGON_FAILURE);
  }
  const [secondToken = new Uint8Array(0)] = second.negoTokens ?? [];
  const { ntlm = new Uint8Array(0), spnego } = unwrapNegoToken(secondToken);
  const verdict = judgeAuthenticate(ntlm, {
    negotiate: negotiate.ntlm ?? new Uint8Array(0),
    challenge,
    serverChallenge,
    accounts: situation.accounts,
    certificate: situation.certificate,
    channelBindings: script.channelBindings ?? "when-supported",
  });
  note(`NTLM ${verdict.kind}: ${verdict.why}`, ntlm);
  const spoken = Math.min(version, first.version);
  if (verdict.kind === "refused") {
    // Versions 2 and 5 have no errorCode ([MS-CSSP] 2.2.1): their servers only end.
    if (spoken === 2 || spoken === 5) await wire.end("fin");
    else await refuse(verdict.ntStatus);
    return undefined;
  }
  const proof = pubKeyAuthOf(second, verdict, spoken, script.interception === true, situation);
  if (proof === undefined) {
    note("pubKeyAuth refused", second.pubKeyAuth ?? new Uint8Array(0));
    await wire.end("fin");
    return undefined;
  }
  note("pubKeyAuth accepted", second.pubKeyAuth ?? new Uint8Array(0));
  const done = spnego && [encodeSpnego({ kind: "response", negState: "accept-completed" })];
  await wire.send(encodeTsRequest({ version, ...(done && { negoTokens: done }), pubKeyAuth: proof }));
  const { authInfo } = await take();
  const opened = authInfo && verdict.sealing.unseal(authInfo);
  if (opened === undefined) {
    note("authInfo refused", authInfo ?? new Uint8Array(0));
    await wire.end("fin");
    return undefined;
  }
  note("authInfo", opened);
  return welcome(wire, decodeTsCredentials(opened), verdict.account, situation.hybridEx);
}

/** The server's proof over its key, sealed; undefined when the client's own is of another key. */
function pubKeyAuthOf(
  { pubKeyAuth, clientNonce = new Uint8Array(0) }: TsRequest,
  { sealing }: NtlmVerdict & { readonly kind: "accepted" },
  version: number,
  interception: boolean,
  { certificate }: CredsspSituation,
): Uint8Array | undefined {
  const key = decodeCertificateKey(certificate).subjectPublicKey;
  const theirs = pubKeyAuth && sealing.unseal(pubKeyAuth);
  const expected = publicKeyBinding("client", version, key, clientNonce);
  if (theirs === undefined || Buffer.compare(theirs, expected) !== 0) return undefined;
  const shown = key.slice();
  // The last byte: a key of its own that only whoever compares all of it tells from the host's.
  if (interception) shown[shown.length - 1] = (shown.at(-1) ?? 0) ^ 0xff;
  return sealing.seal(publicKeyBinding("server", version, shown, clientNonce));
}

async function welcome(
  wire: Wire,
  credentials: { readonly userName: string; readonly password: string },
  account: AccountScript,
  hybridEx: boolean,
): Promise<AccountScript | undefined> {
  const isSame = credentials.password === account.password;
  const isAllowed = isSame && account.authorization !== "denied";
  if (hybridEx) {
    const authorizationResult = isAllowed ? AUTHZ_SUCCESS : AUTHZ_ACCESS_DENIED;
    await wire.send(encodeEarlyUserAuthorizationResult({ authorizationResult }));
  }
  if (isAllowed) return account;
  await wire.end("fin");
  return undefined;
}
