export { RemoteWriter } from "./remote-writer.ts";
export type { RemoteWriteCounts, RemoteWriterOptions } from "./remote-writer.ts";
