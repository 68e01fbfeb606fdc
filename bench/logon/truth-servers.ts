// The servers of the truth table, each with what it really does with every account: PAM's and sesman's rules, the accounts of a
// SAM file, or nothing at all where nobody is asked.
import {
  certificate,
  desktopHost,
  freerdpShadow,
  gnomeRemoteDesktop,
  labAccount,
  weston,
  type AccountKind,
  type Lab,
  type LabAccount,
  type Sesman,
} from "../../lab/index.ts";
import { startStandIn, windowsServer2022 } from "../../lab/stand-in/index.ts";
import type { Credential, Place } from "./own-logon.ts";
import type { Truth } from "./judge.ts";

/** One account of the table. Every server is asked about every one of them. */
export interface Applicant extends Credential {
  readonly name: string;
}

/** What is there, ready to be asked. */
export interface Running extends Place {
  readonly sesman?: Sesman | undefined;
  /** Absent where it lives in this process. */
  alive?(): boolean;
  stop(): Promise<void>;
}

/** One row group of the table. */
export interface TruthServer {
  readonly name: string;
  readonly layer: "nla" | "other";
  /** For ours: what an operator says at every depth, without a session, and with one. */
  readonly options?: readonly string[];
  readonly depthOptions?: readonly string[];
  readonly desktopOptions?: readonly string[];
  readonly applicants: readonly Applicant[];
  truth(applicant: Applicant): Truth;
  start(lab: Lab): Promise<Running>;
}

const GOOD = "good";
const NOT_HEALTHY = {
  "expired password": "expired-password",
  "expired account": "expired-account",
  locked: "locked",
  "not allowed": "not-allowed",
} as const satisfies Record<string, AccountKind>;

/** The accounts, made on this machine: a good one, four that are not, a wrong password and a name that nobody has. */
export async function makeApplicants(lab: Lab): Promise<readonly Applicant[]> {
  const password = "Truth-2026-x";
  const make = (kind: AccountKind): Promise<LabAccount> =>
    labAccount(lab, kind, password, { desktop: "logoff-on-key" });
  const good = await make("good");
  const applicants: Applicant[] = [
    { name: GOOD, user: good.user, password },
    { name: "wrong password", user: good.user, password: `${password}y` },
    { name: "unknown user", user: "rdpl-nobody", password },
  ];
  for (const [name, kind] of Object.entries(NOT_HEALTHY)) {
    const { user } = await make(kind);
    applicants.push({ name, user, password });
  }
  return applicants;
}

const only =
  (...names: readonly string[]) =>
  ({ name }: Applicant): Truth =>
    names.includes(name) ? "admitted" : "turned-away";
const everybody = (): Truth => "admitted";
/** PAM's service "login" has no group of those who are allowed. */
const byPam = only(GOOD, "not allowed");

/** NTSTATUS with which Windows answers the right password of such an account ([MS-ERREF] 2.3.1). */
const STATUSES: Readonly<Record<string, number>> = {
  "expired password": 0xc0000071,
  "must change password": 0xc0000224,
  "expired account": 0xc0000193,
  disabled: 0xc0000072,
  locked: 0xc0000234,
  "not at this hour": 0xc000006f,
  "not from this workstation": 0xc0000070,
  "not allowed": 0xc000015b,
};
const DENIED_LATER = "right password, may not log on here";

/** Labelled: no Windows is in it, only the answers that Windows is specified to give. */
function windowsStandIn(applicants: readonly Applicant[]): readonly TruthServer[] {
  const password = "Truth-2026-x";
  const own: readonly Applicant[] = [
    ...applicants.slice(0, 3),
    ...Object.keys(STATUSES).map((name, index) => ({ name, user: `account${index}`, password })),
  ];
  const [good] = applicants;
  const accounts = own.flatMap(({ name, user }) => {
    if (name === "wrong password" || name === "unknown user") return [];
    const status = STATUSES[name];
    return [{ user, password, ...(status === undefined ? {} : { status }) }];
  });
  const start = async (lab: Lab, more: { readonly authorization?: "denied" }): Promise<Running> => {
    const script = {
      ...windowsServer2022,
      accounts: accounts.map((account) => ({ ...account, ...more })),
      session: {},
    };
    const standIn = await startStandIn(lab, script);
    return { address: standIn.address, port: standIn.port, stop: () => standIn.close() };
  };
  return [
    {
      name: "Windows stand-in, NLA",
      layer: "nla",
      applicants: own,
      truth: only(GOOD),
      start: (lab) => start(lab, {}),
    },
    {
      name: "Windows stand-in, NLA, --authorize",
      layer: "nla",
      depthOptions: ["--authorize"],
      applicants: good === undefined ? [] : [{ ...good, name: DENIED_LATER }],
      truth: () => "turned-away",
      start: (lab) => start(lab, { authorization: "denied" }),
    },
  ];
}

function xrdpServers(applicants: readonly Applicant[]): readonly TruthServer[] {
  const layers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    TLS: { security_layer: "tls" },
    negotiate: { security_layer: "negotiate" },
    "RDP low": { security_layer: "rdp", crypt_level: "low" },
    "RDP high": { security_layer: "rdp", crypt_level: "high" },
  };
  return Object.entries(layers).map(([name, ini]) => ({
    name: `xrdp, ${name}, Xorg`,
    layer: "other",
    options: ["--domain", "Xorg"],
    // The lab's session ends at any key. Servers that share a desktop have none that could end.
    desktopOptions: ["--end", "logoff", "--logoff-keys", "x"],
    applicants,
    truth: only(GOOD),
    start: async (lab) => {
      const files = await certificate(lab, { cn: "rdp1.lab.test" });
      return desktopHost(lab, { xrdp: { ini, certificate: files }, sesman: { allowedGroup: "users" } });
    },
  }));
}

function shadowServers(applicants: readonly Applicant[]): readonly TruthServer[] {
  // The SAM file holds them all with their right passwords: it knows no expiry and no lock, so all of them are admitted.
  const held = applicants.filter(({ name }) => name !== "wrong password" && name !== "unknown user");
  const shadow = (security: "tls" | "rdp", pam: boolean): TruthServer => ({
    name: `freerdp-shadow, ${security === "tls" ? "TLS" : "RDP without encryption"}, ${pam ? "PAM" : "asks nobody"}`,
    layer: "other",
    ...(security === "rdp" ? { options: ["--allow-clear-text"] } : {}),
    applicants,
    truth: pam ? byPam : everybody,
    start: (lab) => freerdpShadow(lab, { security, pam, scenery: true }),
  });
  return [
    {
      name: "freerdp-shadow, NLA",
      layer: "nla",
      applicants,
      truth: only(...held.map(({ name }) => name)),
      start: (lab) => freerdpShadow(lab, { security: "nla", accounts: held, scenery: true }),
    },
    shadow("tls", true),
    shadow("tls", false),
    shadow("rdp", true),
    shadow("rdp", false),
  ];
}

/** Every lab server and security layer. */
export function truthServers(applicants: readonly Applicant[]): readonly TruthServer[] {
  const [good] = applicants;
  if (good === undefined) return [];
  return [
    ...xrdpServers(applicants),
    ...shadowServers(applicants),
    {
      name: "weston, TLS, asks nobody",
      layer: "other",
      applicants,
      truth: everybody,
      start: (lab) => weston(lab),
    },
    {
      name: "gnome-remote-desktop, NLA",
      layer: "nla",
      applicants,
      // It knows one account of its own.
      truth: only(GOOD),
      start: (lab) => gnomeRemoteDesktop(lab, { account: good, scenery: true }),
    },
    ...windowsStandIn(applicants),
  ];
}
