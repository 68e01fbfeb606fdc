// Nobody listens, something else listens, or what listens does not answer.
import { createServer } from "node:http";
import { once } from "node:events";
import { shim, xrdp } from "../index.ts";
import type { ShimBehaviour } from "../index.ts";
import { namedXrdp } from "./hosts.ts";
import type { Ground, Scenario, Target } from "./scenario.ts";

/** A refused connection comes from any of these; only the host itself can say from which. */
const NOBODY_LISTENS = [
  "rdp-listener-not-listening",
  "termservice-stopped",
  "rdp-disabled",
  "rdp-disabled-by-gpo",
  "rdp-listener-config-corrupt",
] as const;

async function behind(ground: Ground, behaviour: ShimBehaviour, port = ground.port): Promise<Target> {
  const peer = ground.keep(await shim(ground.lab, behaviour, { port }));
  return ground.reach(ground.newName(), peer);
}

async function webServer(ground: Ground): Promise<Target> {
  const server = createServer((_request, answer) => answer.end("<h1>intranet</h1>"));
  const address = ground.lab.loopback();
  server.listen(ground.port, address);
  await once(server, "listening");
  ground.keep({
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  });
  return ground.reach(ground.newName(), { address, port: ground.port });
}

/** Faults of the listener. */
export const listenerScenarios: readonly Scenario[] = [
  {
    id: "port-closed",
    title: "the host is up and has another service, but no listener on the RDP port",
    truth: "rdp-listener-not-listening",
    sameOnTheWire: NOBODY_LISTENS,
    production: "real",
    start: async (ground) => {
      const address = ground.lab.loopback();
      ground.keep(await shim(ground.lab, { kind: "banner", service: "ssh" }, { address, port: 22 }));
      return ground.reach(ground.newName(), { address, port: ground.port });
    },
  },
  {
    id: "service-stopped",
    title: "the RDP server was stopped",
    truth: "termservice-stopped",
    sameOnTheWire: NOBODY_LISTENS,
    production: "real",
    start: async (ground) => {
      const server = await xrdp(ground.lab, { port: ground.port });
      await server.stop();
      return ground.reach(ground.newName(), server);
    },
  },
  {
    id: "listener-bound-elsewhere",
    title: "the RDP server is configured to listen on an address that the host does not use for clients",
    truth: "rdp-listener-config-corrupt",
    sameOnTheWire: NOBODY_LISTENS,
    production: "real",
    start: async (ground) => {
      ground.keep(await xrdp(ground.lab, { port: ground.port }));
      return ground.reach(ground.newName(), { address: ground.lab.loopback(), port: ground.port });
    },
  },
  {
    id: "port-moved-away",
    title: "the host listens on 3390, the user asks on 3389",
    truth: "listener-port-changed",
    sameOnTheWire: ["listener-port-changed"],
    production: "real",
    start: async (ground) => {
      const target = await namedXrdp(ground, { port: 3390 });
      return { ...target, port: 3389 };
    },
  },
  {
    id: "port-moved-back",
    title: "the host listens on 3389, the user asks on the port of old instructions",
    truth: "listener-port-changed",
    sameOnTheWire: ["listener-port-changed"],
    production: "real",
    start: async (ground) => {
      const target = await namedXrdp(ground, { port: 3389 });
      return { ...target, port: ground.dice.pick(3390, 33_890, 13_389, 53_389) };
    },
  },
  {
    id: "web-server-on-port",
    title: "a web server has the port",
    truth: "port-conflict",
    sameOnTheWire: ["port-conflict"],
    production: "real",
    start: webServer,
  },
  {
    id: "ssh-on-port",
    title: "an SSH server has the port",
    truth: "port-conflict",
    sameOnTheWire: ["port-conflict"],
    production: "shim",
    start: (ground) => behind(ground, { kind: "banner", service: "ssh" }),
  },
  {
    id: "tls-service-on-port",
    title: "a service that starts with TLS has the port",
    truth: "port-conflict",
    sameOnTheWire: ["port-conflict"],
    production: "real",
    start: async (ground) => {
      const name = ground.newName();
      const files = await ground.certificate(name);
      const peer = await shim(ground.lab, { kind: "tls-service", ...files }, { port: ground.port });
      return ground.reach(name, ground.keep(peer));
    },
  },
  {
    id: "vnc-on-port",
    title: "a VNC server has the port",
    truth: "port-conflict",
    sameOnTheWire: ["port-conflict"],
    production: "shim",
    start: (ground) => behind(ground, { kind: "banner", service: "vnc" }),
  },
  {
    id: "ica-on-port",
    title: "a Citrix ICA listener has the port",
    truth: "citrix-ica-coexistence",
    sameOnTheWire: ["citrix-ica-coexistence", "port-conflict"],
    production: "shim",
    start: (ground) => behind(ground, { kind: "banner", service: "ica" }),
  },
  {
    id: "service-hangs",
    title: "the RDP server hangs: the kernel takes connections, nobody answers",
    truth: "termservice-crash-loop",
    sameOnTheWire: ["termservice-crash-loop", "rdp-listener-config-corrupt"],
    production: "real",
    start: async (ground) => {
      const name = ground.newName();
      const server = ground.keep(await xrdp(ground.lab, { port: ground.port }));
      server.pause();
      return ground.reach(name, server);
    },
  },
  {
    id: "service-dies-on-first-bytes",
    title: "the service resets every connection after its first bytes",
    truth: "termservice-crash-loop",
    sameOnTheWire: ["termservice-crash-loop"],
    production: "shim",
    start: (ground) => behind(ground, { kind: "reset-after-first-bytes" }),
  },
  {
    id: "host-answers-late",
    title: "connections are taken at once, and every answer comes late",
    truth: "memory-or-session-leak",
    sameOnTheWire: ["memory-or-session-leak", "rdp-bruteforce-or-flood", "hyperv-or-vgpu-legacy"],
    production: "shim",
    start: async (ground) => {
      const name = ground.newName();
      const files = await ground.certificate(name);
      const host = ground.keep(await xrdp(ground.lab, { certificate: files, ini: { security_layer: "tls" } }));
      const { address, port } = host;
      const delayMs = ground.dice.between(1300, 1900);
      const peer = await shim(ground.lab, { kind: "proxy", address, port, delayMs }, { port: ground.port });
      return ground.reach(name, ground.keep(peer));
    },
  },
  {
    id: "length-field-lies",
    title: "the answer promises more bytes than come",
    truth: "protocol-stream-error",
    sameOnTheWire: ["protocol-stream-error"],
    production: "shim",
    start: (ground) =>
      behind(ground, { kind: "lying-length", length: ground.dice.between(600, 4000), ending: "silent" }),
  },
  {
    id: "garbage-after-confirm",
    title: "after a good X.224 confirm come bytes that are no TLS",
    truth: "protocol-stream-error",
    sameOnTheWire: ["protocol-stream-error"],
    production: "shim",
    start: (ground) =>
      behind(ground, {
        kind: "raw",
        answers: [
          "030000130ed000001234000200080001000000",
          Array.from({ length: 48 }, () => ground.dice.between(0x80, 0xff).toString(16)).join(""),
        ],
        ending: "silent",
      }),
  },
  {
    id: "confirm-is-garbled",
    title: "the X.224 answer is a whole packet of no known kind",
    truth: "protocol-stream-error",
    sameOnTheWire: ["protocol-stream-error"],
    production: "shim",
    start: (ground) => behind(ground, { kind: "raw", answers: ["0300000b0650ffffffff00"], ending: "silent" }),
  },
];
