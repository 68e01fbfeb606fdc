export { assembleIncidents } from "./assemble-incidents.ts";
export type { IncidentInput } from "./assemble-incidents.ts";
export type * from "./incident.ts";
export { treePicture } from "./tree-picture.ts";
export type * from "./live/incident-record.ts";
