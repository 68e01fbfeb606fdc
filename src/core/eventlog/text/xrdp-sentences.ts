import type { EventValue } from "../record.ts";

/*
 * Sentences of xrdp and xrdp-sesman that carry a fact, with the names under which the facts become values. Seen from xrdp
 * 0.9.21.1 (Debian 12) or read in its program files; what other versions word differently stays in `message` alone.
 * An "endpoint" becomes `ip` and `port`.
 */
interface Sentence {
  readonly pattern: RegExp;
  readonly names: readonly string[];
}

/** `127.0.0.1:58058 - socket: 11`, or an address alone. */
const ENDPOINT = String.raw`(\S+(?: - socket: \d+)?)`;

const SENTENCES: readonly Sentence[] = [
  // Socket 12: AF_INET connection received from 127.0.0.1 port 48576
  { pattern: /connection received from (\S+) port (\d+)/, names: ["ip", "port"] },
  // Non-TLS connection established from 127.0.0.1 port 48576: with security level : high
  { pattern: /Non-TLS connection established from (\S+) port (\d+)/, names: ["ip", "port"] },
  // TLS connection established from 127.0.0.1 port 48576: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384
  {
    pattern: /^TLS connection established from (\S+) port (\d+): (\S+) with cipher (\S+)/,
    names: ["ip", "port", "tlsVersion", "cipher"],
  },
  // Security protocol: configured [RDP], requested [SSL|HYBRID|RDP], selected [RDP]
  {
    pattern: /^Security protocol: configured \[([^\]]*)\], requested \[([^\]]*)\], selected \[([^\]]*)\]/,
    names: ["configured", "requested", "selected"],
  },
  // Connected client computer name: rdpulse (older versions begin in lower case)
  { pattern: /^[Cc]onnected client computer name: (.+)$/, names: ["clientName"] },
  // AUTHFAIL: user=labuser ip=127.0.0.1:58058 time=1795380937
  { pattern: new RegExp(`^AUTHFAIL: user=(.*) ip=${ENDPOINT} time=(\\d+)`), names: ["user", "endpoint", "time"] },
  // ++ created session (access granted): username u1, ip 127.0.0.1:58058 - socket: 11
  {
    pattern: new RegExp(`^\\+\\+ created session \\(access granted\\): username (.*?), ip ${ENDPOINT}$`),
    names: ["user", "endpoint"],
  },
  { pattern: /^\+\+ created session \(access granted\): username (.*)$/, names: ["user"] },
  // ++ reconnected session: username u1, display :10.0, session_pid 8, ip 127.0.0.1:51580 - socket: 11
  {
    pattern: new RegExp(
      `^\\+\\+ reconnected session: username (.*?), display :(\\d+)(?:\\.\\d+)?, session_pid (\\d+), ip ${ENDPOINT}$`,
    ),
    names: ["user", "display", "sessionPid", "endpoint"],
  },
  {
    pattern: /^\+\+ reconnected session: username (.*?), display :(\d+)(?:\.\d+)?, session_pid (\d+)/,
    names: ["user", "display", "sessionPid"],
  },
  // ++ terminated session:  username u1, display :10.0, session_pid 8, ip 127.0.0.1:51580 - socket: 11
  {
    pattern: new RegExp(
      `^\\+\\+ terminated session:\\s+username (.*?), display :(\\d+)(?:\\.\\d+)?, session_pid (\\d+), ip ${ENDPOINT}$`,
    ),
    names: ["user", "display", "sessionPid", "endpoint"],
  },
  // Starting session: session_pid 8, display :10.0, width 1024, height 768, bpp 24, client ip 127.0.0.1:58058 - socket: 11, user name u1
  {
    pattern: new RegExp(
      `^Starting session: session_pid (\\d+), display :(\\d+)(?:\\.\\d+)?, width (\\d+), height (\\d+), bpp (\\d+), client ip ${ENDPOINT}, user name (.*)$`,
    ),
    names: ["sessionPid", "display", "width", "height", "bpp", "endpoint", "user"],
  },
  // Session started successfully for user u1 on display 10
  { pattern: /^Session started successfully for user (.*) on display (\d+)/, names: ["user", "display"] },
  // Session in progress on display 10, waiting until the window manager (pid 9) exits to end the session
  { pattern: /^Session in progress on display (\d+)/, names: ["display"] },
  // max concurrent session limit exceeded. login for user u2 denied
  { pattern: /^max concurrent session limit exceeded\. login for user (.*) denied/, names: ["user"] },
  { pattern: /^(?:\[MNG\] )?login denied for user (.*)$/, names: ["user"] },
  { pattern: /^Access permitted for user: (.*)$/, names: ["user"] },
  { pattern: /^Username or password error for user: (.*)$/, names: ["user"] },
  { pattern: /^Username okay but group problem for user: (.*)$/, names: ["user"] },
  // login successful for user u1 on display 10 (0.9)
  { pattern: /^login successful for user (.*) on display (\d+)/, names: ["user", "display"] },
  // Window manager (pid 9, display 10) exited …, X server on display 10 …
  { pattern: /^Window manager \(pid (\d+), display (\d+)\)/, names: ["windowManagerPid", "display"] },
  {
    pattern: /^(?:Found X server running at|Starting the xrdp channel server for display) (?:\S*X)?(\d+)/,
    names: ["display"],
  },
  // listening to port 3389 on 0.0.0.0
  { pattern: /^listening to port (\d+) on (\S+)/, names: ["listenPort", "listenAddress"] },
  // starting xrdp with pid 19344
  { pattern: /^starting (?:xrdp|xrdp-sesman) with pid (\d+)/, names: ["pid"] },
];

const LONGEST = 1024;

/** Facts of a sentence as values: `user`, `ip`, `port`, `display`, `sessionPid` …; none for other sentences. */
export function sentenceFields(message: string): readonly EventValue[] {
  if (message.length > LONGEST) return [];
  for (const { pattern, names } of SENTENCES) {
    const match = pattern.exec(message);
    if (match === null) continue;
    return names.flatMap((name, index) => {
      const text = match[index + 1] ?? "";
      if (text === "") return [];
      if (name === "endpoint") return endpointValues(text);
      return [{ name, text: name === "ip" ? plainAddress(text) : text }];
    });
  }
  return [];
}

/** With " - socket: n" behind it, what follows the last colon is a port; else only IPv4 and brackets tell one. */
function endpointValues(text: string): EventValue[] {
  const [endpoint = "", socket] = text.split(" - socket: ");
  const pattern = socket === undefined ? /^(\[.*\]|[^:]*\.[^:]*|::ffff:[\d.]+):(\d{1,5})$/i : /^(.*):(\d{1,5})$/;
  const match = pattern.exec(endpoint);
  if (match === null) return [{ name: "ip", text: plainAddress(endpoint) }];
  return [
    { name: "ip", text: plainAddress(match[1] ?? "") },
    { name: "port", text: match[2] ?? "" },
  ];
}

/** A server that listens on IPv6 sees IPv4 clients as ::ffff:192.0.2.7, and some lines put an address in brackets. */
function plainAddress(text: string): string {
  return text.replace(/^\[(.*)\]$/, "$1").replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
}
