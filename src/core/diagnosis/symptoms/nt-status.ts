import type { Candidate } from "../candidate.ts";

/** What an NTSTATUS or SSPI code in TSRequest.errorCode ([MS-CSSP] 2.2.1) means; undefined where it names no cause. */
export function explainNtStatus(ntStatus: number): readonly Candidate[] | undefined {
  return BY_STATUS.get(ntStatus >>> 0);
}

const NO_DOMAIN_CONTROLLER: readonly Candidate[] = [
  { id: "nla-dc-unreachable", weight: 85 },
  { id: "tcp-port-exhaustion", weight: 15 },
];
const CLOCK: readonly Candidate[] = [
  { id: "clock-skew", weight: 85 },
  { id: "tcp-port-exhaustion", weight: 15 },
];
const WRONG_CREDENTIALS: readonly Candidate[] = [{ id: "bad-credentials", weight: 1 }];
const RESTRICTED: readonly Candidate[] = [{ id: "account-disabled-or-restricted", weight: 1 }];
const PASSWORD_OLD: readonly Candidate[] = [{ id: "password-expired-or-must-change", weight: 1 }];
const LOCKED: readonly Candidate[] = [{ id: "account-locked-out", weight: 1 }];
const NO_RIGHT: readonly Candidate[] = [{ id: "logon-right-missing", weight: 1 }];
const BINDINGS: readonly Candidate[] = [{ id: "channel-binding-ntlmv1", weight: 1 }];
const KERBEROS: readonly Candidate[] = [{ id: "kerberos-spn-or-ntlm-blocked", weight: 1 }];
const ORACLE: readonly Candidate[] = [{ id: "credssp-oracle-remediation", weight: 1 }];
const DELEGATION: readonly Candidate[] = [{ id: "credential-delegation-or-smartcard", weight: 1 }];
const NO_RESOURCES: readonly Candidate[] = [{ id: "memory-or-session-leak", weight: 1 }];
/** A proof that was made for another connection, or with another password: newer FreeRDP servers say the one for both. */
const ALTERED: readonly Candidate[] = [
  { id: "third-party-security-hook", variant: "interception", weight: 50 },
  { id: "bad-credentials", weight: 50 },
];
const BAD_TOKEN: readonly Candidate[] = [{ id: "protocol-stream-error", weight: 1 }];

const BY_STATUS: ReadonlyMap<number, readonly Candidate[]> = new Map([
  [0xc000005e, NO_DOMAIN_CONTROLLER], // STATUS_NO_LOGON_SERVERS
  [0xc00000dc, NO_DOMAIN_CONTROLLER], // STATUS_INVALID_SERVER_STATE
  [0xc00000dd, NO_DOMAIN_CONTROLLER], // STATUS_INVALID_DOMAIN_STATE
  [0xc00000df, NO_DOMAIN_CONTROLLER], // STATUS_NO_SUCH_DOMAIN
  [0xc000018a, NO_DOMAIN_CONTROLLER], // STATUS_NO_TRUST_LSA_SECRET
  [0xc000018b, NO_DOMAIN_CONTROLLER], // STATUS_NO_TRUST_SAM_ACCOUNT
  [0xc000018c, NO_DOMAIN_CONTROLLER], // STATUS_TRUSTED_DOMAIN_FAILURE
  [0xc000018d, NO_DOMAIN_CONTROLLER], // STATUS_TRUSTED_RELATIONSHIP_FAILURE
  [0xc0000192, NO_DOMAIN_CONTROLLER], // STATUS_NETLOGON_NOT_STARTED
  [0xc0000233, NO_DOMAIN_CONTROLLER], // STATUS_DOMAIN_CONTROLLER_NOT_FOUND
  [0x80090304, NO_DOMAIN_CONTROLLER], // SEC_E_INTERNAL_ERROR: the Local Security Authority cannot be contacted
  [0x80090311, NO_DOMAIN_CONTROLLER], // SEC_E_NO_AUTHENTICATING_AUTHORITY
  [0xc0000133, CLOCK], // STATUS_TIME_DIFFERENCE_AT_DC
  [0x80090324, CLOCK], // SEC_E_TIME_SKEW
  [0xc0000064, WRONG_CREDENTIALS], // STATUS_NO_SUCH_USER
  [0xc000006a, WRONG_CREDENTIALS], // STATUS_WRONG_PASSWORD
  [0xc000006d, WRONG_CREDENTIALS], // STATUS_LOGON_FAILURE
  [0x8009030c, WRONG_CREDENTIALS], // SEC_E_LOGON_DENIED
  [0xc000006e, RESTRICTED], // STATUS_ACCOUNT_RESTRICTION
  [0xc000006f, RESTRICTED], // STATUS_INVALID_LOGON_HOURS
  [0xc0000070, RESTRICTED], // STATUS_INVALID_WORKSTATION
  [0xc0000072, RESTRICTED], // STATUS_ACCOUNT_DISABLED
  [0xc0000193, RESTRICTED], // STATUS_ACCOUNT_EXPIRED
  [0xc0000413, RESTRICTED], // STATUS_AUTHENTICATION_FIREWALL_FAILED
  [0xc0000071, PASSWORD_OLD], // STATUS_PASSWORD_EXPIRED
  [0xc0000224, PASSWORD_OLD], // STATUS_PASSWORD_MUST_CHANGE
  [0xc0000234, LOCKED], // STATUS_ACCOUNT_LOCKED_OUT
  [0xc0000022, NO_RIGHT], // STATUS_ACCESS_DENIED
  [0xc000015b, NO_RIGHT], // STATUS_LOGON_TYPE_NOT_GRANTED
  [0xc000035b, BINDINGS], // STATUS_BAD_BINDINGS
  [0x80090346, BINDINGS], // SEC_E_BAD_BINDINGS
  [0xc0000388, KERBEROS], // STATUS_DOWNGRADE_DETECTED
  [0xc0000418, KERBEROS], // STATUS_NTLM_BLOCKED
  [0x80090303, KERBEROS], // SEC_E_TARGET_UNKNOWN
  [0x80090322, KERBEROS], // SEC_E_WRONG_PRINCIPAL
  [0x80090342, KERBEROS], // SEC_E_KDC_UNKNOWN_ETYPE
  [0x80090302, ORACLE], // SEC_E_UNSUPPORTED_FUNCTION
  [0x80090350, KERBEROS], // SEC_E_DOWNGRADE_DETECTED
  [0x8009030e, DELEGATION], // SEC_E_NO_CREDENTIALS
  [0xc00002fa, DELEGATION], // STATUS_SMARTCARD_LOGON_REQUIRED
  [0xc000009a, NO_RESOURCES], // STATUS_INSUFFICIENT_RESOURCES
  [0xc0000017, NO_RESOURCES], // STATUS_NO_MEMORY
  [0x80090300, NO_RESOURCES], // SEC_E_INSUFFICIENT_MEMORY
  [0x8009030f, ALTERED], // SEC_E_MESSAGE_ALTERED
  [0x80090308, BAD_TOKEN], // SEC_E_INVALID_TOKEN
  [0xc000000d, BAD_TOKEN], // STATUS_INVALID_PARAMETER
]);
