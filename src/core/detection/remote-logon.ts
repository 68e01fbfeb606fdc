import type { HostEvent } from "../telemetry/index.ts";
import { addressOf } from "./trail.ts";

// NTSTATUS of a wrong name or password, and of an account that would not be let in anyway [MS-ERREF 2.3.1].
const WRONG_CREDENTIAL: ReadonlySet<number> = new Set([
  0xc000_006a, // STATUS_WRONG_PASSWORD
  0xc000_0064, // STATUS_NO_SUCH_USER
  0xc000_006d, // STATUS_LOGON_FAILURE
  0xc000_0072, // STATUS_ACCOUNT_DISABLED
  0xc000_0193, // STATUS_ACCOUNT_EXPIRED
  0xc000_0234, // STATUS_ACCOUNT_LOCKED_OUT
]);

// These are only given after the password was found right.
const RIGHT_PASSWORD: ReadonlySet<number> = new Set([
  0xc000_006e, // STATUS_ACCOUNT_RESTRICTION
  0xc000_006f, // STATUS_INVALID_LOGON_HOURS
  0xc000_0070, // STATUS_INVALID_WORKSTATION
  0xc000_0071, // STATUS_PASSWORD_EXPIRED
  0xc000_015b, // STATUS_LOGON_TYPE_NOT_GRANTED
  0xc000_0224, // STATUS_PASSWORD_MUST_CHANGE
]);

const NETWORK = 3;
const UNLOCK = 7;
const NETWORK_CLEARTEXT = 8;
const REMOTE_INTERACTIVE = 10;

/** The account of the machine itself and the ones Windows makes for its own windows. */
const OWN_ACCOUNT = /^(?:anonymous logon|system|local service|network service|dwm-\d+|umfd-\d+|.*\$)$/i;

/** What a failed logon says about the credential; undefined where it was not about one, or not from elsewhere. */
export function credentialVerdict(event: HostEvent): "wrong" | "right" | undefined {
  if (event.kind === "credential-refused") return "wrong";
  if (event.kind === "logon-denied") return "right";
  if (event.kind !== "logon-failed" || event.client?.address === "local") return undefined;
  const type = event.logonType;
  if (type !== undefined && type !== NETWORK && type !== NETWORK_CLEARTEXT && type !== REMOTE_INTERACTIVE) {
    // An unlock from elsewhere is a reconnection; at the console nobody attacks over the network.
    if (type !== UNLOCK || addressOf(event) === undefined || isLoopback(addressOf(event))) return undefined;
  }
  // STATUS_LOGON_FAILURE hides the reason, the sub-status tells it; other codes stand in the status alone.
  const code = event.subStatus === undefined || event.subStatus === 0 ? event.status : event.subStatus;
  if (code === undefined || WRONG_CREDENTIAL.has(code)) return "wrong";
  return RIGHT_PASSWORD.has(code) ? "right" : undefined;
}

/** Whether the event is certainly about Remote Desktop; a network logon alone may be another service of the host. */
export function isRemoteDesktop(event: HostEvent): boolean {
  if (event.kind !== "logon" && event.kind !== "logon-failed") return true;
  if (event.logonType === undefined || event.logonType === REMOTE_INTERACTIVE) return true;
  return event.client !== undefined && event.client.rule !== "own";
}

/** A person's logon, or return to a session, from elsewhere, by Remote Desktop. */
export function isRemoteLogon(event: HostEvent): boolean {
  if (addressOf(event) === undefined || event.user === undefined || OWN_ACCOUNT.test(event.user.name)) return false;
  switch (event.kind) {
    case "authenticated":
    case "session-logon":
    case "session-reconnected":
    case "window-station-reconnected":
      return true;
    case "logon":
      if (event.logonType === UNLOCK) return !isLoopback(addressOf(event));
      return isRemoteDesktop(event) || event.logonType === NETWORK;
    default:
      return false;
  }
}

/** Whether the event itself shows a session, and not only that a credential was right. */
export function showsSession(event: HostEvent): boolean {
  if (event.kind === "session-logon" || event.kind === "session-reconnected") return true;
  return event.kind === "logon" && (event.logonType === undefined || event.logonType === REMOTE_INTERACTIVE);
}

export function isLoopback(address: string | undefined): boolean {
  return address !== undefined && (address === "::1" || address.startsWith("127."));
}

/** Addresses that no router of the internet carries: RFC 1918, RFC 4193, link-local. */
export function isPrivate(address: string): boolean {
  if (/^(?:10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(address)) return true;
  return isLoopback(address) || /^f(?:[cd][\da-f]{2}|e[89ab][\da-f]):/i.test(address);
}
