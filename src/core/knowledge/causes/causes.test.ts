import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Cause, CauseId, Remedies, Remedy, RemedyStep } from "./index.ts";
import { causes, classTexts, commandConventions, whereTexts } from "./index.ts";

const folder = new URL(".", import.meta.url);
const PARTS = ["confirm", "backup", "fix", "rollback"] as const;
const all: readonly Cause[] = Object.values(causes);

interface PlacedRemedy {
  readonly at: string;
  readonly remedy: Remedy;
}
interface PlacedStep {
  readonly at: string;
  readonly part: (typeof PARTS)[number];
  readonly step: RemedyStep;
}
interface PlacedCommand extends PlacedStep {
  readonly command: string;
}

function remediesOf(at: string, remedies: Remedies | undefined): PlacedRemedy[] {
  const found: PlacedRemedy[] = [];
  if (remedies?.windows !== undefined) found.push({ at: `${at} windows`, remedy: remedies.windows });
  if (remedies?.xrdp !== undefined) found.push({ at: `${at} xrdp`, remedy: remedies.xrdp });
  return found;
}

const remedies: readonly PlacedRemedy[] = all.flatMap((cause) => [
  ...remediesOf(cause.id, cause.remedies),
  ...Object.entries(cause.variants ?? {}).flatMap(([name, variant]) =>
    remediesOf(`${cause.id}/${name}`, variant.remedies),
  ),
]);
const steps: readonly PlacedStep[] = remedies.flatMap(({ at, remedy }) =>
  PARTS.flatMap((part) => remedy[part].map((step) => ({ at: `${at} ${part}`, part, step }))),
);
const commands: readonly PlacedCommand[] = steps.flatMap((placed) =>
  placed.step.command === undefined ? [] : [{ ...placed, command: placed.step.command }],
);
const inShell = (shell: string): readonly PlacedCommand[] => commands.filter(({ step }) => step.shell === shell);

/** Every text pair below a value, with the way to it. */
function textsBelow(value: unknown, at: string): { at: string; en: unknown; zh: unknown }[] {
  if (typeof value !== "object" || value === null) return [];
  if ("en" in value || "zh" in value) {
    return [{ at, en: "en" in value ? value.en : undefined, zh: "zh" in value ? value.zh : undefined }];
  }
  return Object.entries(value).flatMap(([key, inner]) => textsBelow(inner, `${at}.${key}`));
}

/** What is left open at the end of a PowerShell command, or closed without being opened; "" when it is balanced. */
function unbalancedPowerShell(command: string): string {
  const closing: Record<string, string> = { "(": ")", "{": "}", "[": "]" };
  const open: string[] = [];
  let at = 0;
  while (at < command.length) {
    const char = command.charAt(at);
    const top = open.at(-1);
    if (top === "'") {
      if (char === "'") open.pop();
    } else if (top === '"') {
      if (char === "`") at += 1;
      else if (char === '"') open.pop();
      else if (char === "$" && command.charAt(at + 1) === "(") {
        open.push(")");
        at += 1;
      }
    } else if (char === "'" || char === '"') open.push(char);
    else if (closing[char] !== undefined) open.push(closing[char]);
    else if (char === ")" || char === "}" || char === "]") {
      if (top !== char) return `${char} at ${String(at)}`;
      open.pop();
    }
    at += 1;
  }
  return open.join(" ");
}

/** The places whose command matches. */
function matching(placed: readonly PlacedCommand[], pattern: RegExp): string[] {
  return placed.filter(({ command }) => pattern.test(command)).map(({ at, command }) => `${at}: ${command}`);
}

/** The remedies that run a matching command when they fix or roll back. */
function running(pattern: RegExp): readonly PlacedRemedy[] {
  return remedies.filter(({ remedy }) =>
    [...remedy.fix, ...remedy.rollback].some(({ command }) => pattern.test(command ?? "")),
  );
}

/** The remedies whose risk does not say the two things. */
function silentRisks(placed: readonly PlacedRemedy[], en: RegExp, zh: RegExp): string[] {
  return placed
    .filter(({ remedy }) => !en.test(remedy.risk.text.en) || !zh.test(remedy.risk.text.zh))
    .map(({ at }) => at);
}

describe("catalogue", () => {
  it("holds sixty causes, each under its own id and in a file of its name", () => {
    expect(all).toHaveLength(60);
    expect(all.map(({ id }) => id)).toEqual(Object.keys(causes));
    const files = new Set(readdirSync(folder));
    expect(all.filter(({ id }) => !files.has(`${id}.ts`))).toEqual([]);
    const ids = [...readFileSync(new URL("cause-id.ts", folder), "utf8").matchAll(/\| "([a-z0-9-]+)"/gu)];
    expect(new Set(ids.map(([, id]) => id))).toEqual(new Set(Object.keys(causes)));
  });

  it("says everything in English and in Chinese", () => {
    const texts = all.flatMap((cause) => textsBelow(cause, cause.id));
    texts.push(...textsBelow({ classTexts, commandConventions, whereTexts }, "labels"));
    expect(texts.length).toBeGreaterThan(1000);
    const faults = texts.filter(
      ({ en, zh }) =>
        typeof en !== "string" ||
        typeof zh !== "string" ||
        en.trim() === "" ||
        /[\u3400-\u9fff]/u.test(en) ||
        !/[\u3400-\u9fff]/u.test(zh),
    );
    expect(faults).toEqual([]);
  });

  it("sets Chinese in Chinese punctuation", () => {
    const texts = all.flatMap((cause) => textsBelow(cause, cause.id));
    const faults = texts.filter(({ zh }) => /[\u3400-\u9fff][,;:?!()]|[,;:?!()][\u3400-\u9fff]/u.test(String(zh)));
    expect(faults).toEqual([]);
  });

  it("gives each cause a next thing to look at, a source, and events of one form", () => {
    const faults = all.filter(
      ({ fromOutside, sources, events }) =>
        !/\bNext: /u.test(fromOutside.en) ||
        !fromOutside.zh.includes("下一步\uff1a") ||
        sources.length === 0 ||
        new Set(events).size !== events.length ||
        !events.every((event) => /^[A-Za-z][A-Za-z -]* \d+$/u.test(event)),
    );
    expect(faults.map(({ id }) => id)).toEqual([]);
  });

  it.each<[CauseId, readonly string[]]>([
    ["rdp-cert-expired", ["not-yet-valid", "expires-soon"]],
    ["tls-no-common-version", ["only-tls-1.0-1.1"]],
    [
      "rdp-cert-wrong-eku-or-name",
      ["name-mismatch", "weak-key-or-signature", "no-server-auth-eku", "unusable-key-type"],
    ],
    ["dns-name-or-address-wrong", ["not-found", "resolver-failed", "points-to-other-host", "one-address-dead"]],
    ["port-conflict", ["http", "ssh", "tls-service", "vnc", "other-service"]],
    [
      "broker-or-balancer-redirect",
      ["dead-backend", "cookie-demanded", "proxy-protocol", "error-info", "redirect-loop", "dead-target"],
    ],
    ["lossy-or-high-latency-path", ["mtu-black-hole-to-host", "mtu-black-hole-from-host", "slow"]],
    ["security-layer-mismatch", ["plain-rdp-only", "plain-rdp-accepted", "inconsistent-flags", "clear-text"]],
    ["termservice-crash-loop", ["accepts-but-silent", "dies-mid-conversation"]],
    ["firewall-drop", ["rejected-by-policy"]],
    ["nat-or-segmentation-path", ["no-route"]],
    ["third-party-security-hook", ["tls-reset", "interception"]],
    ["rd-gateway-unreachable-or-cert", ["certificate", "service-unavailable", "not-a-gateway"]],
    ["listener-port-changed", ["answers-on-other-port"]],
    ["udp-transport-broken", ["udp-silent"]],
    ["clock-skew", ["kerberos-limit"]],
    ["protocol-stream-error", ["lying-length", "malformed"]],
    ["nla-required-client-unsupported", ["client-certificate-demanded", "redirect-needs-rdstls"]],
    ["account-disabled-or-restricted", ["disabled", "expired", "hours", "workstation", "restricted"]],
    ["password-expired-or-must-change", ["expired", "must-change"]],
    ["wddm-driver-issue", ["x-server-does-not-start"]],
    ["slow-logon-profile", ["desktop-program-died"]],
    ["rdp-listener-config-corrupt", ["session-type-missing"]],
    ["termservice-stopped", ["session-manager"]],
    ["rdp-cert-untrusted-by-client", ["key-changed"]],
  ])("knows the variants of %s", (id, variants) => {
    expect(Object.keys(causes[id].variants ?? {})).toEqual(variants);
  });
});

describe("remedies", () => {
  it("exist for each cause, and are whole", () => {
    expect(all.filter((cause) => remediesOf(cause.id, cause.remedies).length === 0)).toEqual([]);
    const empty = remedies.filter(({ remedy }) => PARTS.some((part) => remedy[part].length === 0));
    expect(empty.map(({ at }) => at)).toEqual([]);
  });

  it("save before they change: backup and rollback act, or say that nothing changes", () => {
    const says =
      /nothing|no setting|export|import|restore|put .* back|take|back up|copy|install|cannot be put back|write the former|of the remedy|remove the added/iu;
    const faults = remedies.filter(({ remedy }) =>
      [remedy.backup, remedy.rollback].some(
        (part) => !part.some(({ command, text }) => command !== undefined || says.test(text.en)),
      ),
    );
    expect(faults.map(({ at }) => at)).toEqual([]);
  });

  it("name the restart in the risk when they restart something that cuts users off", () => {
    const cutting = running(
      /(?:Restart|Stop)-Service TermService|systemctl (?:restart|stop|disable --now) xrdp|Restart-Service TSGateway/u,
    );
    expect(cutting.length).toBeGreaterThan(20);
    expect(silentRisks(cutting, /cuts/u, /断开/u)).toEqual([]);
    const rebooting = running(/Restart-Computer/u);
    expect(rebooting.length).toBeGreaterThan(4);
    expect(silentRisks(rebooting, /ends every session/u, /结束其上的所有会话/u)).toEqual([]);
  });

  it("name a shell for each command and no shell without one", () => {
    const halves = steps.filter(({ step }) => (step.shell === undefined) !== (step.command === undefined));
    expect(halves).toEqual([]);
    expect(commands.filter(({ at, step }) => at.includes(" xrdp ") && step.shell !== "sh")).toEqual([]);
  });

  it.each([
    ["reset the licensing grace period", /GracePeriod(?!Days)/u],
    ["connect to servers that cannot be checked", /AuthenticationLevel'?\s+0|AuthenticationLevel.*\/d 0/u],
    [
      "write values that Windows does not have",
      /MaxUsers|UserPortRange|GPUVirt|GraphicalProcessingUnit|Max Connections/u,
    ],
    ["touch termsrv.dll", /termsrv\.dll/u],
    ["hand out private keys", /\.pfx\b/iu],
    ["open the port to everybody", /RemoteAddress Any\b/u],
    ["lower the security of the listener", /UserAuthentication'?\s+0|SecurityLayer'?\s+[01]\b/u],
    ["switch channel binding off", /EnforceChannelBinding/u],
  ])("never %s", (_harm, pattern) => {
    expect(matching(commands, pattern)).toEqual([]);
  });

  it("carry no false names in their texts either", () => {
    expect(JSON.stringify(all)).not.toMatch(
      /MaxUsers|UserPortRange|GPUVirt|GraphicalProcessingUnit|SSLCertificateSHA1HashValue|0x7000E/u,
    );
  });
});

describe("commands", () => {
  it("are there in numbers", () => {
    expect(inShell("powershell").length).toBeGreaterThan(150);
    expect(inShell("sh").length).toBeGreaterThan(100);
  });

  it("of PowerShell have balanced quotes and brackets", () => {
    const faults = inShell("powershell").filter(({ command }) => unbalancedPowerShell(command) !== "");
    expect(faults).toEqual([]);
  });

  it("of sh are accepted by the shell's own parser", () => {
    const own = [...new Set(inShell("sh").map(({ command }) => command))];
    // One process for all; only when it complains is each asked for alone.
    const complaint = complaintOfSh(own.map((command) => `{\n${command}\n}\n`).join(""));
    const faults = complaint === "" ? [] : own.filter((command) => complaintOfSh(command) !== "");
    expect({ faults, complaint }).toEqual({ faults: [], complaint: "" });
  });

  it("of cmd have paired quotes", () => {
    expect(inShell("cmd").filter(({ command }) => command.split('"').length % 2 === 0)).toEqual([]);
  });

  it("of PowerShell use no variable that they do not set themselves", () => {
    const automatic = ["_", "env", "true", "false", "null"];
    const faults = inShell("powershell").flatMap(({ at, command }) => {
      const assigned = [...command.matchAll(/\$(\w+)\s*=(?!=)|foreach \(\$(\w+) in/gu)].map(([, a, b]) => a ?? b ?? "");
      const known = new Set([...automatic, ...assigned]);
      return [...command.matchAll(/\$(\w+)/gu)]
        .filter(([, name = ""]) => !known.has(name))
        .map(([name]) => `${at}: ${name}`);
    });
    expect(faults).toEqual([]);
  });

  it("of sh use no variable that they do not set themselves", () => {
    const faults = inShell("sh").flatMap(({ at, command }) => {
      const assigned = [...command.matchAll(/(?:^|[;\s(])([a-z]+)=|for ([a-z]+) in/gu)].map(([, a, b]) => a ?? b ?? "");
      const read = [...command.matchAll(/read -r ([a-z ]+) </gu)].flatMap(([, names = ""]) => names.split(" "));
      const known = new Set([...assigned, ...read]);
      return [...command.matchAll(/\$\{?([a-z]\w*)/giu)]
        .filter(([, name = ""]) => !known.has(name))
        .map(([name]) => `${at}: ${name}`);
    });
    expect(faults).toEqual([]);
  });

  it("quote the keys that they give to reg.exe", () => {
    expect(matching(commands, /\breg (?:add|export|import|delete)\s+[^"\s]/u)).toEqual([]);
  });

  it("never empty a registry key by creating it anew", () => {
    expect(matching(commands, /New-Item\b.*HKLM.*-Force/u)).toEqual([]);
  });

  it("hold example names, never a placeholder that the shell would choke on", () => {
    expect(matching(inShell("powershell"), /<[a-z]/iu)).toEqual([]);
    expect(matching(inShell("sh"), /<[a-z][\w-]*>/iu)).toEqual([]);
  });
});

describe("balance check of the test itself", () => {
  it.each([["'a"], ['"a $(b"'], ["(a]"], ["{ a"], ["a )"]])("finds the fault in %s", (broken) => {
    expect(unbalancedPowerShell(broken)).not.toBe("");
  });
  it("accepts nested text", () => {
    expect(unbalancedPowerShell(`"x $($_.Name)" -replace '\\.old$','' | % { @{a='it''s'} }`)).toBe("");
  });
});

/** What sh says of a text that it reads without running it; empty when it accepts it. */
function complaintOfSh(text: string): string {
  return spawnSync("sh", ["-n"], { input: text, encoding: "utf8" }).stderr;
}
