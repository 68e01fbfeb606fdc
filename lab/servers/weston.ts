// weston with its RDP backend: TLS, a desktop, and no authentication whatsoever.
import { join } from "node:path";
import { certificate, type Certificate } from "../certificates.ts";
import type { Lab } from "../workshop.ts";
import { place, startServer, type LabServer, type Placement } from "./server.ts";

/** Starts weston; resolves when it answers X.224. Any user name and password gets in. */
export async function weston(lab: Lab, options: Placement & { certificate?: Certificate } = {}): Promise<LabServer> {
  const { address, port, netns } = place(lab, options);
  const files = options.certificate ?? (await certificate(lab));
  const folder = lab.makeFolder("weston");
  const size = ["--width=800", "--height=600", "--no-config", "--idle-time=0", "--socket=wl-lab"];
  return startServer(lab, {
    kind: "weston",
    command: "weston",
    args: [
      "--backend=rdp-backend.so",
      `--address=${address}`,
      `--port=${port}`,
      `--rdp-tls-cert=${files.certPath}`,
      `--rdp-tls-key=${files.keyPath}`,
      ...size,
    ],
    env: { XDG_RUNTIME_DIR: folder, HOME: folder },
    logPath: join(folder, "weston.log"),
    address,
    port,
    netns,
    ready: "x224",
  });
}
