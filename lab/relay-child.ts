// Runs inside a namespace: relay-child.ts ADDRESS PORT. Takes a listening socket over the channel and passes every
// connection of it on to ADDRESS:PORT, bytes, FIN and RST alike.
import { connect, Server, type Socket } from "node:net";

const [host = "127.0.0.1", port = "3389"] = process.argv.slice(2);

function join(from: Socket, to: Socket): void {
  from.on("data", (bytes) => {
    if (!to.write(bytes)) from.pause();
  });
  to.on("drain", () => from.resume());
  from.on("end", () => to.end());
  from.on("error", () => to.resetAndDestroy());
}

process.on("message", (_message, handle) => {
  if (!(handle instanceof Server)) return;
  handle.on("connection", (near: Socket) => {
    near.pause();
    const far = connect({ host, port: Number(port), allowHalfOpen: true });
    near.allowHalfOpen = true;
    join(near, far);
    join(far, near);
    far.once("connect", () => near.resume());
  });
  process.send?.("serving");
});
process.on("disconnect", () => process.exit(0));
process.send?.("ready");
