import { createTransport } from "nodemailer";
import { deliveryId, type AlertEvent, type Delivery } from "../../../core/alerting/index.ts";
import { escapeMarkup } from "../../../core/markup/index.ts";
import type { Notifier } from "../notifier.ts";
import { NotifyFailure } from "../notify-failure.ts";
import { markOf, plainText } from "../wording.ts";

const PORTS = { starttls: 587, tls: 465, none: 25 } as const;
const COLOURS = { critical: "#b00020", major: "#c75000", minor: "#8a6d00", notice: "#1f5fa8" } as const;

/** "Ops <ops@example.org>" → "example.org": the right side of message ids. */
function domainOf(from: string): string {
  return /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? "rdpulse.invalid";
}

/** Header lines cannot be injected through a name: what would end the line is gone. */
function headerText(text: string): string {
  return text.replaceAll(/[\r\n\0]+/g, " ").trim();
}

/**
 * The first message of what this one is about; every later one answers it, so that mail programs show one thread. Its id is
 * computed, not looked up: it follows from the content.
 */
function threadRoot({ tenant, channel, event }: Delivery): string {
  return deliveryId({ tenant, channel, subject: event.subject, kind: "opened", ordinal: "0" });
}

function htmlOf(event: AlertEvent, lang: "en" | "zh"): string {
  const colour = event.kind === "closed" ? "#1b7f3b" : COLOURS[event.severity];
  const lines = event.text[lang].split("\n").map((line) => `<p style="margin:0 0 8px">${escapeMarkup(line)}</p>`);
  const link =
    event.link === undefined ? "" : `<p><a href="${escapeMarkup(event.link)}">${escapeMarkup(event.link)}</a></p>`;
  return `<!doctype html><html lang="${lang}"><body style="font-family:sans-serif;font-size:15px;color:#222"><div style="border-left:4px solid ${colour};padding-left:12px"><h2 style="font-size:18px;margin:0 0 12px">${escapeMarkup(event.title[lang])}</h2>${lines.join("")}${link}</div></body></html>`;
}

export const email: Notifier = {
  title: { en: "E-mail", zh: "电子邮件" },
  about: {
    en: "Any SMTP server. All messages about one incident are one thread.",
    zh: "任意 SMTP 服务器。同一事件的所有邮件归为一个会话。",
  },
  triedLive: true,
  traits: { tracksState: false },
  fields: {
    host: {
      type: "text",
      required: true,
      label: { en: "SMTP server", zh: "SMTP 服务器" },
      help: { en: "Name or address.", zh: "主机名或地址。" },
    },
    port: {
      type: "integer",
      minimum: 1,
      maximum: 65_535,
      label: { en: "Port", zh: "端口" },
      help: {
        en: "587 with starttls, 465 with tls, 25 with none.",
        zh: "starttls 默认 587，tls 默认 465，none 默认 25。",
      },
    },
    security: {
      type: "choice",
      choices: ["starttls", "tls", "none"],
      default: "starttls",
      label: { en: "Encryption", zh: "加密方式" },
      help: {
        en: "starttls refuses a server without it; none sends in the clear.",
        zh: "starttls 要求服务器必须支持；none 为明文发送。",
      },
    },
    insecureCertificate: {
      type: "flag",
      default: false,
      label: { en: "Accept any certificate", zh: "接受任何证书" },
      help: { en: "Only for a server with a certificate of its own making.", zh: "仅用于自签名证书的服务器。" },
    },
    user: {
      type: "text",
      label: { en: "User", zh: "用户名" },
      help: { en: "Without one nobody signs in.", zh: "留空则不登录。" },
    },
    password: {
      type: "secret",
      label: { en: "Password", zh: "密码" },
      help: { en: "Reference to the password.", zh: "密码的引用。" },
    },
    from: {
      type: "text",
      required: true,
      label: { en: "From", zh: "发件人" },
      help: { en: "Such as RDPulse <rdpulse@example.org>.", zh: "例如 RDPulse <rdpulse@example.org>。" },
    },
    to: {
      type: "list",
      required: true,
      label: { en: "To", zh: "收件人" },
      help: { en: "One address an entry.", zh: "每项一个地址。" },
    },
  },
  async send(delivery, values, world) {
    const { event, id } = delivery;
    const { lang } = values;
    const from = headerText(values.text("from"));
    const security = values.text("security");
    const domain = domainOf(from);
    const root = threadRoot(delivery);
    const user = values.textIfAny("user");
    const transport = createTransport({
      host: values.text("host"),
      port:
        values.integerIfAny("port") ??
        (security === "tls" ? PORTS.tls : security === "none" ? PORTS.none : PORTS.starttls),
      secure: security === "tls",
      requireTLS: security === "starttls",
      ignoreTLS: security === "none",
      tls: { rejectUnauthorized: !values.flag("insecureCertificate"), minVersion: "TLSv1.2" },
      connectionTimeout: world.timeoutMs,
      greetingTimeout: world.timeoutMs,
      socketTimeout: world.timeoutMs,
      // A message is only what stands here: no files, no addresses to fetch.
      disableFileAccess: true,
      disableUrlAccess: true,
      ...(user === undefined ? {} : { auth: { user, pass: values.secret("password").reveal() } }),
    });
    try {
      await transport.sendMail({
        from,
        to: values.list("to").map(headerText),
        subject: headerText(`${markOf(event)} ${event.title[lang]}`),
        messageId: `<${id}@${domain}>`,
        ...(root === id || event.incidentId === undefined
          ? {}
          : { inReplyTo: `<${root}@${domain}>`, references: [`<${root}@${domain}>`] }),
        date: new Date(event.atMs),
        headers: {
          "Auto-Submitted": "auto-generated",
          "X-RDPulse-Id": id,
          "X-RDPulse-Subject": headerText(event.subject),
        },
        text: event.document?.markdown[lang] ?? plainText(event, lang),
        html: event.document?.html[lang] ?? htmlOf(event, lang),
      });
    } catch (error) {
      throw mailFailure(error);
    } finally {
      transport.close();
    }
  },
};

/** RFC 5321 section 4.2.1: 5yz is a permanent refusal, 4yz one for now. Wrong passwords are not tried again and again. */
function mailFailure(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = "responseCode" in error && typeof error.responseCode === "number" ? error.responseCode : 0;
  return code === 0 ? error : new NotifyFailure(`the mail server refused: ${error.message}`, code >= 500);
}
