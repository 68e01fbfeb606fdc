import { expect, it } from "vitest";
import { toLatin1 } from "../bytes/index.ts";
import { GatewaySequence } from "./index.ts";

const PEER = { version: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384", group: "X25519", chain: [], trustError: null };

it.each([
  ["gw.lab.test", 443, "gw.lab.test"],
  ["gw.lab.test", 8443, "gw.lab.test:8443"],
  ["2001:db8::1", 443, "[2001:db8::1]"],
])("asks %s, port %i, as %s", (host, port, field) => {
  const sequence = new GatewaySequence({
    host,
    port,
    connectionId: "{00000000-0000-0000-0000-000000000000}",
    startedMs: 0,
    stageTimeoutMs: 5000,
    deadlineMs: 20_000,
    wallClockMs: 0,
  });
  sequence.step({ kind: "connected" }, { atMs: 1, line: 4 });
  const [send] = sequence.step({ kind: "tls-established", peer: PEER }, { atMs: 2, line: 5 });
  expect(send?.do === "send" ? toLatin1(send.bytes) : "").toContain(`\r\nHost: ${field}\r\n`);
});
