import type { TargetSettings } from "../../fleet/index.ts";
import { HOST_PATTERN } from "../../plan/index.ts";
import type { GroupSection, MembersSettings, SharedSettings, VantageSettings } from "../configuration.ts";
import { closed, flag, key, line, listOf, mapOf, name, whole, type JsonSchema } from "../schema-parts.ts";

const tags = mapOf(line(256), 50);
const sentText: JsonSchema = { type: "string", minLength: 1, maxLength: 221, pattern: "^[\\u0020-\\u007e]*$" };

const SHARED: Readonly<Record<keyof SharedSettings, JsonSchema>> = {
  port: key("TCP port.", whole(1, 65_535), 3389),
  intervalSeconds: key("Seconds between two checks; monitor.intervalSeconds when absent.", whole(5, 86_400)),
  site: key("Where it stands.", name),
  gateway: key("Gateway that traffic to it passes.", name),
  balancer: key("Load balancer in front of it.", name),
  pool: key("Farm or collection that it belongs to.", name),
  tags: key("Words of your own, such as owner: finance.", tags),
  vantages: key("Vantages that check it; the server itself when absent.", listOf(name, 100)),
  cookie: key("Text of the mstshash cookie.", sentText),
  loadBalanceInfo: key("Routing token, as a .rdp file has it.", { ...sentText, maxLength: 238 }),
  proxy: key("SOCKS5 proxy, HOST:PORT.", line(300)),
  resolver: key("DNS server, ADDRESS or ADDRESS:PORT; that of the system when absent.", line(60)),
  source: key("Address of this machine that connections start from.", line(60)),
  enabled: key("false: kept, and not checked.", flag, true),
};

const TARGET: Readonly<Record<keyof TargetSettings, JsonSchema>> = {
  name: key("Unique; HOST:PORT when absent.", line(128)),
  host: key("Name or address.", { ...line(253), pattern: HOST_PATTERN }),
  ...SHARED,
  dependsOn: key("Names of targets that it cannot work without.", listOf(line(128), 100)),
  certificateName: key("Name that the certificate must carry; the host when absent.", line(253)),
};

/** What members of a group can share. */
export const sharedSettings: JsonSchema = closed<SharedSettings>(SHARED);

/** One target in long form. */
export const targetSettings: JsonSchema = closed<TargetSettings>(TARGET, ["host"]);

/** One target, as HOST, HOST:PORT or in long form. */
export const targetEntry: JsonSchema = { anyOf: [line(300), targetSettings] };

const group = mapOf(sharedSettings, 10_000);
export const groupSection: JsonSchema = closed<Record<GroupSection, unknown>>({
  sites: key("Sites by name, and what their targets share: keys of a target.", group),
  gateways: key("Gateways by name, and what targets behind them share: keys of a target.", group),
  balancers: key("Load balancers by name, and what targets behind them share: keys of a target.", group),
  pools: key("Pools by name, and what their targets share: keys of a target.", group),
});

export const vantageSettings: JsonSchema = closed<VantageSettings>(
  {
    name: key("Unique; targets name it.", name),
    site: key("Where it stands.", name),
    note: key("For people.", line(500)),
  },
  ["name"],
);

const names = listOf(line(128), 10_000);
export const GROUP_MEMBERS: Readonly<Record<"sites" | "gateways" | "balancers" | "pools", JsonSchema>> = {
  sites: key("Names of sites.", names),
  gateways: key("Names of gateways.", names),
  balancers: key("Names of load balancers.", names),
  pools: key("Names of pools.", names),
};
export const members: JsonSchema = closed<MembersSettings>({
  targets: key("Names of targets.", names),
  ...GROUP_MEMBERS,
  tags: key("Tags that a target must have, all of them.", tags),
});
