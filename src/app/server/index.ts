export { serverResources } from "./server-resources.ts";
export { readTls } from "./server-settings.ts";
export { Server } from "./server.ts";
export type { ListenAddress, ServerNews } from "./server.ts";
