import type { CertificateFacts, CertificateLint } from "../certificate/index.ts";
import type { PictureFact } from "./picture.ts";
import type { LogonConfirmation, LogonNotice, RedirectionHop, SessionEnd } from "./session.ts";
import type { Bandwidth, RoundTrip } from "./session.ts";

/** Did the peer accept what was asked? "not-tested" is never "no". */
export type Acceptance = "accepted" | "refused" | "not-tested";

/** Security protocols of [MS-RDPBCGR] 2.2.1.1.1, by the names that this product uses. */
export type ProtocolName = "rdp" | "tls" | "hybrid" | "hybrid-ex" | "rdstls" | "rdsaad";

export type TlsVersionName = "TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3";

/** One address of the target and what became of connecting to it. */
export interface AddressAttempt {
  readonly address: string;
  readonly outcome: "connected" | "refused" | "timeout" | "unreachable" | "failed" | "not-tried";
  readonly errno?: string;
  readonly durationMs?: number;
  /** SHA-256 of the certificate that this address showed, where TLS was reached. */
  readonly certificateSha256?: string;
}

export interface NtlmNames {
  readonly netbiosComputer?: string;
  readonly netbiosDomain?: string;
  readonly dnsComputer?: string;
  readonly dnsDomain?: string;
  readonly dnsForest?: string;
}

export type StackName = "windows" | "xrdp" | "freerdp-shadow" | "libfreerdp" | "weston" | "virtualbox" | "unknown";

export interface Fingerprint {
  readonly stack: StackName;
  readonly confidence: number;
  /** Facts that it rests on, in words of the protocol. */
  readonly because: readonly string[];
  /** Something stands in front of the host: a balancer, a proxy. */
  readonly inFront?: string;
}

export interface GatewayFacts {
  readonly host: string;
  readonly outcome: "gateway" | "not-a-gateway" | "forbidden" | "unavailable" | "proxy" | "unreachable";
  readonly status?: number;
  readonly authentication?: readonly string[];
  readonly certificate?: CertificateFacts;
  readonly certificateLint?: readonly CertificateLint[];
  readonly fault?: string;
}

/**
 * Every fact that a check can learn, by its stable name. The part before the dot is the stage that it belongs to
 * ("session" facts belong to no single stage). Values are plain JSON.
 */
export interface FactValues {
  "dns.addresses": readonly string[];
  "tcp.address": string;
  "tcp.connectMs": number;
  "tcp.attempts": readonly AddressAttempt[];
  /** What the local neighbour table says of the address after a failed connect: is anybody there on this segment? */
  "tcp.neighbour": "present" | "absent" | "not-on-segment";
  /** Another port of the same host on which an RDP server answers. */
  "tcp.otherPort": number;
  "x224.requestedProtocols": number;
  /** false: the confirm carried no negotiation answer (2000/XP style, or plain RDP only). */
  "x224.negotiated": boolean;
  "x224.selectedProtocol": number;
  "x224.responseFlags": number;
  "x224.failureCode": number;
  "x224.srcRef": number;
  "x224.answerMs": number;
  "x224.firstBytes": { readonly kind: string; readonly excerpt: string };
  "x224.accepted": Readonly<Record<ProtocolName, Acceptance>>;
  /** Would the server talk with standard RDP security alone? */
  "x224.plainRdp": Acceptance;
  "x224.nla": "required" | "optional" | "absent" | "not-tested";
  /** The confirm came only when a routing token, or a PROXY header, was sent. */
  "x224.answersOnlyWith": "routing-token" | "proxy-header";
  "tls.version": TlsVersionName;
  "tls.cipher": string;
  "tls.group": string;
  "tls.handshakeMs": number;
  "tls.chain": readonly CertificateFacts[];
  "tls.certificateSha256": string;
  "tls.certificateLint": readonly CertificateLint[];
  /** Trust as judged with the system's or the given roots: null = chain verified. */
  "tls.trustError": string | null;
  /** true: judged against the roots that the operator named (--ca). */
  "tls.trustAsked": boolean;
  "tls.nameAsked": string;
  "tls.nameMatches": boolean;
  /** Whole days until the certificate ends, negative once it has. */
  "tls.daysLeft": number;
  /** Does the certificate carry the name that the host gives itself in NTLM? */
  "tls.matchesNtlmName": boolean;
  "tls.versions": Readonly<Record<TlsVersionName, Acceptance>>;
  "tls.postQuantum": "preferred" | "supported" | "not-supported" | "not-tested";
  "tls.largeHello": "answered" | "silence" | "closed" | "refused";
  "tls.smallHello": "answered" | "silence" | "closed";
  /** Bytes that the server had sent inside TLS when it failed. */
  "tls.receivedBytes": number;
  "credssp.version": number;
  "credssp.ntlm": NtlmNames;
  "credssp.osVersion": { readonly major: number; readonly minor: number; readonly build: number };
  "credssp.serverTimeMs": number;
  "credssp.clockSkewMs": number;
  /** Uncertainty of the skew: half the round trip plus the grain of the server's clock. */
  "credssp.clockGrainMs": number;
  "credssp.mechanisms": readonly string[];
  "credssp.errorCode": number;
  /** What CredSSP said of the password: the server let us in, turned it down, or was not shown it. */
  "credssp.credential": "accepted" | "refused" | "withheld";
  /** "proven": pubKeyAuth shows that CredSSP ends at the same key as TLS ([MS-CSSP] 3.1.5). */
  "credssp.serverKey": "proven" | "different";
  /** Channel bindings (RFC 5929 tls-server-end-point) were part of the NTLM answer. */
  "credssp.channelBinding": boolean;
  /** Early User Authorization; "not-offered": the server did not choose HYBRID_EX. */
  "credssp.authorization": "allowed" | "denied" | "not-offered";
  "credssp.authorizationResult": number;
  "mcs.rdpVersion": number;
  "mcs.earlyCapabilityFlags": number;
  "mcs.encryptionMethod": number;
  "mcs.encryptionLevel": number;
  "mcs.certificateKind": "none" | "proprietary" | "x509";
  "mcs.certificateKeyBits": number;
  /** SHA-256 in hex of the proprietary certificate of standard RDP security. */
  "mcs.certificateSha256": string;
  "mcs.messageChannel": boolean;
  "mcs.multitransportFlags": number;
  "licensing.answer": "valid-client" | "license-request" | "error" | "new-license" | "none";
  "licensing.errorCode": number;
  "licensing.stateTransition": number;
  /** Kinds of capability sets in the order of Demand Active. */
  "capabilities.sets": readonly string[];
  "capabilities.osMajorType": number;
  "capabilities.osMinorType": number;
  "capabilities.desktopWidth": number;
  "capabilities.desktopHeight": number;
  "capabilities.colorDepth": number;
  /** true: the server went on to a desktop (Demand Active) before anybody proved who they are. */
  "capabilities.withoutAuthentication": boolean;
  /** From the start of the connection to the first painted pixels. */
  "graphics.firstPictureMs": number;
  /** Updates with pixels, and the bytes that they took, until the picture was stable. */
  "graphics.updates": number;
  "graphics.bytes": number;
  /** How bitmaps came, such as "rle-16", "planar", "raw-24". */
  "graphics.encodings": readonly string[];
  /** What we cannot draw and the server sent all the same. */
  "graphics.unsupported": readonly string[];
  /** From the start of the connection until nothing changed any more. */
  "desktop.stableMs": number;
  /** false: still changing when the time was over. */
  "desktop.stable": boolean;
  "desktop.width": number;
  "desktop.height": number;
  "desktop.colorDepth": number;
  "desktop.picture": PictureFact;
  /** Share of pixels that changed after the first picture; 0 is a picture that never moved. */
  "desktop.changedShare": number;
  /** A sign from inside the user's session: the proof that somebody is logged on. */
  "session.logonConfirmed": LogonConfirmation;
  "session.logonNotices": readonly LogonNotice[];
  "session.autoReconnectCookie": boolean;
  /** true: the connection was lost and the auto-reconnect cookie brought the session back. */
  "session.reconnected": boolean;
  "session.roundTrip": RoundTrip;
  "session.bandwidth": Bandwidth;
  "session.redirections": readonly RedirectionHop[];
  "session.end": SessionEnd;
  "session.errorInfo": number;
  "session.fingerprint": Fingerprint;
  "session.clearText": boolean;
  "session.udp": "answered" | "unreachable" | "silence" | "garbage";
  "session.udpVersion": number;
  "session.gateway": GatewayFacts;
  "session.slowestAnswerMs": number;
}

export type FactName = keyof FactValues;

/** A value with the line of the transcript in which it was learned. */
export interface Fact<Name extends FactName = FactName> {
  readonly value: FactValues[Name];
  readonly line: number;
}

export type FactTable = { readonly [Name in FactName]?: Fact<Name> };

/** Facts under construction. */
export class FactLedger {
  readonly table: { [Name in FactName]?: Fact<Name> } = {};

  learn<Name extends FactName>(name: Name, value: FactValues[Name], line: number): void {
    Object.assign(this.table, { [name]: { value, line } });
  }

  value<Name extends FactName>(name: Name): FactValues[Name] | undefined {
    return this.table[name]?.value;
  }

  /** Takes over facts that are not yet known, or all of them. */
  adopt(other: FactTable, overwrite = false): void {
    for (const [name, fact] of Object.entries(other)) {
      if (overwrite || !(name in this.table)) Object.assign(this.table, { [name]: fact });
    }
  }
}
