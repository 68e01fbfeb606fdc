export { readTls, Server } from "./server.ts";
export type { ListenAddress, ServerNews, ServerOptions } from "./server.ts";
