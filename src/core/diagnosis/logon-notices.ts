import type { LogonNotice } from "../evidence/index.ts";
import type { Candidate } from "./candidate.ts";
import { explainNtStatus } from "./symptoms/nt-status.ts";

/** What a Logon Errors Info says about the logon. */
export interface NoticeMeaning {
  readonly says: "refused" | "denied";
  readonly candidates: readonly Candidate[];
}

/** ErrorNotificationType of Logon Errors Info ([MS-RDPBCGR] 2.2.10.1.1.4.1.1). */
const SESSION_BUSY_OPTIONS = 0xfffffff8;
const DISCONNECT_REFUSED = 0xfffffff9;
const NO_PERMISSION = 0xfffffffa;
const BUMP_OPTIONS = 0xfffffffb;
const SESSION_TERMINATE = 0xfffffffd;
const ACCESS_DENIED = 0xffffffff;
/** Of the types above, Winlogon's own: for these the data is a session id and says nothing of the password. */
const FIRST_OF_WINLOGON = SESSION_BUSY_OPTIONS;
/** NTSTATUS values of severity "error" begin here; a type below is none. */
const FIRST_ERROR_STATUS = 0xc0000000;

/** ErrorNotificationData, where the type is an NTSTATUS or zero. */
const BAD_PASSWORD = 0;
const UPDATE_PASSWORD = 1;
const OTHER = 2;

/**
 * What one notice says of the logon; undefined where it is none of a failure: the logon goes on, an old session is
 * offered, or a message waits to be read. The data is a failure code only beside a type that is a status: beside
 * Winlogon's types the same number is a session id, and session 2 is no failed logon.
 */
export function explainNotice({ type, data }: LogonNotice): NoticeMeaning | undefined {
  const code = type >>> 0;
  if (code >= FIRST_OF_WINLOGON) return BY_WINLOGON.get(code);
  if (code < FIRST_ERROR_STATUS) return code === 0 ? BY_DATA.get(data) : undefined;
  return {
    says: DENIED_STATUSES.has(code) ? "denied" : "refused",
    candidates: explainNtStatus(code) ?? BY_DATA.get(data)?.candidates ?? ANY_REASON,
  };
}

/** Statuses that a server gives when the password is right and the account may not come in here, or not now. */
export const DENIED_STATUSES: ReadonlySet<number> = new Set([
  0xc0000022, // STATUS_ACCESS_DENIED
  0xc000006f, // STATUS_INVALID_LOGON_HOURS
  0xc0000070, // STATUS_INVALID_WORKSTATION
  0xc000015b, // STATUS_LOGON_TYPE_NOT_GRANTED
  0xc0000413, // STATUS_AUTHENTICATION_FIREWALL_FAILED
]);

/** A logon that failed for a reason that nobody said. */
export const ANY_REASON: readonly Candidate[] = [
  { id: "bad-credentials", weight: 52 },
  { id: "account-locked-out", weight: 14 },
  { id: "account-disabled-or-restricted", weight: 13 },
  { id: "password-expired-or-must-change", weight: 13 },
  { id: "logon-right-missing", weight: 8 },
];

const FULL: readonly Candidate[] = [{ id: "max-connections-reached", weight: 1 }];
const NO_RIGHT: readonly Candidate[] = [{ id: "logon-right-missing", weight: 1 }];

const BY_WINLOGON: ReadonlyMap<number, NoticeMeaning> = new Map([
  [SESSION_BUSY_OPTIONS, { says: "denied", candidates: FULL }],
  [DISCONNECT_REFUSED, { says: "denied", candidates: FULL }],
  [NO_PERMISSION, { says: "denied", candidates: NO_RIGHT }],
  [BUMP_OPTIONS, { says: "denied", candidates: FULL }],
  [
    SESSION_TERMINATE,
    {
      says: "denied",
      candidates: [
        { id: "session-ended-by-policy-or-admin", weight: 60 },
        { id: "logon-right-missing", weight: 40 },
      ],
    },
  ],
  [
    ACCESS_DENIED,
    {
      says: "denied",
      candidates: [
        { id: "logon-right-missing", weight: 75 },
        { id: "account-disabled-or-restricted", variant: "restricted", weight: 25 },
      ],
    },
  ],
]);

const BY_DATA: ReadonlyMap<number, NoticeMeaning> = new Map([
  [BAD_PASSWORD, { says: "refused", candidates: [{ id: "bad-credentials", weight: 1 }] }],
  [UPDATE_PASSWORD, { says: "refused", candidates: [{ id: "password-expired-or-must-change", weight: 1 }] }],
  [OTHER, { says: "refused", candidates: ANY_REASON }],
]);
