import { afterEach, describe, expect, it } from "vitest";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import type { ChannelSettings } from "../../../src/core/alerting/index.ts";
import { selfSigned } from "../../../lab/stand-in/index.ts";
import { delivery, desk, NOON_MS, portOf, sendThrough } from "./bench.ts";

interface Mail {
  readonly to: readonly string[];
  readonly user: unknown;
  readonly secure: boolean;
  readonly headers: ReadonlyMap<string, string>;
  readonly raw: string;
}

let server: SMTPServer | undefined;
const mails: Mail[] = [];
const { certificatePem: cert, keyPem: key } = selfSigned("127.0.0.1");

/** A real SMTP server on loopback; what it takes is put into `mails`. */
async function smtp(options: SMTPServerOptions = {}): Promise<number> {
  server = new SMTPServer({
    cert,
    key,
    authOptional: true,
    disabledCommands: [],
    disableReverseLookup: true,
    onAuth: (auth, _session, done) => {
      if (auth.username === "rdpulse" && auth.password === "p4ssw0rd!") done(null, { user: auth.username });
      else done(new Error("no such user or password"));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const raw = Buffer.concat(chunks).toString("utf8");
        const [head = ""] = raw.split("\r\n\r\n");
        const lines = head.replaceAll(/\r\n[ \t]+/g, " ").split("\r\n");
        const headers = new Map(
          lines.map((line) => [line.split(":")[0]?.toLowerCase() ?? "", line.replace(/^[^:]*: /, "")]),
        );
        const to = session.envelope.rcptTo.map((one) => one.address);
        mails.push({ to, user: session.user, secure: session.secure, headers, raw });
        done();
      });
    },
    ...options,
  });
  // Broken handshakes are the client's to report.
  server.on("error", () => {});
  await new Promise<void>((resolve) => {
    server?.listen(0, "127.0.0.1", resolve);
  });
  return portOf(server.server.address());
}

afterEach(async () => {
  mails.length = 0;
  await new Promise<void>((resolve) => {
    if (server === undefined) resolve();
    else server.close(() => resolve());
  });
  server = undefined;
});

const channel = (port: number, over: Readonly<Record<string, unknown>> = {}): ChannelSettings => ({
  name: "mail",
  kind: "email",
  host: "127.0.0.1",
  port,
  from: "RDPulse <rdpulse@example.org>",
  to: ["ops@example.org", "Night <night@example.org>"],
  insecureCertificate: true,
  user: "rdpulse",
  password: "env:P",
  ...over,
});
const SECRETS = { "env:P": "p4ssw0rd!" };

describe("e-mail to a real SMTP server", () => {
  it("arrives signed in, over STARTTLS, as text and HTML, with the delivery's id", async () => {
    const port = await smtp();
    const message = delivery("mail", { link: "https://rdpulse.example/incidents/12" });
    await sendThrough(channel(port), SECRETS, message);
    const [mail] = mails;
    expect(mail).toMatchObject({ to: ["ops@example.org", "night@example.org"], user: "rdpulse", secure: true });
    expect(mail?.headers.get("message-id")).toBe(`<${message.id}@example.org>`);
    expect(mail?.headers.has("in-reply-to")).toBe(false);
    expect(mail?.raw).toContain("text/plain; charset=utf-8");
    expect(mail?.raw).toContain("text/html; charset=utf-8");
    expect(mail?.headers.get("auto-submitted")).toBe("auto-generated");
    expect(mail?.raw).not.toContain("p4ssw0rd");
  });

  it("everything later about an incident answers its first message", async () => {
    const port = await smtp();
    const first = delivery("mail");
    await sendThrough(channel(port), SECRETS, first);
    await sendThrough(channel(port, { lang: "zh" }), SECRETS, delivery("mail", { kind: "closed" }));
    expect(mails[1]?.headers.get("in-reply-to")).toBe(`<${first.id}@example.org>`);
    expect(mails[1]?.headers.get("references")).toBe(`<${first.id}@example.org>`);
  });

  it("a name cannot add a header or a recipient", async () => {
    const port = await smtp();
    const title = { en: "x\r\nBcc: evil@example.org\r\n\r\nbody <b>", zh: "" };
    const text = { en: "<script>alert(1)</script>\r\n.\r\nQUIT", zh: "" };
    await sendThrough(channel(port), SECRETS, delivery("mail", { title, text }));
    const [mail] = mails;
    expect(mail?.to).toHaveLength(2);
    expect(mail?.headers.has("bcc")).toBe(false);
    const html = mail?.raw.split("text/html")[1] ?? "";
    expect(html).not.toContain("<script>");
  });

  it("a report is sent as its document", async () => {
    const port = await smtp();
    const document = { html: { en: "<p>whole report</p>", zh: "" }, markdown: { en: "# whole report", zh: "" } };
    await sendThrough(channel(port), SECRETS, delivery("mail", { kind: "report", subject: "report-daily", document }));
    expect(mails[0]?.raw).toContain("# whole report");
    expect(mails[0]?.raw).toContain("<p>whole report</p>");
  });

  it("TLS from the first byte, and none at all", async () => {
    await sendThrough(channel(await smtp({ secure: true }), { security: "tls" }), SECRETS, delivery("mail"));
    const port = await smtp({ disabledCommands: ["STARTTLS", "AUTH"] });
    await sendThrough(channel(port, { security: "none", user: undefined, password: undefined }), {}, delivery("mail"));
    expect(mails.map((mail) => mail.secure)).toEqual([true, false]);
  });

  it("is not sent in the clear, nor to a certificate that nobody vouches for", async () => {
    const plain = await smtp({ disabledCommands: ["STARTTLS"] });
    await expect(sendThrough(channel(plain), SECRETS, delivery("mail"))).rejects.toThrow(/STARTTLS/i);
    const port = await smtp();
    const strict = channel(port, { insecureCertificate: false });
    await expect(sendThrough(strict, SECRETS, delivery("mail"))).rejects.toThrow(/certificate/i);
    expect(mails).toEqual([]);
  });

  it("a wrong password is not tried again, and is in no error", async () => {
    const port = await smtp();
    const { outbox, dispatcher, attempts } = desk([channel(port)], { "env:P": "wr0ng-p4ss" });
    outbox.add(delivery("mail"));
    await dispatcher.pump();
    expect(outbox.states()).toEqual(["dead"]);
    expect(attempts[0]?.error).toContain("the mail server refused");
    expect(JSON.stringify([attempts, [...outbox.all.values()]])).not.toContain("wr0ng");
  });

  it("a refusal for now is tried again, one for good is not", async () => {
    let code = 451;
    const port = await smtp({
      onRcptTo: (_address, _session, done) => {
        done(code === 0 ? null : Object.assign(new Error("mailbox trouble"), { responseCode: code }));
      },
    });
    const { outbox, dispatcher, pass } = desk([channel(port)], SECRETS);
    outbox.add(delivery("mail"));
    await dispatcher.pump();
    expect(outbox.states()).toEqual(["waiting"]);
    code = 0;
    pass(60_000);
    expect(await dispatcher.pump()).toBe(1);
    code = 550;
    outbox.add(delivery("mail", { subject: "incident-13" }, NOON_MS + 1));
    await dispatcher.pump();
    expect(outbox.states()).toEqual(["delivered", "dead"]);
  });
});
