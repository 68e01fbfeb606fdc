// A whole host as a user meets it: xrdp and its sesman in a network namespace of their own, reachable on loopback.
import { makeNamespace } from "../network.ts";
import { relay } from "../relay.ts";
import type { Lab } from "../workshop.ts";
import type { Placement } from "./server.ts";
import { sesman, type Sesman, type SesmanOptions } from "./sesman.ts";
import { xrdp, type XrdpOptions, type XrdpServer } from "./xrdp.ts";

/** What the host shall be like. With `netns` it lives there (the server's side of a network) and has no relay. */
export interface DesktopHostOptions extends Placement {
  readonly xrdp?: Omit<XrdpOptions, keyof Placement | "sesman">;
  /** "none": nobody answers on sesman's port. */
  readonly sesman?: Omit<SesmanOptions, "netns"> | "none";
}

/** A running host. */
export interface DesktopHost {
  /** Where a client of this machine reaches it. */
  readonly address: string;
  readonly port: number;
  /** The network namespace it lives in. */
  readonly netns: string;
  readonly xrdp: XrdpServer;
  readonly sesman: Sesman | undefined;
  /** Ends the host with every session on it. */
  stop(): Promise<void>;
}

/** Starts sesman and xrdp; resolves when xrdp answers X.224. Accounts are those of this machine. Needs root. */
export async function desktopHost(lab: Lab, options: DesktopHostOptions = {}): Promise<DesktopHost> {
  const netns = options.netns ?? (await makeNamespace(lab));
  const port = options.port ?? 3389;
  const keeper = options.sesman === "none" ? undefined : await sesman(lab, { ...options.sesman, netns });
  const server = await xrdp(lab, { ...options.xrdp, port, netns, ...(keeper ? { sesman: keeper } : {}) });
  const stop = async (): Promise<void> => {
    await server.stop();
    await keeper?.stop();
  };
  if (options.netns !== undefined) return { address: server.address, port, netns, xrdp: server, sesman: keeper, stop };
  const door = await relay(lab, netns, "127.0.0.1", port, { address: options.address ?? lab.loopback(), port });
  return {
    address: door.address,
    port: door.port,
    netns,
    xrdp: server,
    sesman: keeper,
    stop: async () => {
      await door.stop();
      await stop();
    },
  };
}
