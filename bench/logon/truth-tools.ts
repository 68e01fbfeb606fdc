// The tools of the truth table: each asks one server about one account, and is heard by exit code and file, never by its prose.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sharedDisplay, type Lab } from "../../lab/index.ts";
import { claimOfHydra, claimOfLogon, claimOfXfreerdp, type Claim } from "./judge.ts";
import { reportIn, type OwnProgram, type Place } from "./own-logon.ts";
import type { Applicant, TruthServer } from "./truth-servers.ts";

const DEADLINE_MS = 60_000;

export interface Heard {
  readonly claim: Claim | "contradiction";
  /** What it was heard by. */
  readonly by: string;
}

export interface Tool {
  readonly name: string;
  ask(lab: Lab, server: TruthServer, place: Place, applicant: Applicant): Promise<Heard>;
}

function own(program: OwnProgram, name: string, depth: (server: TruthServer) => readonly string[]): Tool {
  return {
    name,
    ask: async (lab, server, place, applicant) => {
      const options = [...(server.options ?? []), ...depth(server)];
      const [file = "", ...args] = program.command(lab, place, applicant, options);
      const { code, stdout } = await lab.run(file, args, { env: program.env, timeoutMs: DEADLINE_MS + 15_000 });
      const { outcome, by } = reportIn(stdout)?.logon ?? {};
      return {
        claim: claimOfLogon(code, outcome),
        by: `${outcome ?? "no report"}${by ? ` by ${by}` : ""}, exit ${code}`,
      };
    },
  };
}

const xfreerdp: Tool = {
  name: "xfreerdp",
  ask: async (lab, _server, place, { user, password }) => {
    const args = [`/v:${place.address}:${place.port}`, `/u:${user}`, `/p:${password}`, "/cert:ignore", "+auth-only"];
    const env = { DISPLAY: await sharedDisplay(lab) };
    const { code, timedOut } = await lab.run("xfreerdp", args, { env, timeoutMs: DEADLINE_MS });
    return { claim: claimOfXfreerdp(timedOut ? null : code), by: timedOut ? "no end" : `exit ${code}` };
  },
};

const hydra: Tool = {
  name: "hydra",
  ask: async (lab, _server, place, { user, password }) => {
    const folder = lab.makeFolder("hydra");
    const path = join(folder, "found.json");
    const account = ["-l", user, "-p", password, "-t", "1", "-I", "-o", path, "-b", "jsonv1"];
    // It leaves a file for resuming in the folder that it is started in.
    const command = ["-c", 'cd "$0" && exec "$@"', folder, "hydra", ...account, `rdp://${place.address}:${place.port}`];
    const { code } = await lab.run("bash", command, { timeoutMs: DEADLINE_MS });
    const claim = existsSync(path) ? claimOfHydra(readFileSync(path, "utf8")) : "no-answer";
    return { claim, by: `exit ${code}` };
  },
};

export const WITHOUT_SESSION = "logon";
export const WITH_SESSION = "logon --desktop";

/** In the order of the table's columns. */
export function truthTools(program: OwnProgram): readonly Tool[] {
  return [
    own(program, WITHOUT_SESSION, (server) => server.depthOptions ?? []),
    own(program, WITH_SESSION, (server) => ["--desktop", ...(server.desktopOptions ?? [])]),
    xfreerdp,
    hydra,
  ];
}
