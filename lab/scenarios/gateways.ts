// A healthy host behind an RD Gateway that is not.
import { readFileSync } from "node:fs";
import type { CertificateOptions } from "../index.ts";
import { startGatewayStandIn } from "../stand-in/index.ts";
import type { GatewayScript } from "../stand-in/index.ts";
import { namedXrdp } from "./hosts.ts";
import type { Ground, Scenario, Target } from "./scenario.ts";

async function behindGateway(ground: Ground, script: GatewayScript, looks: CertificateOptions = {}): Promise<Target> {
  const target = await namedXrdp(ground);
  const address = ground.lab.loopback();
  const files = await ground.certificate(ground.newName(), { san: `IP:${address}`, ...looks });
  const gateway = await startGatewayStandIn(
    ground.lab,
    { ...script, certificatePem: readFileSync(files.certPath, "utf8"), keyPem: readFileSync(files.keyPath, "utf8") },
    { address, port: 443 },
  );
  ground.keep({ stop: () => gateway.close() });
  return { ...target, gateway: `${address}:443` };
}

/** Faults of the RD Gateway. */
export const gatewayScenarios: readonly Scenario[] = [
  {
    id: "gateway-closed",
    title: "nobody listens on the gateway's port",
    truth: "rd-gateway-unreachable-or-cert",
    sameOnTheWire: ["rd-gateway-unreachable-or-cert"],
    production: "real",
    start: async (ground) => ({ ...(await namedXrdp(ground)), gateway: `${ground.lab.loopback()}:443` }),
  },
  {
    id: "gateway-certificate-expired",
    title: "the gateway's certificate has expired",
    truth: "rd-gateway-unreachable-or-cert",
    sameOnTheWire: ["rd-gateway-unreachable-or-cert"],
    production: "stand-in",
    start: (ground) =>
      behindGateway(ground, {}, { from: -ground.dice.between(380, 500), to: -ground.dice.between(2, 60) }),
  },
  {
    id: "gateway-unavailable",
    title: "the gateway answers 503",
    truth: "rd-gateway-unreachable-or-cert",
    sameOnTheWire: ["rd-gateway-unreachable-or-cert"],
    production: "stand-in",
    start: (ground) => behindGateway(ground, { status: 503 }),
  },
  {
    id: "gateway-forbids",
    title: "the gateway answers 403",
    truth: "rd-gateway-denied-or-limit",
    sameOnTheWire: ["rd-gateway-denied-or-limit"],
    production: "stand-in",
    start: (ground) => behindGateway(ground, { status: 403 }),
  },
];
