// Real servers for `rdpulse serve --demo`: prints one line of JSON with where they are, breaks and heals some of them, and
// ends them all when its standard input closes. Exit code 3, at once, where the lab's packages are missing.
import { missingPackages } from "./packages.ts";
import { freerdpShadow } from "./servers/freerdp-shadow.ts";
import { xrdp } from "./servers/xrdp.ts";
import { setUps } from "./set-ups.ts";
import { openLab } from "./workshop.ts";

const TURN_MS = 180_000;
if (missingPackages(["core"]).length > 0 || process.getuid?.() !== 0) process.exit(3);

const lab = openLab();
process.stdin.on("end", () => void lab.close().finally(() => process.exit(0))).resume();

interface DemoTarget {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly site: string;
}

const targets: DemoTarget[] = [];
for (const [name, setUp] of [
  ["lab-xrdp-expired", "xrdp-expired"],
  ["lab-xrdp-no-certificate", "xrdp-no-certificate"],
  ["lab-ssh-on-3389", "ssh"],
] as const) {
  const started = await setUps[setUp]?.start(lab, {});
  if (started !== undefined) targets.push({ name, host: started.address, port: started.port, site: "lab" });
}
const steady = await xrdp(lab, {});
targets.push({ name: "lab-xrdp", host: steady.address, port: steady.port, site: "lab" });
const hangs = await xrdp(lab, {});
targets.push({ name: "lab-xrdp-hangs", host: hangs.address, port: hangs.port, site: "lab" });
const shadow = await freerdpShadow(lab, { security: "nla" });
targets.push({ name: "lab-shadow", host: shadow.address, port: shadow.port, site: "lab" });
console.log(JSON.stringify({ targets }));

let isPaused = false;
setInterval(() => {
  if (isPaused) hangs.resume();
  else hangs.pause();
  isPaused = !isPaused;
}, TURN_MS);
