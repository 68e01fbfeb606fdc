import { setTimeout as sleep } from "node:timers/promises";
import { openLab, type Lab } from "../../lab/index.ts";
import { endSessions } from "./end-sessions.ts";
import { isTruthful, markOf, scoreOf, type Mark, type Marked } from "./judge.ts";
import { ownProgram } from "./own-logon.ts";
import { makeApplicants, truthServers, type TruthServer } from "./truth-servers.ts";
import { truthTools, WITH_SESSION, WITHOUT_SESSION, type Heard, type Tool } from "./truth-tools.ts";

/** gnome-remote-desktop stops serving when hang-ups follow one another without a pause. */
const GAP_MS = 300;

/** Of a column, in characters. */
const WIDTH = 24;

interface Cell extends Marked {
  readonly server: string;
  readonly account: string;
  readonly heard: Heard;
  /** The account had a session on the host when the tool had ended. */
  readonly leftSession: boolean;
}

/** One tool at one server, started for it alone: what another tool breaks is not held against it. */
async function askAll(lab: Lab, server: TruthServer, tool: Tool): Promise<readonly Cell[]> {
  const cells: Cell[] = [];
  const ground = openLab();
  try {
    let running = await server.start(ground);
    for (const applicant of server.applicants) {
      // Weston ends when some clients leave it: the next account is asked about all the same.
      if (running.alive?.() === false) running = await server.start(ground);
      const heard = await tool.ask(lab, server, running, applicant);
      await sleep(GAP_MS);
      const known = running.sesman !== undefined && applicant.name !== "unknown user";
      const left = known && running.sesman ? await endSessions(running.sesman, applicant.user) : [];
      cells.push({
        tool: tool.name,
        layer: server.layer,
        server: server.name,
        account: applicant.name,
        heard,
        mark: markOf(heard.claim, server.truth(applicant)),
        leftSession: left.some((entry) => entry.startsWith("session ")),
      });
    }
    await running.stop();
    return cells;
  } finally {
    await ground.close();
  }
}

const SHORT: Readonly<Record<Mark, string>> = {
  right: "right",
  wrong: "WRONG",
  "not-verifiable": "n/v",
  contradiction: "CONTRADICTS",
};

function printServer(server: TruthServer, tools: readonly Tool[], cells: readonly Cell[]): void {
  console.log(server.name);
  for (const applicant of server.applicants) {
    const marks = tools.map((tool) => {
      const cell = cells.find((one) => one.tool === tool.name && one.account === applicant.name);
      const how = cell?.mark === "wrong" && cell.heard.by.startsWith("exit") ? `, ${cell.heard.by}` : "";
      const mark = cell === undefined ? "-" : `${SHORT[cell.mark]}${how}`;
      return `${mark}${cell?.leftSession ? " +session" : ""}`.padEnd(WIDTH);
    });
    console.log(`  ${applicant.name.padEnd(36)}${server.truth(applicant).padEnd(13)}${marks.join("").trimEnd()}`);
  }
  for (const cell of cells) {
    const isAsked = cell.tool === WITHOUT_SESSION && cell.layer === "other" ? "not-verifiable" : "right";
    if (cell.tool.startsWith(WITHOUT_SESSION) && cell.mark !== isAsked) {
      console.log(`  ! ${cell.tool}, ${cell.account}: ${cell.heard.by}`);
    }
  }
}

/**
 * Every account at every server and layer: what each tool says, against what the server does. `only` takes the servers whose
 * name holds one of these.
 */
export async function benchTruth(only: readonly string[] = []): Promise<boolean> {
  const lab = openLab();
  const program = ownProgram();
  try {
    const tools = truthTools(program);
    const asked = truthServers(await makeApplicants(lab)).filter(
      ({ name }) => only.length === 0 || only.some((part) => name.includes(part)),
    );
    const cells: Cell[] = [];
    console.log("truth table; n/v: not verifiable; +session: a session of the account stayed on the host");
    console.log(`${"".padEnd(38)}${"truth".padEnd(13)}${tools.map(({ name }) => name.padEnd(WIDTH)).join("")}`);
    for (const server of asked) {
      const own: Cell[] = [];
      const seconds: string[] = [];
      for (const tool of tools) {
        const beganMs = performance.now();
        own.push(...(await askAll(lab, server, tool)));
        seconds.push(`${((performance.now() - beganMs) / 1000).toFixed(0)} s`.padEnd(WIDTH));
      }
      printServer(server, tools, own);
      console.log(`  ${"took, with the server's start".padEnd(49)}${seconds.join("").trimEnd()}`);
      cells.push(...own);
    }
    const count = cells.filter(({ tool }) => tool === WITHOUT_SESSION).length;
    console.log(
      `score over ${count} accounts at ${asked.length} servers: right / wrong / not verifiable, sessions left`,
    );
    for (const { name } of tools) {
      const part = (layer?: "nla" | "other"): string => {
        const { right, wrong, open } = scoreOf(cells, name, layer);
        return `${right} / ${wrong} / ${open}`;
      };
      const left = cells.filter((cell) => cell.tool === name && cell.leftSession).length;
      console.log(
        `  ${name.padEnd(16)} all ${part().padEnd(14)} NLA ${part("nla").padEnd(14)} other ${part("other").padEnd(14)} ${left} left`,
      );
    }
    return isTruthful(cells, WITHOUT_SESSION, WITH_SESSION);
  } finally {
    await lab.close();
    program.remove();
  }
}
