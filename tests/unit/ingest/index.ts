export { tarOf, zipOf } from "./archives.ts";
export { evtxAt, pipeOf, readAll, references, sesmanAt, START_MS, temporaryFolder } from "./reading.ts";
