// A door from this machine's loopback into a namespace: the listening socket is made here and handed to a child that
// lives there, because a socket belongs to the namespace it was made in. FIN and RST are passed on as they are.
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { killGroup, type Lab } from "./workshop.ts";

const child = fileURLToPath(new URL("relay-child.ts", import.meta.url));

/** A running relay: connect to `address:port` here to reach the server there. */
export interface Relay {
  readonly address: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** Opens a loopback port here that leads to `address:port` inside a namespace (0.0.0.0 there means its loopback). */
export async function relay(
  lab: Lab,
  netns: string,
  address: string,
  port: number,
  here: { address?: string; port?: number } = {},
): Promise<Relay> {
  const server = createServer({ pauseOnConnect: true });
  const local = here.address ?? lab.loopback();
  server.listen(here.port ?? port, local);
  await once(server, "listening");
  const target = address === "0.0.0.0" ? "127.0.0.1" : address;
  const inside = lab.start({
    command: process.execPath,
    args: [child, target, String(port)],
    netns,
    channel: true,
    logPath: join(lab.folder, `relay-${lab.next()}.log`),
  });
  await once(inside, "message");
  inside.send("listener", server);
  await once(inside, "message");
  inside.channel?.unref();
  server.close();
  const exited = once(inside, "exit");
  return {
    address: local,
    port: here.port ?? port,
    stop: async () => {
      inside.ref();
      killGroup(inside.pid, "SIGKILL");
      await exited;
    },
  };
}
