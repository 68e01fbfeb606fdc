import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { desktopHost, labAccount, openLab, xvfb, type DesktopHost, type Lab } from "../../lab/index.ts";
import { median, ms } from "../timing.ts";
import { endSessions } from "./end-sessions.ts";
import { ownProgram, reportIn, type Credential, type OwnProgram } from "./own-logon.ts";
import { timeXfreerdpPicture, type PictureTimes } from "./xfreerdp-picture.ts";

const ROUNDS = 7;
/** The default of both: a picture is stable when it stayed the same for so long. */
const SETTLE_MS = 1500;
/** First picture, from the start of the process: no later than xfreerdp's. */
const GOAL = 1;

interface Visit {
  readonly lab: Lab;
  readonly host: DesktopHost;
  readonly credential: Credential;
  readonly domain: string;
}

/** Ours, whole process: when it had its first picture and its stable one, by its JSON and the moment it was started. */
async function timeOwnPicture(program: OwnProgram, { lab, host, credential, domain }: Visit): Promise<PictureTimes> {
  const options = ["--domain", domain, "--desktop", "--size", "1024x768", "--colors", "24", "--settle", "1.5s"];
  const [file = "", ...args] = program.command(lab, host, credential, options);
  const startedAtMs = Date.now();
  const text = await new Promise<string>((resolve, reject) => {
    const env = { ...process.env, ...program.env };
    const child = spawn(file, args, { stdio: ["ignore", "pipe", "ignore"], env });
    let printed = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => (printed += part));
    child.on("error", reject);
    child.on("close", () => resolve(printed));
  });
  const report = reportIn(text);
  const { firstPictureMs, stableMs } = report?.timings ?? {};
  if (report?.logon.outcome !== "accepted" || typeof firstPictureMs !== "number" || typeof stableMs !== "number") {
    throw new Error(`no stable desktop: ${report?.logon.outcome}`);
  }
  // The report's clock starts with the connection; its start has a grain of a millisecond.
  const connectingMs = Date.parse(report.startedAt) - startedAtMs;
  return { connectingMs, firstPictureMs: connectingMs + firstPictureMs, stableMs: connectingMs + stableMs };
}

/** Pairs of one session type; every session is a new one, or always the same that is taken up again. */
async function comparePictures(
  program: OwnProgram,
  visit: Visit,
  session: "new" | "taken up again",
): Promise<{ readonly ours: readonly PictureTimes[]; readonly theirs: readonly PictureTimes[] }> {
  const { lab, host, credential, domain } = visit;
  const keeper = host.sesman;
  if (keeper === undefined) throw new Error("a desktop host without sesman");
  const after = async (): Promise<void> => {
    if (session === "new") await endSessions(keeper, credential.user);
    // The server notices a hang-up a little later.
    else await sleep(700);
  };
  const display = await xvfb(lab, { width: 1024, height: 768 });
  const home = lab.makeFolder("xfreerdp-home");
  const [ours, theirs]: [PictureTimes[], PictureTimes[]] = [[], []];
  // Round 0 warms caches up and is not counted; it also makes the session that is taken up again.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const own = await timeOwnPicture(program, visit);
    await after();
    const asked = { place: host, credential, domain, display: display.display, home, settleMs: SETTLE_MS };
    const other = await timeXfreerdpPicture(asked);
    await after();
    if (round === 0) continue;
    ours.push(own);
    theirs.push(other);
  }
  await display.stop();
  await endSessions(keeper, credential.user);
  return { ours, theirs };
}

const spread = (values: readonly number[]): string =>
  `${ms(median(values))} (${Math.min(...values).toFixed(0)}-${Math.max(...values).toFixed(0)})`;

const rows: readonly (readonly [string, (times: PictureTimes) => number])[] = [
  ["process start to first picture", (times) => times.firstPictureMs],
  ["connection to first picture", (times) => times.firstPictureMs - times.connectingMs],
  ["process start to stable desktop", (times) => times.stableMs],
];

/** A full logon to xrdp, Xorg and Xvnc: when is there a picture, ours and xfreerdp's, in turn. */
export async function benchDesktop(): Promise<boolean> {
  const lab = openLab();
  const program = ownProgram();
  let reached = true;
  try {
    const host = await desktopHost(lab);
    const credential = await labAccount(lab, "good", "Desktop-2026-x");
    for (const domain of ["Xorg", "Xvnc"]) {
      for (const session of ["new", "taken up again"] as const) {
        const { ours, theirs } = await comparePictures(program, { lab, host, credential, domain }, session);
        console.log(`xrdp, ${domain}, session ${session}, 1024x768x24, ${ROUNDS} pairs, median (min-max)`);
        for (const [name, of] of rows) {
          const [own, other] = [ours.map(of), theirs.map(of)];
          const ratio = median(own) / median(other);
          console.log(
            `  ${name.padEnd(32)} ours ${spread(own).padEnd(20)} xfreerdp ${spread(other).padEnd(20)} ` +
              `ratio ${ratio.toFixed(3)}`,
          );
        }
        const [first] = rows;
        const ratio = first === undefined ? Number.NaN : median(ours.map(first[1])) / median(theirs.map(first[1]));
        console.log(`  goal: process start to first picture at most ${GOAL} of xfreerdp's`);
        if (!(ratio <= GOAL)) reached = false;
      }
    }
  } finally {
    await lab.close();
    program.remove();
  }
  return reached;
}
