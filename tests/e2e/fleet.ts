// A small fleet that every file of tests uses: cheap hosts that are well, and some that are broken, watched every few seconds.
import type { Lab } from "../../lab/index.ts";
import {
  type HostItem,
  lightHosts,
  type Listed,
  type MonitorServer,
  serve,
  until,
  writeConfiguration,
} from "../lab/monitor-server.ts";

const INTERVAL_S = 5;

export interface Fleet {
  readonly server: MonitorServer;
  /** Ends the hosts that are well and starts them anew, each with a certificate that nobody has seen. */
  renewHosts(): Promise<void>;
}

/** `well` hosts that answer and `broken` ones where nobody listens; resolves when each was checked. */
export async function startFleet(lab: Lab, well: number, broken: number, more: object = {}): Promise<Fleet> {
  const port = 20_000 + lab.next() * 10 + (process.pid % 1000) * 7;
  let hosts = await lightHosts(lab, port);
  const folder = lab.makeFolder("fleet");
  const config = writeConfiguration(folder, { monitor: { intervalSeconds: INTERVAL_S }, ...more });
  const server = await serve(lab, { data: lab.makeFolder("data"), config });
  const addresses = Array.from({ length: well + broken }, (_, index) => ({
    name: `${index < well ? "good" : "gone"}-${String(index < well ? index + 1 : index - well + 1).padStart(3, "0")}`,
    host: `127.90.${Math.floor(index / 200)}.${1 + (index % 200)}`,
    port: index < well ? port : 9,
    site: index % 2 === 0 ? "Berlin" : "上海",
  }));
  await server.call("POST", "hosts/bulk", { action: "create", hosts: addresses });
  await until(
    "every host was checked",
    async () => {
      const { items } = await server.get<Listed<HostItem>>("hosts?limit=1000");
      const settled = items.filter(({ state }) => state?.status === "up" || state?.status === "down");
      return settled.length === well + broken ? true : undefined;
    },
    60_000,
  );
  const renewHosts = async (): Promise<void> => {
    await hosts.kill();
    hosts = await lightHosts(lab, port);
  };
  return { server, renewHosts };
}
