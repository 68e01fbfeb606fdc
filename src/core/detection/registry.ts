import type { DetectionId } from "./detection.ts";
import type { DetectorEntry } from "./detector-parts.ts";
import { accountLockout } from "./detectors/account-lockout.ts";
import { channelScan } from "./detectors/channel-scan.ts";
import { deniedWithRightPassword } from "./detectors/denied-with-right-password.ts";
import { distributedGuessing } from "./detectors/distributed-guessing.ts";
import { handshakeFlood } from "./detectors/handshake-flood.ts";
import { lateralMovement } from "./detectors/lateral-movement.ts";
import { logsCleared } from "./detectors/logs-cleared.ts";
import { newClientKind } from "./detectors/new-client-kind.ts";
import { newLogonAddress } from "./detectors/new-logon-address.ts";
import { nlaSwitchedOff } from "./detectors/nla-switched-off.ts";
import { passwordGuessing } from "./detectors/password-guessing.ts";
import { passwordSpraying } from "./detectors/password-spraying.ts";
import { protectionLowered } from "./detectors/protection-lowered.ts";
import { remoteDesktopOpened } from "./detectors/remote-desktop-opened.ts";
import { remoteDesktopUserAdded } from "./detectors/remote-desktop-user-added.ts";
import { restrictedAdminLogon } from "./detectors/restricted-admin-logon.ts";
import { sessionHijack } from "./detectors/session-hijack.ts";
import { sessionShadowing } from "./detectors/session-shadowing.ts";
import { successAfterGuessing } from "./detectors/success-after-guessing.ts";
import { tunnelledLogon } from "./detectors/tunnelled-logon.ts";
import { unusualLogonHour } from "./detectors/unusual-logon-hour.ts";

/** Every detector; the compiler demands a line for each id. */
export const DETECTORS: Readonly<Record<DetectionId, DetectorEntry>> = {
  "password-guessing": passwordGuessing,
  "password-spraying": passwordSpraying,
  "distributed-guessing": distributedGuessing,
  "success-after-guessing": successAfterGuessing,
  "handshake-flood": handshakeFlood,
  "account-lockout": accountLockout,
  "denied-with-right-password": deniedWithRightPassword,
  "new-logon-address": newLogonAddress,
  "unusual-logon-hour": unusualLogonHour,
  "new-client-kind": newClientKind,
  "session-hijack": sessionHijack,
  "session-shadowing": sessionShadowing,
  "tunnelled-logon": tunnelledLogon,
  "lateral-movement": lateralMovement,
  "channel-scan": channelScan,
  "nla-switched-off": nlaSwitchedOff,
  "protection-lowered": protectionLowered,
  "remote-desktop-opened": remoteDesktopOpened,
  "remote-desktop-user-added": remoteDesktopUserAdded,
  "restricted-admin-logon": restrictedAdminLogon,
  "logs-cleared": logsCleared,
};
