export { Interrupted, LocalFailure } from "./local-failure.ts";
export { checkWritable, savePicture } from "./picture-file.ts";
export { encodePng } from "./png.ts";
export { readPassword } from "./read-password.ts";
export type { PasswordSource, PasswordWorld } from "./read-password.ts";
export { defaultStatePath, StateFolder } from "./state-folder.ts";
