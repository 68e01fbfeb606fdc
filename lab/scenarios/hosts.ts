// The servers that most scenarios break: xrdp and freerdp-shadow under a name of their own.
import { freerdpShadow, network, xrdp } from "../index.ts";
import type { Certificate, CertificateOptions, LabNetwork, LabServer, ShadowOptions, XrdpOptions } from "../index.ts";
import type { Ground, Target } from "./scenario.ts";

/** Starts a server with a certificate for this name. */
export async function start(
  ground: Ground,
  name: string,
  make: (files: Certificate) => Promise<LabServer>,
  looks: CertificateOptions = {},
): Promise<LabServer> {
  return ground.keep(await make(await ground.certificate(name, looks)));
}

/** xrdp with TLS under a name of its own, with these settings and this certificate. */
export async function namedXrdp(
  ground: Ground,
  options: XrdpOptions = {},
  looks: CertificateOptions = {},
): Promise<Target> {
  const name = ground.newName();
  const server = await start(
    ground,
    name,
    (files) =>
      xrdp(ground.lab, {
        port: ground.port,
        certificate: files,
        ...options,
        ini: { security_layer: "tls", ...options.ini },
      }),
    looks,
  );
  return ground.reach(name, server);
}

/** freerdp-shadow under a name of its own, which is also its computer name. */
export async function namedShadow(
  ground: Ground,
  options: ShadowOptions,
  looks: CertificateOptions = {},
): Promise<Target> {
  const name = ground.newName();
  const server = await start(
    ground,
    name,
    (files) =>
      freerdpShadow(ground.lab, {
        port: ground.port,
        certificate: files,
        hostname: name.split(".")[0] ?? name,
        ...options,
      }),
    looks,
  );
  return ground.reach(name, server);
}

/** A network of its own with an xrdp at its far end, and how the client in there reaches it. */
export async function farXrdp(
  ground: Ground,
  options: { readonly router?: boolean } = {},
): Promise<{ readonly net: LabNetwork; readonly server: LabServer; readonly target: Target }> {
  const net = await network(ground.lab, options);
  const name = ground.newName();
  const server = await start(ground, name, (files) =>
    xrdp(ground.lab, {
      netns: net.server,
      port: ground.port,
      certificate: files,
      ini: { security_layer: "tls" },
    }),
  );
  return {
    net,
    server,
    target: { host: net.serverAddress, port: ground.port, netns: net.client, certificateName: name },
  };
}
