// Something to see on a display: a coloured background, a clock, a terminal with text.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Lab } from "./workshop.ts";
import { pictureOf } from "./x-picture.ts";

const script = `xsetroot -solid '#2f5d8a'
xclock -analog -update 60 -geometry 160x160-20+20 -bg '#f0e6c8' &
exec xterm -geometry 60x16+40+60 -bg '#fffbe6' -fg '#202020' -e sh -c 'echo RDPulse lab desktop; exec sleep 100000'
`;

/** Puts the scenery on a display; resolves when it can be seen. */
export async function scenery(lab: Lab, display: string): Promise<void> {
  const folder = lab.makeFolder("scenery");
  lab.start({ command: "sh", args: ["-c", script], env: { DISPLAY: display }, logPath: join(folder, "scenery.log") });
  const deadline = performance.now() + 10_000;
  while (performance.now() < deadline) {
    const seen = await pictureOf(lab, display, join(folder, "picture.xwd"));
    if (seen !== undefined && seen.mainColour === "2f5d8a" && seen.colours > 10) return;
    await sleep(30);
  }
  throw new Error(`no window came up on display ${display}`);
}
