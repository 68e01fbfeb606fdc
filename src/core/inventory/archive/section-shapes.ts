import { fromHex, fromLatin1, toHex } from "../../bytes/index.ts";
import type { CertificateState, InventorySections, SectionName } from "../inventory.ts";
import type { RegistryValue } from "../registry-value.ts";
import { derOf } from "./der.ts";
import {
  at,
  flag,
  listOf,
  maybe,
  number,
  objectOf,
  oneOf,
  recordOf,
  registryData,
  scalar,
  type Shape,
  ShapeFault,
  text,
  timeMs,
} from "./shape.ts";

/* Hexadecimal digits of DER, or PEM. */
function der(value: unknown, path: string): string {
  const found = text(value, path).trim();
  if (found.startsWith("-----")) {
    const bytes = derOf(fromLatin1(found));
    if (bytes === undefined) throw new ShapeFault(path, "is no certificate");
    return toHex(bytes);
  }
  try {
    return toHex(fromHex(found.replaceAll(/[\s:-]/g, "")));
  } catch (error) {
    if (error instanceof RangeError) throw new ShapeFault(path, "is not hexadecimal");
    throw error;
  }
}

function thumbprint(value: unknown, path: string): string {
  return text(value, path).replaceAll(/[\s:]/g, "").toLowerCase();
}

const certificate: Shape<CertificateState> = objectOf({
  thumbprintSha1: thumbprint,
  store: text,
  derHex: maybe(der),
  subject: maybe(text),
  notBeforeMs: maybe(timeMs),
  notAfterMs: maybe(timeMs),
  hasPrivateKey: maybe(flag),
  keyFile: maybe(text),
  keyAccess: maybe(listOf(objectOf({ account: text, rights: text, kind: oneOf("allow", "deny") }))),
  extendedKeyUsages: maybe(listOf(text)),
  bound: flag,
});

const registryValue: Shape<RegistryValue> = objectOf({
  key: text,
  name: text,
  type: oneOf("REG_SZ", "REG_EXPAND_SZ", "REG_BINARY", "REG_DWORD", "REG_MULTI_SZ", "REG_QWORD", "REG_NONE"),
  value: registryData,
  change: maybe(oneOf("deleted")),
  at,
  policy: maybe(text),
});

const ini = recordOf(recordOf(text));

/** The shape of every section. */
export const SECTION_SHAPES: { readonly [Name in SectionName]: Shape<InventorySections[Name]> } = {
  services: listOf(
    objectOf({
      name: text,
      state: text,
      startMode: text,
      processId: maybe(number),
      workingSetBytes: maybe(number),
      privateBytes: maybe(number),
      handles: maybe(number),
      threads: maybe(number),
      startedAtMs: maybe(timeMs),
    }),
  ),
  "port-owner": listOf(
    objectOf({
      port: number,
      localAddress: text,
      processId: maybe(number),
      process: maybe(text),
      services: maybe(listOf(text)),
    }),
  ),
  firewall: objectOf({
    profiles: listOf(objectOf({ name: text, enabled: flag, active: maybe(flag) })),
    rules: listOf(
      objectOf({
        name: text,
        enabled: flag,
        direction: oneOf("in", "out"),
        action: oneOf("allow", "block"),
        profiles: listOf(text),
        protocol: text,
        localPorts: listOf(text),
        remoteAddresses: listOf(text),
        store: maybe(text),
      }),
    ),
  }),
  listener: objectOf({ settings: recordOf(scalar), certificateSha1: maybe(thumbprint) }),
  registry: listOf(registryValue),
  "registry-keys": listOf(objectOf({ key: text, at })),
  "remote-desktop-users": listOf(objectOf({ name: text, sid: maybe(text) })),
  "security-policy": objectOf({
    systemAccess: recordOf((value, path) => (typeof value === "number" ? number(value, path) : text(value, path))),
    privilegeRights: recordOf(listOf(text)),
  }),
  "audit-policy": recordOf(objectOf({ success: flag, failure: flag })),
  certificates: listOf(certificate),
  version: objectOf({
    product: maybe(text),
    version: maybe(text),
    build: maybe(number),
    ubr: maybe(number),
    installationType: maybe(oneOf("client", "server", "server-core")),
    edition: maybe(text),
    hotfixes: maybe(listOf(objectOf({ id: text, installedOn: maybe(text) }))),
    pendingReboot: maybe(flag),
    bootedAtMs: maybe(timeMs),
    domainRole: maybe(oneOf("workstation", "member", "standalone-server", "domain-controller")),
  }),
  integrity: listOf(
    objectOf({
      tool: oneOf("sfc", "dism"),
      result: oneOf("clean", "repaired", "corrupt", "unknown"),
      at: maybe(text),
    }),
  ),
  memory: objectOf({
    totalBytes: maybe(number),
    availableBytes: maybe(number),
    committedBytes: maybe(number),
    commitLimitBytes: maybe(number),
  }),
  graphics: objectOf({
    virtualizationFirmwareEnabled: maybe(flag),
    hypervisorPresent: maybe(flag),
    hyperVRole: maybe(flag),
    adapters: listOf(
      objectOf({ name: text, driverVersion: maybe(text), driverDateMs: maybe(timeMs), status: maybe(text) }),
    ),
  }),
  time: objectOf({
    source: maybe(text),
    offsetMs: maybe(number),
    lastSyncMs: maybe(timeMs),
    stratum: maybe(number),
    collectorNowMs: maybe(timeMs),
  }),
  domain: objectOf({
    domain: maybe(text),
    isJoined: flag,
    secureChannel: maybe(oneOf("ok", "broken")),
    secureChannelError: maybe(text),
    domainController: maybe(text),
    nameResolves: maybe(flag),
    srvResolves: maybe(flag),
  }),
  licensing: objectOf({
    mode: maybe(oneOf("per-device", "per-user", "not-configured", "remote-administration")),
    graceDaysLeft: maybe(number),
    licenseServers: maybe(listOf(text)),
    role: maybe(flag),
  }),
  sessions: objectOf({
    sessions: listOf(
      objectOf({
        id: number,
        name: maybe(text),
        user: maybe(text),
        state: text,
        clientName: maybe(text),
        clientAddress: maybe(text),
        idleMs: maybe(number),
        logonAtMs: maybe(timeMs),
      }),
    ),
    limits: recordOf(number),
    logons: maybe(oneOf("allowed", "denied", "draining", "draining-until-restart")),
  }),
  "hooking-products": listOf(objectOf({ name: text, version: maybe(text) })),
  channels: listOf(
    objectOf({
      name: text,
      enabled: flag,
      maxSizeBytes: maybe(number),
      recordCount: maybe(number),
      mode: maybe(text),
      oldestMs: maybe(timeMs),
    }),
  ),
  "policy-results": listOf(
    objectOf({
      policy: text,
      key: maybe(text),
      valueName: maybe(text),
      setting: maybe(text),
      state: maybe(text),
      value: maybe(text),
      at,
    }),
  ),
  "xrdp-ini": ini,
  "sesman-ini": ini,
};

/** Is it the name of a section of an inventory? A collector may have others, such as its logs. */
export function isSectionName(name: string): name is SectionName {
  return Object.hasOwn(SECTION_SHAPES, name);
}
