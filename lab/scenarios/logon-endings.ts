// How Windows ends what it does not want to go on with: the codes of Set Error Info, and refusals of licensing. From the
// stand-in: built from the specifications, and no Windows is in it.
import type { CauseId } from "../../src/core/knowledge/index.ts";
import { standInAccount } from "./logon-hosts.ts";
import type { LogonScenario } from "./logon-scenario.ts";
import { DENIED, LET_IN, standIn, type Judged } from "./logon-stand-in.ts";

/** NLA takes the password, and the session then ends with one of these codes of Set Error Info, at one of three points. */
function errorInfo(
  id: string,
  title: string,
  sameOnTheWire: readonly [CauseId, ...CauseId[]],
  judged: Judged,
  ...codes: readonly [number, ...number[]]
): LogonScenario {
  return standIn(`error-info-${id}`, title, sameOnTheWire, judged, (ground) => {
    const at = ground.dice.pick("license", "font-list", "first-update");
    return standInAccount(ground, { interrupt: { at, with: { errorInfo: ground.dice.pick(...codes) } } });
  });
}

/** Licensing goes on to one of the client's messages, and is refused there. */
function licence(
  id: string,
  title: string,
  sameOnTheWire: readonly [CauseId, ...CauseId[]],
  ...codes: readonly [number, ...number[]]
): LogonScenario {
  return standIn(`licence-${id}`, title, sameOnTheWire, LET_IN, (ground) => {
    const at = ground.dice.pick("license-request", "platform-challenge");
    const refusal = { at, errorCode: ground.dice.pick(...codes), stateTransition: 1 } as const;
    return standInAccount(ground, { licensing: { answer: "new-license", refusal } });
  });
}

const ERROR_INFO: readonly LogonScenario[] = [
  errorInfo(
    "ended",
    "error info 1 to 4, B or C: ended by an administrator, a time limit or the user",
    ["session-ended-by-policy-or-admin"],
    LET_IN,
    0x1,
    0x2,
    0x3,
    0x4,
    0xb,
    0xc,
  ),
  errorInfo(
    "other-connection",
    "error info 5: another client took the session",
    ["session-ended-by-policy-or-admin"],
    LET_IN,
    0x5,
  ),
  errorInfo("memory", "error info 6", ["memory-or-session-leak"], LET_IN, 0x6),
  errorInfo("denied", "error info 7", ["max-connections-reached", "drain-mode-or-logons-disabled"], DENIED, 0x7),
  errorInfo("privileges", "error info 9", ["logon-right-missing"], DENIED, 0x9),
  errorInfo(
    "fresh-credentials",
    "error info A",
    ["credential-delegation-or-smartcard"],
    ["refused", "denied", "accepted"],
    0xa,
  ),
  errorInfo("driver", "error info F to 12: the display driver", ["wddm-driver-issue"], LET_IN, 0xf, 0x10, 0x11, 0x12),
  errorInfo("crash", "error info 17 or 18: Winlogon or CSRSS died", ["termservice-crash-loop"], LET_IN, 0x17, 0x18),
  errorInfo("shutdown", "error info 19 or 1A: shut down or restarted", ["host-down-or-asleep"], LET_IN, 0x19, 0x1a),
  errorInfo(
    "no-licence-server",
    "error info 101 or 106",
    ["rds-license-server-unreachable", "rds-grace-period-expired"],
    LET_IN,
    0x101,
    0x106,
  ),
  errorInfo("no-licence", "error info 102, 109 or 10A", ["rds-cal-unavailable"], LET_IN, 0x102, 0x109, 0x10a),
  errorInfo(
    "licence-bad",
    "error info 103, 104, 105, 107 or 108",
    ["rds-license-material-corrupt"],
    LET_IN,
    0x103,
    0x104,
    0x105,
    0x107,
    0x108,
  ),
  errorInfo(
    "broker",
    "error info 400 to 412 of the Connection Broker",
    ["broker-or-balancer-redirect"],
    LET_IN,
    0x400,
    0x402,
    0x404,
    0x405,
    0x407,
    0x408,
    0x409,
    0x410,
    0x411,
    0x412,
  ),
  errorInfo("graphics", "error info 112D to 112F", ["gpu-graphics-policy"], LET_IN, 0x112d, 0x112e, 0x112f),
  errorInfo("encryption", "error info 1194", ["fips-mismatch"], LET_IN, 0x1194),
  errorInfo(
    "protocol",
    "error info of the protocol family",
    ["protocol-stream-error"],
    LET_IN,
    0x10c9,
    0x10cf,
    0x10d4,
    0x10e5,
    0x1192,
    0x1195,
  ),
];

const LICENSING: readonly LogonScenario[] = [
  licence("none-left", "licensing is refused with ERR_NO_LICENSE", ["rds-cal-unavailable"], 2),
  licence(
    "no-server",
    "licensing is refused with ERR_NO_LICENSE_SERVER",
    ["rds-license-server-unreachable", "rds-grace-period-expired"],
    6,
  ),
  licence(
    "material",
    "licensing is refused with ERR_INVALID_MAC, _SCOPE or _PRODUCTID",
    ["rds-license-material-corrupt"],
    3,
    4,
    0xb,
  ),
];

/** Every group of error codes, and every kind of licensing refusal. */
export const logonEndingScenarios: readonly LogonScenario[] = [...LICENSING, ...ERROR_INFO];
