import { type EventRecord, valueOf } from "../../eventlog/index.ts";
import { account, type Draft, ownClient, setClient, setSession, setUser, wholeNumber } from "../rule.ts";
import type { HostEventKind } from "../host-event.ts";

/** One sentence of xrdp or sesman, and what it tells. Named groups are fields: user, address, port, display, name. */
interface Sentence {
  readonly kind: HostEventKind;
  readonly words: RegExp;
  /** A part of the sentence that is searched before the expression is tried. */
  readonly sign: string;
  /** The only program of which it tells something: sesman hears from xrdp over the loopback of the same machine. */
  readonly program?: string;
  /** Short name in `source`, in place of the id that Windows events have. */
  readonly name: string;
}

const ADDRESS = String.raw`(?<address>[\da-fA-F:.]{2,45})`;

// A name may hold any character that its owner or an attacker likes: what stands after it decides where it ends, and
// the last possible end is taken, so that a name cannot bring an address of its own.
const SENTENCES: readonly Sentence[] = [
  {
    kind: "connection-opened",
    name: "connection received",
    program: "xrdp",
    sign: "connection received from",
    words: new RegExp(
      String.raw`^(?:Socket \d+: )?(?:AF_INET6? |A )?connection received from ${ADDRESS} port (?<port>\d+)$`,
    ),
  },
  {
    kind: "transport-described",
    name: "connection established",
    sign: "connection established from",
    words: new RegExp(String.raw`^(?:Non-)?TLS connection established from ${ADDRESS} port (?<port>\d+):`),
  },
  {
    kind: "security-layer-failed",
    name: "SSL_accept",
    sign: "SSL_accept: ",
    words: /^SSL_accept: /,
  },
  {
    kind: "client-described",
    name: "client computer name",
    sign: "onnected client computer name: ",
    words: /^[Cc]onnected client computer name: (?<name>.*)$/,
  },
  {
    kind: "logon-failed",
    name: "AUTHFAIL",
    sign: "AUTHFAIL: user=",
    words: new RegExp(String.raw`^AUTHFAIL: user=(?<user>.*) ip=${ADDRESS}(?::(?<port>\d+))? time=\d+$`),
  },
  {
    kind: "logon",
    name: "created session",
    sign: "++ created session",
    words: new RegExp(
      String.raw`^\+\+ created session \(access granted\): username (?<user>.*), ip ${ADDRESS}(?::(?<port>\d+))?(?: - socket: \d+)?$`,
    ),
  },
  {
    kind: "logon",
    name: "created session",
    sign: "++ created session",
    words: /^\+\+ created session \(access granted\): username (?<user>.*)$/,
  },
  {
    kind: "session-reconnected",
    name: "reconnected session",
    sign: "++ reconnected session",
    words: new RegExp(
      String.raw`^\+\+ reconnected session: username (?<user>.*), display :(?<display>\d+)\.0, session_pid \d+(?:, ip ${ADDRESS}(?::(?<port>\d+))?(?: - socket: \d+)?)?$`,
    ),
  },
  {
    kind: "session-logoff",
    name: "terminated session",
    sign: "++ terminated session",
    words: new RegExp(
      String.raw`^\+\+ terminated session: +username (?<user>.*), display :(?<display>\d+)\.0, session_pid \d+(?:, ip ${ADDRESS}(?::(?<port>\d+))?(?: - socket: \d+)?)?$`,
    ),
  },
  {
    kind: "session-logon",
    name: "Starting session",
    sign: "Starting session: session_pid",
    words: new RegExp(
      String.raw`^Starting session: session_pid \d+, display :(?<display>\d+)\.0, .*, client ip ${ADDRESS}(?::(?<port>\d+))?(?: - socket: \d+)?, user name (?<user>.*)$`,
    ),
  },
  {
    kind: "shell-started",
    name: "window manager started",
    sign: "window manager on display",
    words: /^Starting the (?:default )?window manager on display :?(?<display>\d+)(?:\.0)?\b/,
  },
  {
    kind: "session-failed",
    name: "session refused",
    sign: "max concurrent session limit exceeded",
    words: /^max concurrent session limit exceeded\. login for user (?<user>.*) denied$/,
  },
  {
    kind: "logon-denied",
    name: "login denied",
    sign: "ogin denied",
    words: /^(?:\[MNG\] )?login denied for user:? ?(?<user>.*)$/,
  },
  {
    kind: "session-failed",
    name: "X server not started",
    sign: "X server",
    words: /^X server could not be started|^An error occurred starting X server|^X server (?:failed to start|died)/i,
  },
];

/** xrdp and sesman write "[INFO ] text" in some set-ups of syslog; the level is no part of the sentence. */
const LEVEL = /^\[(?:CORE|ERROR|WARN|INFO|DEBUG|TRACE) *\] */;

export const XRDP_PROGRAMS: ReadonlySet<string> = new Set(["xrdp", "xrdp-sesman", "xrdp-sesexec"]);

/** Longest line that is tried: names have 512 bytes at most, and an expression over a line of a stranger must end. */
const LONGEST_LINE = 1200;

/** The sentence that this line is, or undefined: most lines of xrdp tell of its own inner life. */
export function readXrdpLine(record: EventRecord, draft: Draft): boolean {
  const line = (valueOf(record, "message") ?? "").trim().replace(LEVEL, "");
  if (line.length === 0 || line.length > LONGEST_LINE) return false;
  const program = record.provider.toLowerCase();
  for (const sentence of SENTENCES) {
    if (!line.includes(sentence.sign) || (sentence.program ?? program) !== program) continue;
    const groups = sentence.words.exec(line);
    if (groups === null) continue;
    draft.kind = sentence.kind;
    draft.source = `${program} "${sentence.name}"`;
    fill(draft, groups.groups ?? {});
    return true;
  }
  return false;
}

function fill(draft: Draft, groups: Readonly<Record<string, string | undefined>>): void {
  setUser(draft, account(groups["user"]));
  setClient(draft, ownClient(groups["address"], groups["port"]));
  setSession(draft, wholeNumber(groups["display"]));
  if (groups["name"] !== undefined && groups["name"] !== "") draft.clientName = groups["name"].slice(0, 255);
}
