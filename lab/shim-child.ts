// Runs inside a namespace: shim-child.ts ORDER, the order as JSON written by shim.ts.
import { serveShim } from "./shim-behaviour.ts";
import type { ShimOrder } from "./shim.ts";

const order: ShimOrder = JSON.parse(process.argv[2] ?? "");
process.on("disconnect", () => process.exit(0));
await serveShim(order.behaviour, order.address, order.port);
process.send?.("listening");
