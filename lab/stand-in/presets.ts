// Windows versions as their first answers are known in public: response flags, protocols, build, TLS versions. Every name says
// that it is a stand-in.
import type { HostNames, StandInScript } from "./script.ts";

function namesOf(computer: string): Required<HostNames> {
  return {
    netbiosComputer: computer,
    netbiosDomain: "STAND-IN",
    dnsComputer: `${computer.toLowerCase()}.stand-in.test`,
    dnsDomain: "stand-in.test",
    dnsForest: "stand-in.test",
  };
}

/** Windows Server 2022 with NLA: HYBRID_EX, RDSTLS, TLS 1.2 and 1.3, no ML-KEM. */
export const windowsServer2022 = {
  x224: { srcRef: 0x1234, flags: 0x1f, nla: "required", hybridEx: true, rdstls: true },
  tls: { minVersion: "TLSv1.2", maxVersion: "TLSv1.3", groups: "X25519:P-256:P-384" },
  credssp: { version: 6, osVersion: { major: 10, minor: 0, build: 20_348 }, names: namesOf("STAND-IN-2022") },
  mcs: { rdpVersion: 0x00080011, earlyCapabilityFlags: 0x000f, multitransportFlags: 0x0301 },
  licensing: { answer: "valid-client" },
} satisfies StandInScript;

/** Windows 10 22H2 with NLA: it answers HYBRID, not HYBRID_EX; RDSTLS; TLS 1.2 at most. */
export const windows10 = {
  x224: { srcRef: 0x1234, flags: 0x1f, nla: "required", hybridEx: false, rdstls: true },
  tls: { minVersion: "TLSv1", maxVersion: "TLSv1.2", groups: "X25519:P-256:P-384" },
  credssp: { version: 6, osVersion: { major: 10, minor: 0, build: 19_041 }, names: namesOf("STAND-IN-10") },
  mcs: { rdpVersion: 0x00080011, earlyCapabilityFlags: 0x000f, multitransportFlags: 0x0301 },
  licensing: { answer: "valid-client" },
} satisfies StandInScript;

/** Windows 7 with service pack 1, NLA offered but not demanded. */
export const windows7 = {
  x224: { srcRef: 0x1234, flags: 0x09, nla: "optional", hybridEx: false },
  tls: { minVersion: "TLSv1", maxVersion: "TLSv1.2", groups: "P-256:P-384" },
  credssp: { version: 5, osVersion: { major: 6, minor: 1, build: 7601 }, names: namesOf("STAND-IN-7") },
  mcs: { rdpVersion: 0x00080004, messageChannel: false },
  licensing: { answer: "valid-client" },
} satisfies StandInScript;

/** Windows XP: no negotiation, standard RDP security with 128 bit. */
export const windowsXp = {
  x224: { srcRef: 0x1234, negotiated: false, nla: "absent", securityLayer: "rdp" },
  mcs: { rdpVersion: 0x00080004, messageChannel: false, encryptionMethod: 2, encryptionLevel: 2 },
  licensing: { answer: "valid-client" },
} satisfies StandInScript;
