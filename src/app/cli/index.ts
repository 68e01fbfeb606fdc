export { COMMAND_NAMES } from "./commands/index.ts";
export type { LogonTools, Probe } from "./engine.ts";
export { checkPage } from "./render/check-page.ts";
export { displayWidth } from "./render/display-width.ts";
export { logonPage } from "./render/logon-page.ts";
export { stageLines } from "./render/stage-lines.ts";
export type { Style } from "./render/style.ts";
export { run } from "./run.ts";
export type { World } from "./world.ts";
