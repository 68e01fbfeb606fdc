export { assembleIncidents } from "./assemble-incidents.ts";
export type { IncidentInput } from "./assemble-incidents.ts";
export type * from "./incident.ts";
export { treePicture } from "./tree-picture.ts";
export type * from "./live/incident-record.ts";
export type { DeskAction, DeskCommand, DeskRefusal } from "./live/desk-command.ts";
export { DEFAULT_DESK_SETTINGS } from "./live/desk-settings.ts";
export type { DeskSettings } from "./live/desk-settings.ts";
export { IncidentDesk } from "./live/incident-desk.ts";
export type { DeskView } from "./live/incident-desk.ts";
export { incidentFigures, outageOf } from "./live/figures.ts";
export type { IncidentFigures } from "./live/figures.ts";
export { liveTree } from "./live/live-tree.ts";
export type { LiveTreeInput } from "./live/live-tree.ts";
export {
  causeOf,
  causeTitleOf,
  evidenceText,
  lengthText,
  scopeText,
  SEVERITY_WORDS,
  STATE_WORDS,
} from "./live/live-words.ts";
export type { HostNames } from "./live/live-words.ts";
export { markdownText } from "./live/markdown.ts";
export { postMortem } from "./live/post-mortem.ts";
export type { PostMortemInput } from "./live/post-mortem.ts";
export { isLasting } from "./live/told-fault.ts";
export type { ToldFault, ToldFaults } from "./live/told-fault.ts";
export type { ToldView } from "./live/told-desk.ts";
export { timelineText } from "./live/timeline-text.ts";
