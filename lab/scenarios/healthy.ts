// Hosts on which nothing is wrong: whatever blocks or hinders, and is named here, is a false alarm.
import { gnomeRemoteDesktop, haproxy, weston, xrdp } from "../index.ts";
import { selfSigned } from "../stand-in/index.ts";
import { namedShadow, namedXrdp, start } from "./hosts.ts";
import type { HealthyVariant } from "./scenario.ts";
import { namedStandIn } from "./stand-ins.ts";

/** Healthy servers of every kind. */
export const healthyVariants: readonly HealthyVariant[] = [
  {
    id: "healthy-xrdp-negotiate",
    title: "xrdp as Debian installs it",
    production: "real",
    start: (ground) => namedXrdp(ground, { ini: { security_layer: "negotiate" } }),
  },
  {
    id: "healthy-xrdp-tls",
    title: "xrdp that only speaks TLS",
    production: "real",
    start: (ground) => namedXrdp(ground),
  },
  {
    id: "healthy-xrdp-tls-1.2",
    title: "xrdp with TLS 1.2",
    production: "real",
    start: (ground) => namedXrdp(ground, { ini: { ssl_protocols: "TLSv1.2" } }),
  },
  {
    id: "healthy-xrdp-tls-1.3",
    title: "xrdp with TLS 1.3",
    production: "real",
    start: (ground) => namedXrdp(ground, { ini: { ssl_protocols: "TLSv1.3" } }),
  },
  {
    id: "healthy-xrdp-ec",
    title: "xrdp with an elliptic curve certificate",
    production: "real",
    start: (ground) => namedXrdp(ground, {}, { key: "ec:prime256v1" }),
  },
  {
    id: "healthy-xrdp-requires-credentials",
    title: "xrdp that wants credentials in the client's first packets",
    production: "real",
    start: (ground) => namedXrdp(ground, { ini: { require_credentials: "true" } }),
  },
  {
    id: "healthy-xrdp-self-signed",
    title: "xrdp with a self-signed certificate for its own name",
    production: "real",
    start: (ground) => namedXrdp(ground, {}, { selfSigned: true }),
  },
  {
    id: "healthy-xrdp-trusted",
    title: "xrdp whose certificate comes from the CA that must be trusted",
    production: "real",
    start: async (ground) => {
      const { caPath } = await ground.certificate(ground.newName());
      return { ...(await namedXrdp(ground)), caPath };
    },
  },
  {
    id: "healthy-xrdp-two-addresses",
    title: "a name with two addresses that lead to the same host",
    production: "real",
    start: async (ground) => {
      const name = ground.newName();
      const server = await start(ground, name, (files) =>
        xrdp(ground.lab, { port: ground.port, certificate: files, ini: { security_layer: "tls" } }),
      );
      const front = ground.keep(await haproxy(ground.lab, { mode: "balance", port: ground.port, backends: [server] }));
      ground.publish(name, [server.address, front.address]);
      return { host: name, port: ground.port, resolver: ground.resolver };
    },
  },
  {
    id: "healthy-behind-balancer",
    title: "xrdp behind a balancer that works",
    production: "real",
    start: async (ground) => {
      const name = ground.newName();
      const server = await start(ground, name, (files) => xrdp(ground.lab, { certificate: files }));
      const front = await haproxy(ground.lab, { mode: "balance", port: ground.port, backends: [server] });
      return ground.reach(name, ground.keep(front));
    },
  },
  {
    id: "healthy-shadow-nla",
    title: "freerdp-shadow that requires NLA",
    production: "real",
    start: (ground) => namedShadow(ground, { security: "nla" }),
  },
  {
    id: "healthy-shadow-tls",
    title: "freerdp-shadow with TLS",
    production: "real",
    start: (ground) => namedShadow(ground, { security: "tls" }),
  },
  {
    id: "healthy-weston",
    title: "weston with its RDP backend",
    production: "real",
    start: async (ground) => {
      const name = ground.newName();
      const server = await start(ground, name, (files) =>
        weston(ground.lab, { port: ground.port, certificate: files }),
      );
      return ground.reach(name, server);
    },
  },
  {
    id: "healthy-gnome",
    title: "gnome-remote-desktop, headless, requires NLA",
    production: "real",
    start: async (ground) => {
      const name = ground.newName();
      const server = await start(ground, name, (files) =>
        gnomeRemoteDesktop(ground.lab, { port: ground.port, certificate: files }),
      );
      return ground.reach(name, server);
    },
  },
  {
    id: "healthy-windows-2022",
    title: "Windows Server 2022 with NLA and a certificate of the CA that must be trusted",
    production: "stand-in",
    start: async (ground) => {
      const { caPath } = await ground.certificate(ground.newName());
      return { ...(await namedStandIn(ground)), caPath };
    },
  },
  {
    id: "healthy-windows-self-signed",
    title: "Windows Server 2022 with NLA and the certificate that it made itself",
    production: "stand-in",
    start: (ground) => {
      const name = ground.newName();
      return namedStandIn(ground, { tls: selfSigned(name) }, name);
    },
  },
  {
    id: "healthy-windows-nla-optional",
    title: "Windows Server 2022 that offers NLA and does not demand it",
    production: "stand-in",
    start: (ground) => namedStandIn(ground, { x224: { nla: "optional" } }),
  },
  {
    id: "healthy-post-quantum",
    title: "a host that prefers post-quantum key exchange",
    production: "stand-in",
    start: (ground) => namedStandIn(ground, { tls: { groups: "X25519MLKEM768:X25519" } }),
  },
];
