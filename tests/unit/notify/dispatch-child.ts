// dispatch-child.ts FOLDER URL: sends what the outbox of a store holds to a webhook, then ends. The test kills it in between.
import { Dispatcher, OutboundPolicy } from "../../../src/io/notify/index.ts";
import { openStore } from "../../../src/io/store/index.ts";
import { NOON_MS } from "./bench.ts";

const [folder = "", url = ""] = process.argv.slice(2);
const store = await openStore({ folder });
const dispatcher = new Dispatcher({
  outbox: store.outbox,
  channelOf: (_tenant, name) => ({ name, kind: "webhook", url }),
  secrets: () => Promise.reject(new Error("none are needed")),
  clock: { nowMs: () => NOON_MS + 1000 },
  policy: new OutboundPolicy({ allow: ["127.0.0.1"] }),
});
await dispatcher.pump();
await store.close();
