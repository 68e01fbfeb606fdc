import type { LogonDepth } from "../evidence/index.ts";
import type { Secret } from "./secret.ts";

/** Who logs on. */
export interface Credential {
  readonly user: string;
  /** "" for a local account; xrdp takes the name of a session type here. */
  readonly domain: string;
  readonly password: Secret;
}

/** A key that is struck before the end: a scan code of keyboard set 1, or a Unicode character. */
export interface KeyStroke {
  readonly key: { readonly scanCode: number; readonly extended: boolean } | { readonly codePoint: number };
  readonly hold: readonly { readonly scanCode: number; readonly extended: boolean }[];
}

export interface DesktopWish {
  readonly width: number;
  readonly height: number;
  /** 8, 15, 16, 24 or 32. */
  readonly colorDepth: number;
  /** The picture is stable when nothing but a cursor changed for so long. */
  readonly settleMs: number;
  /** From Client Info to a desktop, at the longest. */
  readonly timeoutMs: number;
  /** "logoff": strike these keys, and wait for the server to end the session; without keys it is "disconnect". */
  readonly logoffKeys?: readonly KeyStroke[];
  /** true: the keys are those of Windows, and are struck on no other server: there they would be typed into a program. */
  readonly logoffKeysOfWindows?: boolean;
  /** Program to start in place of the desktop. */
  readonly alternateShell?: string;
}

/** What to send, and when not to. */
export interface LogonRequest {
  readonly credential: Credential;
  readonly depth: LogonDepth;
  readonly desktop: DesktopWish;
  /** SHA-256 in hex of the key that this host showed last time; another key stops us before the credential is sent. */
  readonly knownKeySha256?: string;
  /** The operator asked by name for what is otherwise withheld. */
  readonly allowChangedKey: boolean;
  readonly allowClearText: boolean;
  /** 28 bytes, ARC_CS_PRIVATE_PACKET ([MS-RDPBCGR] 2.2.4.3), when a lost session is taken up again. */
  readonly autoReconnect?: { readonly logonId: number; readonly arcRandomBits: Uint8Array };
  /** Session that a redirection named ([MS-RDPBCGR] 2.2.1.3.5 RedirectedSessionID). */
  readonly redirectedSessionId?: number;
}
