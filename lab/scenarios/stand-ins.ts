// What only Windows does, from the stand-in: it is built from the specifications, and no Windows is in it.
import { readFileSync } from "node:fs";
import type { CauseId } from "../../src/core/knowledge/index.ts";
import { startStandIn, startUdpStandIn, windowsServer2022 } from "../stand-in/index.ts";
import type { StandInPoint, StandInScript } from "../stand-in/index.ts";
import type { Ground, Scenario, Target } from "./scenario.ts";

/** A stand-in for Windows Server 2022 under a name of its own, with a certificate of the lab's CA, changed by this script. */
export async function namedStandIn(
  ground: Ground,
  script: StandInScript = {},
  name: string = ground.newName(),
): Promise<Target> {
  const [computer = "", ...domain] = name.split(".");
  const files = await ground.certificate(name);
  const server = await startStandIn(
    ground.lab,
    {
      ...windowsServer2022,
      ...script,
      x224: { ...windowsServer2022.x224, ...script.x224 },
      tls: {
        ...windowsServer2022.tls,
        certificatePem: readFileSync(files.certPath, "utf8"),
        keyPem: readFileSync(files.keyPath, "utf8"),
        ...script.tls,
      },
      credssp: {
        ...windowsServer2022.credssp,
        names: {
          netbiosComputer: computer.toUpperCase(),
          netbiosDomain: (domain[0] ?? "").toUpperCase(),
          dnsComputer: name,
          dnsDomain: domain.join("."),
          dnsForest: domain.join("."),
        },
        ...script.credssp,
      },
    },
    { address: ground.lab.loopback(), port: ground.port },
  );
  ground.keep({ stop: () => server.close() });
  return ground.reach(name, server);
}

/** A fault of the Windows stand-in: the script, and what is true of it. */
function standIn(
  id: string,
  title: string,
  sameOnTheWire: readonly [CauseId, ...CauseId[]],
  script: (ground: Ground) => StandInScript,
  truth: CauseId = sameOnTheWire[0],
): Scenario {
  return {
    id,
    title,
    truth,
    sameOnTheWire,
    production: "stand-in",
    start: (ground) => namedStandIn(ground, script(ground)),
  };
}

/** A host without NLA that gets as far as this and then says why it ends. */
const endsWith = (errorInfo: number, at: StandInPoint = "client-info"): StandInScript => ({
  x224: { nla: "absent" },
  interrupt: { at, with: { errorInfo } },
});

const NO_LICENSE_SERVER = ["rds-license-server-unreachable", "rds-grace-period-expired"] as const;
const DENIED = ["max-connections-reached", "drain-mode-or-logons-disabled"] as const;

/** Faults of Windows. */
export const standInScenarios: readonly Scenario[] = [
  standIn("alert-protocol-version", "TLS ends with alert 70, protocol_version", ["tls-no-common-version"], () => ({
    tls: { alert: 70 },
  })),
  standIn("alert-insufficient-security", "TLS ends with alert 71", ["tls-no-common-cipher"], () => ({
    tls: { alert: 71 },
  })),
  standIn(
    "alert-internal-error",
    "TLS ends with alert 80: the host cannot open its key",
    ["machinekeys-permissions", "rdp-cert-private-key-access"],
    () => ({ tls: { alert: 80 } }),
  ),
  standIn("failure-inconsistent-flags", "negotiation failure 4", ["security-layer-mismatch"], () => ({
    x224: { choose: { failureCode: 4 } },
  })),
  standIn(
    "failure-client-certificate",
    "negotiation failure 6: TLS with user certificates is demanded",
    ["nla-required-client-unsupported"],
    () => ({ x224: { choose: { failureCode: 6 } } }),
  ),
  standIn("status-time-difference", "CredSSP ends with C0000133", ["clock-skew"], () => ({
    credssp: { errorCode: 0xc0000133 },
  })),
  standIn("credssp-version-2", "the host speaks CredSSP 2", ["credssp-oracle-remediation"], () => ({
    credssp: { version: 2 },
  })),
  standIn("credssp-version-old", "the host speaks CredSSP 3 or 4", ["credssp-oracle-remediation"], ({ dice }) => ({
    credssp: { version: dice.between(3, 4) },
  })),
  standIn("status-bad-bindings", "CredSSP ends with C000035B", ["channel-binding-ntlmv1"], () => ({
    credssp: { errorCode: 0xc000035b },
  })),
  standIn("status-ntlm-blocked", "CredSSP ends with C0000418", ["kerberos-spn-or-ntlm-blocked"], () => ({
    credssp: { errorCode: 0xc0000418 },
  })),
  standIn("kerberos-only", "the host takes Kerberos and no NTLM", ["kerberos-spn-or-ntlm-blocked"], () => ({
    credssp: { instead: "kerberos-only" },
  })),
  standIn("status-no-logon-servers", "CredSSP ends with C000005E", ["nla-dc-unreachable"], () => ({
    credssp: { errorCode: 0xc000005e },
  })),
  standIn(
    "status-trust-broken",
    "CredSSP ends with a broken trust to the domain",
    ["nla-dc-unreachable"],
    ({ dice }) => ({
      credssp: { errorCode: dice.pick(0xc000018a, 0xc000018b, 0xc000018c, 0xc000018d, 0xc0000192) },
    }),
  ),
  standIn("encryption-package-mismatch", "error info 0x1194", ["fips-mismatch"], () => endsWith(0x1194)),
  standIn("no-license-server", "error info 0x101", NO_LICENSE_SERVER, () => endsWith(0x101)),
  standIn(
    "grace-period-over",
    "licensing ends with ERR_NO_LICENSE_SERVER",
    NO_LICENSE_SERVER,
    () => ({ x224: { nla: "absent" }, licensing: { answer: "error", errorCode: 6, stateTransition: 1 } }),
    "rds-grace-period-expired",
  ),
  standIn("no-license-left", "error info 0x102, 0x109 or 0x10A", ["rds-cal-unavailable"], ({ dice }) =>
    endsWith(dice.pick(0x102, 0x109, 0x10a)),
  ),
  standIn("license-material-bad", "error info 0x103, 0x105 or 0x108", ["rds-license-material-corrupt"], ({ dice }) =>
    endsWith(dice.pick(0x103, 0x105, 0x108)),
  ),
  standIn("connections-at-limit", "error info 0x7 after licensing", DENIED, () => endsWith(7, "license")),
  standIn(
    "host-is-drained",
    "error info 0x7 before licensing",
    DENIED,
    () => endsWith(7),
    "drain-mode-or-logons-disabled",
  ),
  standIn("ended-by-policy", "error info 1, 3 or 4", ["session-ended-by-policy-or-admin"], ({ dice }) =>
    endsWith(dice.pick(1, 3, 4), "license"),
  ),
  standIn("out-of-memory", "error info 0x6", ["memory-or-session-leak"], () => endsWith(6)),
  standIn("insufficient-privileges", "error info 0x9", ["logon-right-missing"], () => endsWith(9, "license")),
  standIn("display-driver-fails", "error info 0x10, 0x11 or 0x12", ["wddm-driver-issue"], ({ dice }) =>
    endsWith(dice.pick(0x10, 0x11, 0x12), "license"),
  ),
  standIn("graphics-mode-refused", "error info 0x112D, 0x112E or 0x112F", ["gpu-graphics-policy"], ({ dice }) =>
    endsWith(dice.pick(0x112d, 0x112e, 0x112f), "license"),
  ),
  standIn("broker-finds-no-host", "error info of the Connection Broker", ["broker-or-balancer-redirect"], ({ dice }) =>
    endsWith(dice.pick(0x400, 0x404, 0x408, 0x410), "license"),
  ),
  standIn("bad-data-from-client", "error info of the protocol family", ["protocol-stream-error"], ({ dice }) =>
    endsWith(dice.pick(0x10c9, 0x10cf, 0x10d4, 0x10e5)),
  ),
  standIn("service-dies-at-logon", "the connection is reset after the Client Info", ["termservice-crash-loop"], () => ({
    x224: { nla: "absent" },
    interrupt: { at: "client-info", with: "reset" },
  })),
  {
    id: "udp-is-mangled",
    title: "the host offers UDP, and what comes back over UDP is garbage",
    truth: "udp-transport-broken",
    sameOnTheWire: ["udp-transport-broken"],
    production: "stand-in",
    start: async (ground) => {
      const target = await namedStandIn(ground, { x224: { nla: "absent" } });
      const [address = ""] = ground.addressesOf(target.host);
      const udp = await startUdpStandIn(ground.lab, "garbage", { address, port: target.port });
      ground.keep({ stop: () => udp.close() });
      return target;
    },
  },
];
