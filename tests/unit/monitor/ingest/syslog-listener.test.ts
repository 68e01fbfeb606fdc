import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { type EventIntake, SyslogListener } from "../../../../src/io/monitor/index.ts";

const REPORT = { records: 1, events: 1, repeated: 0, damaged: 0, hosts: [], passedOver: [] };
let listener: SyslogListener | undefined;

afterEach(async () => {
  await listener?.stop();
});

interface Taking {
  readonly port: number;
  readonly taken: string[];
  readonly troubles: (string | null)[];
  isBusy: boolean;
}

async function listening(): Promise<Taking> {
  const taken: string[] = [];
  const troubles: (string | null)[] = [];
  const state = { isBusy: false };
  const read: EventIntake["read"] = async (source, options) => {
    if (state.isBusy) throw new Error("busy");
    expect(options).toEqual({ format: "syslog" });
    taken.push(...(await text(source)).trimEnd().split("\n"));
    return REPORT;
  };
  listener = new SyslogListener({
    address: "127.0.0.1",
    port: 0,
    intake: { read },
    onTrouble: (why) => troubles.push(why),
  });
  const port = await listener.start();
  return Object.assign(state, { port, taken, troubles });
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

describe("syslog", () => {
  it("comes over UDP and TCP", async () => {
    const { port, taken } = await listening();
    const udp = createSocket("udp4");
    udp.send("<38>Nov 18 10:00:00 x1 xrdp-sesman[812]: hello\n", port, "127.0.0.1", () => udp.close());
    const tcp = connect(port, "127.0.0.1");
    await once(tcp, "connect");
    tcp.write("13 <38>1 - - x 2<38>1 next\n<38>1 unfinis");
    await until(() => listener?.counts.messages === 3);
    await listener?.flush();
    expect(taken.toSorted()).toEqual(
      ["<38>1 - - x 2", "<38>1 next", "<38>Nov 18 10:00:00 x1 xrdp-sesman[812]: hello"].toSorted(),
    );
    tcp.destroy();
  });

  it("waits while it cannot be read, and says so once", async () => {
    const given = await listening();
    given.isBusy = true;
    const tcp = connect(given.port, "127.0.0.1");
    await once(tcp, "connect");
    tcp.write("<38>1 one\n");
    await until(() => listener?.counts.messages === 1);
    await listener?.flush();
    tcp.write("<38>1 two\n");
    await until(() => listener?.counts.messages === 2);
    await listener?.flush();
    expect(given.taken).toEqual([]);
    given.isBusy = false;
    await listener?.flush();
    expect(given.taken).toEqual(["<38>1 one", "<38>1 two"]);
    expect(given.troubles).toEqual(["busy", null]);
    tcp.destroy();
  });

  it("drops the oldest when more comes than can wait", async () => {
    const given = await listening();
    given.isBusy = true;
    const tcp = connect(given.port, "127.0.0.1");
    await once(tcp, "connect");
    const line = `<38>1 ${"z".repeat(60_000)}\n`;
    for (let index = 0; index < 400; index++) if (!tcp.write(line)) await once(tcp, "drain");
    tcp.end("<38>1 last\n");
    await until(() => listener?.counts.messages === 401);
    given.isBusy = false;
    await until(() => given.taken.includes("<38>1 last") || (void listener?.flush(), false));
    expect(listener?.counts.dropped).toBeGreaterThan(100);
    expect(given.taken.length + (listener?.counts.dropped ?? 0)).toBe(401);
  });
});
