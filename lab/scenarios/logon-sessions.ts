// Accounts that are let in and cannot work: no X server, no window manager, a slow home, a session that breaks off, and a path
// that carries everything but pictures.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CauseId } from "../../src/core/knowledge/index.ts";
import { network, shim } from "../index.ts";
import type { DesktopHostOptions } from "../index.ts";
import { killGroup } from "../workshop.ts";
import { namedDesktop, type DesktopSituation } from "./logon-hosts.ts";
import type { LogonScenario } from "./logon-scenario.ts";
import type { Ground } from "./scenario.ts";

const FULL_OF_TEXT = `#!/bin/sh
exec xterm -geometry 400x120+0+0 -e sh -c 'head -c 30000 /dev/urandom | base64 -w 0; exec sleep 100000'
`;

/** The connection is gone without a goodbye: who served it died, or a device in between ended it. */
const GONE = ["termservice-crash-loop", "third-party-security-hook"] as const satisfies readonly CauseId[];

/** A host whose xrdp dies, as by a crash, a second after the session has begun. */
async function dyingHost(ground: Ground): Promise<DesktopSituation> {
  const situation = await namedDesktop(ground, {}, { desktop: "slow-home", slowByS: 20 });
  const { host } = situation;
  const watch = setInterval(() => {
    if (host.sesman?.sessions().length === 0) return;
    clearInterval(watch);
    setTimeout(() => killGroup(host.xrdp.pid, "SIGKILL"), 1000).unref();
  }, 50).unref();
  ground.keep({
    stop: async () => {
      clearInterval(watch);
    },
  });
  return situation;
}

/** A host behind a router, and the certificate so small that TLS fits into packets of its size. */
async function farDesktop(
  ground: Ground,
): Promise<DesktopSituation & { readonly net: Awaited<ReturnType<typeof network>> }> {
  const net = await network(ground.lab, { router: true });
  const name = ground.newName();
  const certificate = await ground.certificate(name, { key: "ec:prime256v1" });
  // As in xrdp.ini's own comment; with a larger buffer a slow line loses packets to its own queue.
  const ini = { tcp_send_buffer_bytes: "32768" };
  const options: DesktopHostOptions = { netns: net.server, xrdp: { certificate, ini } };
  const situation = await namedDesktop(ground, options);
  const target = {
    ...situation.target,
    host: net.serverAddress,
    port: situation.host.port,
    netns: net.client,
    certificateName: name,
  };
  const { resolver: _, ...reached } = target;
  return { ...situation, target: reached, net };
}

/** Faults of the session. */
export const logonSessionScenarios: readonly LogonScenario[] = [
  {
    id: "logon-session-keeper-stopped",
    title: "xrdp runs and its session keeper sesman does not",
    truth: "termservice-stopped",
    sameOnTheWire: ["termservice-stopped"],
    judged: ["not-tested", "not-verifiable"],
    production: "real",
    start: async (ground) => (await namedDesktop(ground, { sesman: "none" })).target,
  },
  {
    id: "logon-session-type-broken",
    title: "xrdp: the session type that was asked for names a module that is not there",
    truth: "rdp-listener-config-corrupt",
    sameOnTheWire: ["rdp-listener-config-corrupt"],
    judged: ["not-tested", "not-verifiable"],
    production: "real",
    start: async (ground) => {
      const { target } = await namedDesktop(ground, { xrdp: { ini: { "Xvnc/lib": "libnosuch.so" } } });
      return { ...target, domain: "Xvnc" };
    },
  },
  {
    id: "logon-xorg-missing",
    title: "xrdp: the Xorg that sesman shall start is not installed",
    truth: "wddm-driver-issue",
    sameOnTheWire: ["wddm-driver-issue"],
    judged: ["accepted", "not-verifiable"],
    production: "real",
    start: async (ground) => (await namedDesktop(ground, { sesman: { xorg: "missing" } })).target,
  },
  {
    id: "logon-xorg-dies",
    title: "xrdp: Xorg ends as soon as it is started",
    truth: "wddm-driver-issue",
    sameOnTheWire: ["wddm-driver-issue"],
    judged: ["accepted", "not-verifiable"],
    production: "real",
    start: async (ground) => (await namedDesktop(ground, { sesman: { xorg: "broken" } })).target,
  },
  {
    id: "logon-xvnc-dies",
    title: "xrdp: Xvnc ends as soon as it is started",
    truth: "wddm-driver-issue",
    sameOnTheWire: ["wddm-driver-issue"],
    judged: ["accepted", "not-verifiable"],
    production: "real",
    start: async (ground) => {
      const { target } = await namedDesktop(ground, { sesman: { ini: { "Xvnc/param": "/bin/false" } } });
      return { ...target, domain: "Xvnc" };
    },
  },
  {
    id: "logon-no-window-manager",
    title: "xrdp: the X server stands and nothing is on it: the window manager has died",
    truth: "slow-logon-profile",
    sameOnTheWire: ["slow-logon-profile"],
    judged: ["accepted", "not-verifiable"],
    production: "real",
    start: async (ground) => (await namedDesktop(ground, {}, { desktop: "black" })).target,
  },
  {
    id: "logon-session-ends-at-once",
    title: "xrdp: the user's session program ends at once, and the session with it",
    truth: "slow-logon-profile",
    sameOnTheWire: ["slow-logon-profile"],
    judged: ["accepted", "not-verifiable", "not-tested"],
    production: "real",
    start: async (ground) => (await namedDesktop(ground, {}, { desktop: "dies-at-once" })).target,
  },
  {
    id: "logon-slow-home",
    title: "xrdp: the home directory takes 13 to 16 seconds until the desktop is there",
    truth: "slow-logon-profile",
    sameOnTheWire: ["slow-logon-profile"],
    judged: ["accepted"],
    production: "real",
    start: async (ground) => {
      const slowByS = ground.dice.between(13, 16);
      return (await namedDesktop(ground, {}, { desktop: "slow-home", slowByS })).target;
    },
  },
  {
    id: "logon-service-dies",
    title: "xrdp dies in the middle of the logon",
    truth: "termservice-crash-loop",
    sameOnTheWire: GONE,
    judged: ["accepted", "not-verifiable", "not-tested"],
    production: "real",
    start: async (ground) => (await dyingHost(ground)).target,
  },
  {
    id: "logon-reset-in-graphics",
    title: "a device in between resets the connection after the first kilobytes of graphics",
    truth: "third-party-security-hook",
    sameOnTheWire: GONE,
    judged: ["accepted", "not-verifiable", "not-tested"],
    production: "real",
    start: async (ground) => {
      const { host, target } = await namedDesktop(ground);
      const { address, port } = host;
      const resetAfterServerBytes = ground.dice.between(9000, 14_000);
      const device = await shim(ground.lab, { kind: "proxy", address, port, resetAfterServerBytes }, { port });
      return { ...target, ...ground.reach(target.host, ground.keep(device)) };
    },
  },
  {
    id: "logon-mtu-black-hole",
    title: "packets from the host above 1200 to 1300 bytes are lost: only graphics are as large",
    truth: "lossy-or-high-latency-path",
    sameOnTheWire: ["lossy-or-high-latency-path"],
    judged: ["accepted", "not-verifiable", "not-tested"],
    production: "real",
    start: async (ground) => {
      const { net, target } = await farDesktop(ground);
      await net.fault("mtu-to-client", { port: target.port, bytes: ground.dice.between(1200, 1300) });
      return target;
    },
  },
  {
    id: "logon-slow-line",
    title: "the line carries 300 to 400 kilobits a second, and the desktop is full of text",
    truth: "lossy-or-high-latency-path",
    sameOnTheWire: ["lossy-or-high-latency-path"],
    judged: ["accepted", "not-verifiable"],
    production: "real",
    start: async (ground) => {
      const { net, account, target } = await farDesktop(ground);
      // What can be packed well would pass such a line in a second.
      writeFileSync(join(account.home, ".xsession"), FULL_OF_TEXT);
      await net.fault("slow", { kilobits: ground.dice.between(300, 400) });
      return target;
    },
  },
];
