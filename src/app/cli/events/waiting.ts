import { type Language, printable, say } from "../../../core/texts/index.ts";
import { type World, write } from "../world.ts";

/** Says on stderr that a named pipe is waited for: without a word that would look like a program that hangs. */
export function tellOfWaiting(world: World, language: Language): (path: string) => void {
  const overProgress = world.stderr.isTTY === true ? "\r\u001b[K" : "";
  return (path) => {
    const line = say(language, "events.waiting", { file: printable(path, 120) });
    void write(world.stderr, `${overProgress}rdpulse: ${line}\n`);
  };
}
