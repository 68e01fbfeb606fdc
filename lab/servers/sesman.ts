// xrdp-sesman: the session keeper behind xrdp. Everything that it makes (sessions, X servers, their sockets and locks)
// lives in a process and a mount namespace of its own, so that it ends with it and nothing of it is left on the machine.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import type { Lab } from "../workshop.ts";
import { setIni } from "./ini.ts";
import { startServer, type LabServer } from "./server.ts";

/** What a sesman shall be like. */
export interface SesmanOptions {
  /** xrdp asks on port 3350 of its own loopback, so there is one sesman in a network namespace. */
  readonly netns?: string;
  /** Settings of sesman.ini: a key of `[Globals]`, or `Section/key`. */
  readonly ini?: Readonly<Record<string, string>>;
  /** `[Sessions] MaxSessions`. */
  readonly maxSessions?: number;
  /**
   * Seconds after a disconnect until the session is ended; without it a session stays (Debian's default). Only Xorg
   * sessions heed it, and xorgxrdp takes no less than 60.
   */
  readonly endDisconnectedAfterS?: number;
  /** Only members of this group get a session, `AlwaysGroupCheck` is on. */
  readonly allowedGroup?: string;
  /** The account is locked after this many refused passwords (pam_faillock, as hardened hosts have it). */
  readonly lockAfter?: number;
  /** "missing": the program that `[Xorg]` names is not there. "broken": it starts and ends at once. */
  readonly xorg?: "missing" | "broken";
}

/** A session that sesman says it has made. */
export interface StartedSession {
  readonly user: string;
  readonly display: number;
  readonly ended: boolean;
}

/** A running sesman. */
export interface Sesman extends LabServer {
  /** Its own log, with the lines about accounts and sessions. */
  readonly sessionLogPath: string;
  /** Folder that xrdp must see as /run/xrdp; `xrdp(lab, { sesman })` takes care of it. */
  readonly socketFolder: string;
  /** The text of `sessionLogPath`. */
  sessionLog(): string;
  /** Sessions made since its start, in order, with whether they have ended. */
  sessions(): readonly StartedSession[];
  /** What is there of a user on this host: processes, sessions that did not end, X sockets and locks. Empty when nothing is. */
  leftovers(user: string): Promise<readonly string[]>;
}

// Mounts end with the namespace. /tmp becomes a folder of the lab in which the lab itself is to be found at its old path.
const inside = `
mkdir -p "$KEEP/tmp/$LAB_NAME" && chmod 1777 "$KEEP/tmp" &&
mount --bind "$LAB_FOLDER" "$KEEP/tmp/$LAB_NAME" && mount --rbind "$KEEP/tmp" /tmp &&
mkdir -p /run/xrdp && mount --bind "$SOCKETS" /run/xrdp || exit 1
if [ -n "$PAM" ]; then mount --bind "$PAM" /etc/pam.d/xrdp-sesman || exit 1; fi
exec "$@"
`;

/** PAM rules of Debian's xrdp-sesman with pam_faillock around the password, counters in a folder of the lab. */
function faillockRules(counters: string, deny: number): string {
  const options = `dir=${counters} deny=${deny} unlock_time=600 audit`;
  return `#%PAM-1.0
auth required pam_env.so readenv=1
auth required pam_faillock.so preauth ${options}
auth [success=1 default=ignore] pam_unix.so nullok
auth [default=die] pam_faillock.so authfail ${options}
auth sufficient pam_faillock.so authsucc ${options}
auth required pam_permit.so
account required pam_faillock.so ${options}
@include common-account
@include common-session
@include common-password
`;
}

function settingsOf(options: SesmanOptions): Record<string, string> {
  const end = options.endDisconnectedAfterS;
  return {
    ...(options.maxSessions === undefined ? {} : { "Sessions/MaxSessions": String(options.maxSessions) }),
    ...(end === undefined
      ? {}
      : { "Sessions/KillDisconnected": "true", "Sessions/DisconnectedTimeLimit": String(end) }),
    ...(options.allowedGroup === undefined
      ? {}
      : { "Security/TerminalServerUsers": options.allowedGroup, "Security/AlwaysGroupCheck": "true" }),
    // The first `param` of the section is the program.
    ...(options.xorg === undefined
      ? {}
      : { "Xorg/param": options.xorg === "missing" ? "/usr/lib/xorg/no-such-Xorg" : "/bin/false" }),
    ...options.ini,
  };
}

const started = /Starting session: session_pid \d+, display :(\d+)\.\d+, .*user name (\S+)$/;
// It writes the end with less in it: only the display is sure.
const terminated = /terminated session:.*display :(\d+)/;

function sessionsIn(log: string): StartedSession[] {
  const sessions: { user: string; display: number; ended: boolean }[] = [];
  for (const line of log.split("\n")) {
    const [, display, user] = started.exec(line) ?? [];
    if (user !== undefined) sessions.push({ user, display: Number(display), ended: false });
    const gone = terminated.exec(line)?.[1];
    const session = sessions.findLast((entry) => entry.display === Number(gone));
    if (session) session.ended = true;
  }
  return sessions;
}

/** Processes of a user in one process namespace; ours is the parent of all of them and sees them. */
function processesOf(uid: number, namespace: string): string[] {
  return readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      const own = /^Uid:\s+(\d+)/m.exec(status)?.[1] === String(uid) && !/^State:\s+[ZX]/m.test(status);
      if (!own || readlinkSync(`/proc/${pid}/ns/pid`) !== namespace) return [];
      return [`process ${pid} ${/^Name:\s+(.+)$/m.exec(status)?.[1] ?? ""}`];
    } catch {
      return [];
    }
  });
}

function filesOf(uid: number, folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const status = statSync(join(folder, name), { throwIfNoEntry: false });
    return status?.uid === uid ? [`file ${name}`] : [];
  });
}

/** Starts xrdp-sesman; resolves when it listens. Needs root. */
export async function sesman(lab: Lab, options: SesmanOptions = {}): Promise<Sesman> {
  const folder = lab.makeFolder("sesman");
  const [ini, sessionLogPath] = [join(folder, "sesman.ini"), join(folder, "sesman-own.log")];
  const [sockets, temporary] = [join(folder, "run-xrdp"), join(folder, "tmp")];
  const pam = options.lockAfter === undefined ? "" : join(folder, "pam");
  // Users' programs go through these, by their mounted names only: the lab's folder itself stays closed.
  for (const path of [sockets, join(sockets, "sockdir")]) mkdirSync(path);
  chmodSync(sockets, 0o755);
  chmodSync(join(sockets, "sockdir"), 0o1777);
  if (options.lockAfter !== undefined) {
    mkdirSync(join(folder, "faillock"));
    writeFileSync(pam, faillockRules(join(folder, "faillock"), options.lockAfter));
  }
  writeFileSync(
    ini,
    setIni(readFileSync("/etc/xrdp/sesman.ini", "utf8"), {
      "Logging/LogFile": sessionLogPath,
      "Logging/EnableSyslog": "false",
      "ChansrvLogging/EnableSyslog": "false",
      ...settingsOf(options),
    }),
  );
  const namespaces = ["--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
  const server = await startServer(lab, {
    kind: "sesman",
    command: "unshare",
    args: [...namespaces, "sh", "-c", inside, "sesman", "xrdp-sesman", "-n", "-c", ini],
    env: { LAB_FOLDER: lab.folder, LAB_NAME: basename(lab.folder), KEEP: folder, SOCKETS: sockets, PAM: pam },
    logPath: join(folder, "sesman.log"),
    address: "::1",
    port: 3350,
    ...(options.netns === undefined ? {} : { netns: options.netns }),
    ready: "listens",
  });
  const namespace = readlinkSync(`/proc/${server.pid}/ns/pid_for_children`);
  const sessionLog = (): string => (existsSync(sessionLogPath) ? readFileSync(sessionLogPath, "utf8") : "");
  const sessions = (): readonly StartedSession[] => sessionsIn(sessionLog());
  return {
    ...server,
    sessionLogPath,
    socketFolder: sockets,
    sessionLog,
    sessions,
    leftovers: async (user) => {
      const id = await lab.run("id", ["-u", user]);
      if (id.code !== 0) throw new Error(`there is no user ${user}`);
      const uid = Number(id.stdout);
      return [
        ...processesOf(uid, namespace),
        ...sessions()
          .filter((session) => session.user === user && !session.ended)
          .map((session) => `session on display ${session.display}`),
        ...[temporary, join(temporary, ".X11-unix"), join(sockets, "sockdir")].flatMap((path) => filesOf(uid, path)),
      ];
    },
  };
}
