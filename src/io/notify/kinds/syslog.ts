import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect as connectPlain, type Socket } from "node:net";
import { hostname } from "node:os";
import { connect as connectTls } from "node:tls";
import type { Delivery } from "../../../core/alerting/index.ts";
import type { Notifier } from "../notifier.ts";
import { cut } from "../wording.ts";

/*
 * RFC 5424 section 6, "Syslog Message Format":
 *   <PRI>1 SP TIMESTAMP SP HOSTNAME SP APP-NAME SP PROCID SP MSGID SP STRUCTURED-DATA SP BOM UTF-8
 * PRI = facility * 8 + severity. Over TCP and TLS each message is preceded by its length in bytes and a space
 * (RFC 6587 section 3.4.1, "Octet Counting"; RFC 5425 section 4.3).
 */
const SEVERITIES = { critical: 2, major: 3, minor: 4, notice: 5 } as const;
const INFORMATIONAL = 6;
/** RFC 5426 section 3.2: what every receiver should take in one datagram. */
const MOST_UDP_BYTES = 2048;

/** RFC 5424 section 6.3.3: in a PARAM-VALUE the characters '"', '\' and ']' are escaped. */
function param(name: string, value: string): string {
  return `${name}="${value.replaceAll(/[\\"\]]/g, String.raw`\$&`)}"`;
}

/** One message as RFC 5424 has it. `host` is the HOSTNAME field. */
function syslogMessage(delivery: Delivery, facility: number, lang: "en" | "zh", host: string): string {
  const { event, id } = delivery;
  const severity = event.kind === "closed" ? INFORMATIONAL : SEVERITIES[event.severity];
  const time = new Date(event.atMs).toISOString();
  const printableHost = host.replaceAll(/[^\x21-\x7e]/g, "").slice(0, 255) || "-";
  // 32473 is the number that RFC 5612 keeps for examples: we have none of our own.
  const fields = [
    param("id", id),
    param("subject", event.subject),
    param("kind", event.kind),
    param("severity", event.severity),
    param("cause", event.incident?.cause ?? ""),
    param("hosts", cut(event.hosts.map((one) => one.name).join(","), 300)),
    param("hostCount", `${event.hostCount}`),
  ].join(" ");
  const text = `${event.title[lang]} ${event.text[lang]}`.replaceAll(/\s*\n\s*/g, " ");
  return `<${facility * 8 + severity}>1 ${time} ${printableHost} rdpulse - ${event.kind} [rdpulse@32473 ${fields}] \uFEFF${text}`;
}

/** Cut to so many bytes of UTF-8 without half a character. */
function bounded(message: string, most: number): Buffer {
  const bytes = Buffer.from(message);
  if (bytes.length <= most) return bytes;
  let end = most;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}

async function sendDatagram(bytes: Buffer, host: string, port: number): Promise<void> {
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.on("error", reject);
  socket.send(bytes, port, host, (error) => {
    if (error === null) resolve();
    else reject(error);
  });
  try {
    await promise;
  } finally {
    socket.close();
  }
}

async function sendStream(socket: Socket, ready: string, bytes: Buffer, timeoutMs: number): Promise<void> {
  const signal = AbortSignal.timeout(timeoutMs);
  const abort = (): Socket => socket.destroy(new Error("the syslog server did not answer in time"));
  signal.addEventListener("abort", abort, { once: true });
  try {
    await once(socket, ready);
    socket.resume();
    const closed = once(socket, "close");
    socket.end(Buffer.concat([Buffer.from(`${bytes.length} `), bytes]));
    await closed;
  } finally {
    signal.removeEventListener("abort", abort);
    socket.destroy();
  }
}

export const syslog: Notifier = {
  title: { en: "Syslog", zh: "Syslog" },
  about: {
    en: "RFC 5424 over UDP, TCP or TLS. A receiver confirms nothing: what it drops is lost.",
    zh: "RFC 5424，经 UDP、TCP 或 TLS 发送。接收端不作确认，被其丢弃的消息无法得知。",
  },
  triedLive: true,
  traits: { tracksState: false },
  fields: {
    host: {
      type: "text",
      required: true,
      label: { en: "Server", zh: "服务器" },
      help: { en: "Name or address.", zh: "主机名或地址。" },
    },
    port: {
      type: "integer",
      minimum: 1,
      maximum: 65_535,
      label: { en: "Port", zh: "端口" },
      help: { en: "514 with udp and tcp, 6514 with tls.", zh: "udp 和 tcp 默认 514，tls 默认 6514。" },
    },
    transport: {
      type: "choice",
      choices: ["udp", "tcp", "tls"],
      default: "udp",
      label: { en: "Transport", zh: "传输方式" },
      help: { en: "udp, tcp or tls.", zh: "udp、tcp 或 tls。" },
    },
    insecureCertificate: {
      type: "flag",
      default: false,
      label: { en: "Accept any certificate", zh: "接受任何证书" },
      help: { en: "Only with tls.", zh: "仅用于 tls。" },
    },
    facility: {
      type: "integer",
      minimum: 0,
      maximum: 23,
      default: 16,
      label: { en: "Facility", zh: "设施" },
      help: { en: "16 is local0.", zh: "16 即 local0。" },
    },
  },
  async send(delivery, values, world) {
    const transport = values.text("transport");
    const host = values.text("host");
    const port = values.integerIfAny("port") ?? (transport === "tls" ? 6514 : 514);
    const message = syslogMessage(delivery, values.integer("facility"), values.lang, hostname());
    if (transport === "udp") return sendDatagram(bounded(message, MOST_UDP_BYTES), host, port);
    const bytes = bounded(message, 8192);
    if (transport === "tcp") return sendStream(connectPlain({ host, port }), "connect", bytes, world.timeoutMs);
    const rejectUnauthorized = !values.flag("insecureCertificate");
    const socket = connectTls({ host, port, servername: host, rejectUnauthorized, minVersion: "TLSv1.2" });
    return sendStream(socket, "secureConnect", bytes, world.timeoutMs);
  },
};
