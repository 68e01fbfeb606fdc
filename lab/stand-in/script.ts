// What a stand-in shall be like, as data. It stands in for what only Windows does; it is no Windows, and says so in its names.

import type { SessionScript } from "./session-script.ts";

/** Security protocols of MS-RDPBCGR 2.2.1.1.1 by the names of this product. */
export type StandInProtocol = "rdp" | "tls" | "hybrid" | "rdstls" | "hybrid-ex" | "rdsaad";

/** What is put into the Connection Confirm. */
export type StandInChoice = StandInProtocol | { readonly failureCode: number };

/** X.224 negotiation. */
export interface X224Script {
  /** Default 0x1234, which MS-RDPBCGR 3.3.5.3.2 asks for. */
  readonly srcRef?: number;
  /** Flags of the RDP_NEG_RSP, default 0x1f. */
  readonly flags?: number;
  /** Default: what Windows would answer to these protocols under `nla` and `securityLayer`. */
  readonly choose?: StandInChoice | ((requestedProtocols: number) => StandInChoice);
  /** Default "required". */
  readonly nla?: "required" | "optional" | "absent";
  /** Group policy "Require use of specific security layer", default "negotiate". */
  readonly securityLayer?: "negotiate" | "tls" | "rdp";
  /** Early User Authorization (HYBRID_EX), default true. */
  readonly hybridEx?: boolean;
  readonly rdstls?: boolean;
  readonly rdsaad?: boolean;
  /** false: the 11-byte confirm of servers that know no negotiation, and standard RDP security after it. */
  readonly negotiated?: boolean;
}

/** How the connection ends where a script lets it. */
export type StandInEnd = "silence" | "fin" | "reset";

/** TLS, or what comes in its place. */
export interface TlsScript {
  /** PEM texts; default: self-signed for the computer's name, as Windows makes its own. */
  readonly certificatePem?: string;
  readonly keyPem?: string;
  readonly minVersion?: "TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3";
  readonly maxVersion?: "TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3";
  /** OpenSSL names, default "X25519:P-256:P-384" as SChannel has them; "X25519MLKEM768:X25519" turns ML-KEM on. */
  readonly groups?: string;
  /** OpenSSL cipher list. */
  readonly ciphers?: string;
  /** Between the ClientHello and the first answer to it. */
  readonly delayMs?: number;
  /** This alert is the answer to every ClientHello. */
  readonly alert?: number;
  /** What follows a ClientHello in place of an answer. */
  readonly afterClientHello?: StandInEnd;
  /** So many bytes of the server's TLS records leave, then this happens. */
  readonly cut?: { readonly afterBytes: number; readonly how: StandInEnd };
}

/** Names that a host says of itself in NTLM. */
export interface HostNames {
  readonly netbiosComputer?: string;
  readonly netbiosDomain?: string;
  readonly dnsComputer?: string;
  readonly dnsDomain?: string;
  readonly dnsForest?: string;
}

/** Somebody who may log on, or nearly. Accounts of stand-ins are thrown away with the test that made them. */
export interface AccountScript {
  /** Compared without case, as Windows does. */
  readonly user: string;
  /** NetBIOS or DNS name of a domain; absent: any that the client says. */
  readonly domain?: string;
  readonly password: string;
  /** NTSTATUS that answers the right password, such as 0xC0000071 STATUS_PASSWORD_EXPIRED. Absent: it is good. */
  readonly status?: number;
  /** Early User Authorization Result where HYBRID_EX was chosen, default "allowed". */
  readonly authorization?: "allowed" | "denied";
}

/** CredSSP up to the NTLM challenge; who goes on is refused, or judged by the script's accounts. */
export interface CredsspScript {
  /** 2..6, default 6. */
  readonly version?: number;
  /** NTSTATUS that answers the NEGOTIATE. Absent: the challenge does. */
  readonly errorCode?: number;
  /** NTSTATUS that answers an AUTHENTICATE, default 0xC000006D STATUS_LOGON_FAILURE. */
  readonly authenticateErrorCode?: number;
  readonly names?: HostNames;
  readonly osVersion?: { readonly major: number; readonly minor: number; readonly build: number };
  /** How far the host's clock is ahead, default 0. */
  readonly timestampOffsetMs?: number;
  /** In place of any answer to the NEGOTIATE. */
  readonly instead?: StandInEnd | "kerberos-only" | "garbage";
  /** pubKeyAuth binds to another key than that of TLS: somebody sits between client and host. */
  readonly interception?: boolean;
  /** "when-supported" (default) takes a client without channel bindings, "required" refuses it; wrong ones are always refused. */
  readonly channelBindings?: "when-supported" | "required";
  /** Flags of the CHALLENGE_MESSAGE; default: what Windows answers to today's clients. */
  readonly challengeFlags?: number;
  /** In place of an answer to the AUTHENTICATE: what FreeRDP's servers do with a wrong password, and worse. */
  readonly afterAuthenticate?: StandInEnd | "garbage";
}

/** MCS and GCC. */
export interface McsScript {
  /** `version` of SC_CORE, default 0x00080011 (10.12). */
  readonly rdpVersion?: number;
  readonly earlyCapabilityFlags?: number;
  /** Of standard RDP security: 0 none, 1 40-bit, 2 128-bit (default), 8 56-bit. Under TLS always 0. */
  readonly encryptionMethod?: number;
  /** 0 none, 1 low, 2 client compatible (default), 3 high. */
  readonly encryptionLevel?: number;
  /** Default true. */
  readonly messageChannel?: boolean;
  /** Flags of SC_MULTITRANSPORT; absent: no such block, so no UDP side. */
  readonly multitransportFlags?: number;
  /** `Result` of the Connect Response, default 0. */
  readonly result?: number;
  readonly attachUserResult?: number;
  readonly channelJoinResult?: number;
}

export type LicensingScript =
  | { readonly answer: "valid-client" | "license-request" | "silence" }
  | { readonly answer: "error"; readonly errorCode: number; readonly stateTransition: number }
  /** MS-RDPELE 1.3.3 from end to end: License Request with a key, Platform Challenge, New License. */
  | {
      readonly answer: "new-license";
      /** Default "x509", as a host with a licence server has it. */
      readonly certificate?: "proprietary" | "x509";
      /** A refusal in place of the answer to what the client has just sent. */
      readonly refusal?: {
        readonly at: "license-request" | "platform-challenge";
        readonly errorCode: number;
        readonly stateTransition: number;
      };
    };

/**
 * What the client has just sent when the fault comes; "license" is the moment after our licensing answer, "first-update" and
 * "after-updates" those before and after the picture. The last four need a session.
 */
export type StandInPoint =
  | "connection-request"
  | "connect-initial"
  | "attach-user"
  | "channel-join"
  | "client-info"
  | "license"
  | "confirm-active"
  | "font-list"
  | "first-update"
  | "after-updates";

/** A fault in place of the next answer. */
export interface InterruptScript {
  readonly at: StandInPoint;
  readonly with:
    | StandInEnd
    /** Set Error Info (MS-RDPBCGR 2.2.5.1), then a Disconnect Provider Ultimatum. */
    | { readonly errorInfo: number }
    /** Disconnect Provider Ultimatum alone, with its reason. */
    | { readonly ultimatum: number }
    /** These bytes (hex), then FIN. */
    | { readonly malformed: string };
}

/** A server, from its X.224 answer to the end of a session. Everything has the default of a healthy Windows Server 2022. */
export interface StandInScript {
  readonly x224?: X224Script;
  readonly tls?: TlsScript;
  readonly credssp?: CredsspScript;
  /** Who may log on, by NLA or by the Client Info. Absent: nobody, and NLA ends as CredsspScript says. */
  readonly accounts?: readonly AccountScript[];
  readonly mcs?: McsScript;
  readonly licensing?: LicensingScript;
  readonly interrupt?: InterruptScript;
  /** Absent: after Demand Active the connection is activated, and nothing is drawn. */
  readonly session?: SessionScript;
  /** Before every answer: a slow host. */
  readonly delayMs?: number;
}

/** Where a stand-in listens. */
export interface StandInPlacement {
  /** Default: a loopback address of the lab, or 127.0.0.1 without one. */
  readonly address?: string;
  /** Default 0: any free port. */
  readonly port?: number;
}

/** One thing that a client sent. */
export interface SeenPdu {
  /** Counts from 1. */
  readonly connection: number;
  /** Its name in the specification. */
  readonly pdu: string;
  readonly bytes: Uint8Array;
}

/** A running stand-in. */
export interface StandIn {
  readonly address: string;
  readonly port: number;
  /** What clients sent, in order; it grows. */
  readonly seen: readonly SeenPdu[];
  close(): Promise<void>;
}
