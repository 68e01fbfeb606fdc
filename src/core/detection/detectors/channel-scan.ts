import type { HostEvent } from "../../telemetry/index.ts";
import type { Detection, Detector, DetectorFacts } from "../detection.ts";
import { detectionOf, type DetectorEntry, NEEDS } from "../detector-parts.ts";
import { Groups } from "../grouping.ts";
import { sentence } from "../sentence.ts";
import { addressOf } from "../trail.ts";

/** An internal channel of the server, which no client has a reason to ask for (CVE-2019-0708). */
const BLUEKEEP_CHANNEL = "ms_t120";
/** The name that a public scanner for the same fault logs on with. */
const SCANNER_NAME = "AAAAAAA";

const facts: DetectorFacts = {
  id: "channel-scan",
  title: sentence("Scan for a vulnerable channel (BlueKeep)", "针对易受攻击通道的扫描（BlueKeep）"),
  looksFor: sentence(
    "A client that opens the internal channel MS_T120 (RdpCoreTS 132, 148), and the user name of a public scanner (4625).",
    "客户端打开内部通道 MS_T120（RdpCoreTS 132、148），以及公开扫描器使用的用户名（4625）。",
  ),
  cannotSee: sentence(
    "Whether the host is vulnerable (Windows 10 and later are not), and scanners that stop before the channels are joined.",
    "主机是否存在漏洞（Windows 10 及以后版本不受影响），以及在加入通道之前就停止的扫描器。",
  ),
  kinds: ["channel-opened", "channel-closed", "logon-failed"],
  needs: [
    { channel: "rdp-core", gives: sentence("names of channels (132, 148)", "通道名称（132、148）") },
    NEEDS.logons,
  ],
  thresholds: [],
};

const CHANNEL = sentence("the internal channel MS_T120 was asked for", "请求了内部通道 MS_T120");
const NAME = sentence("a logon with the name of a public scanner", "使用公开扫描器的用户名登录");

class ChannelScan implements Detector {
  readonly #groups = new Groups();

  get forgotten(): number {
    return this.#groups.forgotten;
  }

  add(event: HostEvent): void {
    const key = addressOf(event) ?? event.host;
    if (event.kind === "logon-failed") {
      if (event.user?.name !== SCANNER_NAME) return;
      this.#groups.add(key, event, NAME, { severity: "high", confidence: 0.8 });
      return;
    }
    const channelName = event.values?.["channelName"];
    if (channelName === undefined || channelName.toLowerCase() !== BLUEKEEP_CHANNEL) return;
    this.#groups.add(key, event, CHANNEL, { severity: "high", confidence: 0.9, value: channelName });
  }

  finish(): readonly Detection[] {
    return this.#groups.all().map(({ confidence, severity, trail }) =>
      detectionOf(facts, trail, {
        severity,
        confidence,
        summary: sentence(
          "{address} looked for the fault CVE-2019-0708 on {host}.",
          "{address}在 {host} 上探测 CVE-2019-0708 漏洞。",
          {
            address: trail.addresses.listed[0] ?? sentence("Somebody whose address is not told", "未记载地址的来源"),
            host: trail.hosts.listed.join(", "),
          },
        ),
      }),
    );
  }
}

export const channelScan: DetectorEntry = { facts, create: () => new ChannelScan() };
