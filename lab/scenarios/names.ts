// Names that do not lead to the host.
import { freerdpShadow, xrdp } from "../index.ts";
import type { Scenario } from "./scenario.ts";
import { start } from "./hosts.ts";

/** Faults of name resolution. */
export const nameScenarios: readonly Scenario[] = [
  {
    id: "name-unknown",
    title: "the name does not exist in DNS",
    truth: "dns-name-or-address-wrong",
    sameOnTheWire: ["dns-name-or-address-wrong"],
    production: "real",
    start: async (ground) => {
      const name = ground.newName();
      ground.publish(name, "nxdomain");
      return { host: name, port: ground.port, resolver: ground.resolver };
    },
  },
  {
    id: "name-answers-nothing",
    title: "the name exists, without any address record",
    truth: "dns-name-or-address-wrong",
    sameOnTheWire: ["dns-name-or-address-wrong"],
    production: "real",
    start: async (ground) => {
      const name = ground.newName();
      ground.publish(name, []);
      return { host: name, port: ground.port, resolver: ground.resolver };
    },
  },
  {
    id: "name-leads-to-other-host",
    title: "the name leads to another host: its certificate and its NTLM names say so",
    truth: "dns-name-or-address-wrong",
    // An alias that nobody put into the certificate looks the same.
    sameOnTheWire: ["dns-name-or-address-wrong", "rdp-cert-wrong-eku-or-name"],
    production: "real",
    start: async (ground) => {
      const [asked, other] = [ground.newName(), ground.newName()];
      const server = await freerdpShadow(ground.lab, {
        security: "nla",
        port: ground.port,
        hostname: other.split(".")[0] ?? other,
        certificate: await ground.certificate(other),
      });
      return ground.reach(asked, ground.keep(server));
    },
  },
  {
    id: "name-has-a-stale-address",
    title: "the name has two addresses, and on one of them nobody listens any more",
    truth: "dns-name-or-address-wrong",
    sameOnTheWire: ["dns-name-or-address-wrong"],
    production: "real",
    start: async (ground) => {
      const name = ground.newName();
      const server = await start(ground, name, (files) =>
        xrdp(ground.lab, { port: ground.port, certificate: files, ini: { security_layer: "tls" } }),
      );
      ground.publish(name, [server.address, ground.lab.loopback()]);
      return { host: name, port: server.port, resolver: ground.resolver };
    },
  },
];
