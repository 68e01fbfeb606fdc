import type { HostEvent } from "../../telemetry/index.ts";
import { BoundedMap } from "../bounded-map.ts";
import type { Detection, Detector, DetectorFacts } from "../detection.ts";
import { detectionOf, type DetectorContext, type DetectorEntry, NEEDS } from "../detector-parts.ts";
import { sentence } from "../sentence.ts";
import type { ThresholdId } from "../threshold-id.ts";
import { addressOf, Trail } from "../trail.ts";
import { RateWindow } from "../windows.ts";

const FOLLOWED = 10_000;
const KEPT = 2000;
const MINUTE_MS = 60_000;

const facts: DetectorFacts = {
  id: "handshake-flood",
  title: sentence("Flood of connections or handshakes", "连接或握手洪泛"),
  looksFor: sentence(
    "Many connections from one address (RdpCoreTS 131, 139), many failed TLS handshakes on one host (Schannel 36874, 36888), many connections at one listener (261).",
    "同一地址的大量连接（RdpCoreTS 131、139），同一主机的大量 TLS 握手失败（Schannel 36874、36888），同一侦听器的大量连接（261）。",
  ),
  cannotSee: sentence(
    "Floods that never complete a TCP connection; Schannel names neither address nor service, so that its part may belong to another service of the host.",
    "未完成 TCP 连接的洪泛；Schannel 不记录地址和服务，因此这部分可能属于主机上的其他服务。",
  ),
  kinds: ["connection-opened", "security-layer-failed", "tls-handshake-failed", "listener-accepted"],
  needs: [
    NEEDS.refusals,
    {
      channel: "system",
      gives: sentence("failed TLS handshakes (Schannel 36874, 36888)", "TLS 握手失败（Schannel 36874、36888）"),
    },
    { channel: "connection-manager", gives: sentence("connections at the listener (261)", "侦听器接受的连接（261）") },
    NEEDS.xrdp,
  ],
  thresholds: ["connections-from-one-address", "handshake-failures-on-one-host", "listener-storm"],
};

const CONNECTION = sentence("a connection came", "收到一个连接");
const HANDSHAKE = sentence("a TLS handshake failed", "TLS 握手失败");

interface Flood {
  readonly threshold: ThresholdId;
  readonly trail: Trail;
  readonly rate: RateWindow;
  isReached: boolean;
}

class HandshakeFlood implements Detector {
  readonly #context: DetectorContext;
  readonly #closed: Flood[] = [];
  readonly #floods: BoundedMap<Flood>;

  constructor(context: DetectorContext) {
    this.#context = context;
    this.#floods = new BoundedMap(FOLLOWED, (flood) => {
      if (flood.isReached && this.#closed.length < KEPT) this.#closed.push(flood);
    });
  }

  get forgotten(): number {
    return this.#floods.forgotten;
  }

  add(event: HostEvent): void {
    const threshold = limitOf(event);
    if (threshold === undefined) return;
    const who = threshold === "connections-from-one-address" ? addressOf(event) : event.host;
    if (who === undefined) return;
    const flood = this.#floods.of(`${threshold} ${who}`, () => this.#begin(threshold));
    flood.trail.add(event, threshold === "handshake-failures-on-one-host" ? HANDSHAKE : CONNECTION);
    if (flood.rate.add(event.timeMs)) flood.isReached = true;
  }

  finish(): readonly Detection[] {
    const floods = [...this.#closed, ...[...this.#floods.values()].filter(({ isReached }) => isReached)];
    const byAddress = floods.filter(({ threshold }) => threshold === "connections-from-one-address");
    // The listener's storm without addresses is the same flood, where one with an address explains half of it.
    const isExplained = ({ trail }: Flood): boolean => {
      const host = trail.hosts.listed[0] ?? "";
      const ofHost = byAddress.filter((flood) => flood.trail.hosts.has(host));
      return ofHost.reduce((sum, flood) => sum + flood.trail.count, 0) * 2 >= trail.count;
    };
    return floods
      .filter((flood) => flood.threshold !== "listener-storm" || !isExplained(flood))
      .map((flood) => told(flood));
  }

  #begin(threshold: ThresholdId): Flood {
    const { value, windowMs = MINUTE_MS } = this.#context.thresholds[threshold];
    return { threshold, trail: new Trail(), rate: new RateWindow(value, windowMs), isReached: false };
  }
}

function limitOf(event: HostEvent): ThresholdId | undefined {
  switch (event.kind) {
    case "connection-opened":
      return event.values?.["ConnType"] === "UDP" ? undefined : "connections-from-one-address";
    case "security-layer-failed":
      return "connections-from-one-address";
    case "tls-handshake-failed":
      return "handshake-failures-on-one-host";
    case "listener-accepted":
      // 1158 tells the same connection again, in another channel.
      return event.source.endsWith(" 261") ? "listener-storm" : undefined;
    default:
      return undefined;
  }
}

function told({ threshold, trail }: Flood): Detection {
  const values = {
    count: trail.count,
    address: trail.addresses.listed[0] ?? "",
    host: trail.hosts.listed[0] ?? "",
  };
  switch (threshold) {
    case "connections-from-one-address":
      return detectionOf(facts, trail, {
        severity: "medium",
        confidence: 0.9,
        threshold,
        summary: sentence(
          "{count} connections and failed handshakes from {address}.",
          "来自 {address} 的连接与握手失败共 {count} 次。",
          values,
        ),
      });
    case "handshake-failures-on-one-host":
      return detectionOf(facts, trail, {
        severity: "low",
        confidence: 0.5,
        threshold,
        summary: sentence(
          "{count} failed TLS handshakes on {host}; the log names neither client nor service.",
          "{host} 上有 {count} 次 TLS 握手失败；日志未记载客户端和服务。",
          values,
        ),
      });
    default:
      return detectionOf(facts, trail, {
        severity: "medium",
        confidence: 0.7,
        threshold,
        summary: sentence(
          "The listener of {host} took {count} connections; the log names no address.",
          "{host} 的侦听器接受了 {count} 个连接；日志未记载地址。",
          values,
        ),
      });
  }
}

export const handshakeFlood: DetectorEntry = { facts, create: (context) => new HandshakeFlood(context) };
