import { createSocket } from "node:dgram";

/** May connections start from this address, that is: is it one of this machine's? Nothing is sent. */
export function isOwnAddress(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
    socket.once("error", () => resolve(false));
    socket.bind({ address, port: 0 }, () => socket.close(() => resolve(true)));
  });
}
