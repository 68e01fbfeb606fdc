// Debian's aiosmtpd: an SMTP server with STARTTLS that puts what it takes into a Maildir.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { certificate } from "../certificates.ts";
import type { Lab } from "../workshop.ts";
import { place, startServer, type LabServer, type Placement } from "./server.ts";

/** A running mail server. */
export interface MailServer extends LabServer {
  /** Every message in the mailbox, as it arrived, in no order. */
  messages(): readonly string[];
}

/** Starts the mail server; resolves when it listens. It refuses mail without STARTTLS. */
export async function mailServer(lab: Lab, options: Placement = {}): Promise<MailServer> {
  const { address, port, netns } = place(lab, { port: 2525, ...options });
  const folder = lab.makeFolder("mail");
  const mailbox = join(folder, "mailbox");
  const { certPath, keyPath } = await certificate(lab, { cn: "mail.lab.test", san: `DNS:mail.lab.test,IP:${address}` });
  const server = await startServer(lab, {
    kind: "mail-server",
    command: "aiosmtpd",
    args: [
      "-n",
      "-l",
      `${address}:${port}`,
      "--tlscert",
      certPath,
      "--tlskey",
      keyPath,
      "-c",
      "aiosmtpd.handlers.Mailbox",
      mailbox,
    ],
    logPath: join(folder, "mail.log"),
    address,
    port,
    netns,
    ready: "listens",
  });
  const arrived = join(mailbox, "new");
  const messages = (): readonly string[] =>
    existsSync(arrived) ? readdirSync(arrived).map((name) => readFileSync(join(arrived, name), "utf8")) : [];
  return { ...server, messages };
}
