// Sessions of standard RDP security that outlive the keys of RC4, which both ends replace after 4,096 packets, each way on its own.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { desktopHost, labAccount, needs, openLab, type Lab } from "../../lab/index.ts";
import type { LogonOptions } from "../../src/core/plan/index.ts";
import { Secret } from "../../src/core/sequence/index.ts";
import { runLogon, type LogonRun } from "../../src/io/probe/index.ts";

const PASSWORD = "Passw0rd!";
const PACKETS_A_KEY = 4096;
/** Eight coloured patches a screenful, paced so that xrdp sends most of them one by one; then a screen that stays. */
const PAINTING = `perl -e '$| = 1; for my $i (1..1700) {
  print "\\e[", 2 + 5 * $_, ";", 1 + ($i * $_) % 50, "H\\e[4", $i % 8, "m $i  " for 1..8;
  select(undef, undef, undef, 0.012);
} print "\\e[0m\\e[2J\\e[HTHE END"'; exec sleep 100000`;
/** Ends the session with the key of this number. */
const KEYS_TO_THE_END = PACKETS_A_KEY + 50;
const COUNTING = `stty raw -echo; dd bs=1 count=${KEYS_TO_THE_END} of=/dev/null 2>/dev/null`;

let lab: Lab;
beforeEach(({ skip }) => needs(skip));
beforeAll(() => {
  lab = openLab();
});
afterAll(() => lab.close());

async function session(level: string, program: string, asked: Partial<LogonOptions>): Promise<LogonRun> {
  const { user, home } = await labAccount(lab, "good", PASSWORD);
  const script = join(home, "program.sh");
  writeFileSync(script, program);
  // As large as the screen: without a window manager the keys go to the window under the pointer.
  writeFileSync(
    join(home, ".xsession"),
    `#!/bin/sh\nxsetroot -solid '#2f5d8a'\nexec xterm -geometry 160x60+0+0 -bg '#fffbe6' -fg '#202020' -e sh ${script}\n`,
  );
  const host = await desktopHost(lab, { xrdp: { ini: { security_layer: "rdp", crypt_level: level } } });
  const run = await runLogon(
    {
      logon: true,
      input: host.address,
      host: host.address,
      port: host.port,
      user,
      domain: "",
      depth: "desktop",
      end: "disconnect",
      security: "auto",
      allowChangedKey: false,
      allowClearText: false,
      stageTimeoutMs: 5000,
      totalTimeoutMs: 280_000,
      desktop: { width: 1024, height: 768, colorDepth: 24, settleMs: 4000, timeoutMs: 100_000 },
      ...asked,
    },
    new Secret(PASSWORD),
  );
  await host.stop();
  return run;
}

describe("xrdp", () => {
  // 40 and 128 bit; FIPS never replaces its keys, but its chain is as long.
  it.each(["medium", "high", "fips"])("is still read at level %s after more than 4,096 packets", async (level) => {
    const { evidence } = await session(level, PAINTING, {});
    expect(evidence.stages.map(({ outcome }) => outcome)).not.toContain("failed");
    expect(evidence.facts["graphics.updates"]?.value).toBeGreaterThan(PACKETS_A_KEY);
    // Only the last screen has so little on it, and stays.
    expect(evidence.facts["desktop.stable"]?.value).toBe(true);
    expect(evidence.facts["desktop.picture"]?.value).toMatchObject({
      kind: "desktop",
      measures: { dominantColour: "#fffbe6", distinctColours: 4 },
    });
  });

  it("still understands us after more than 4,096 packets of ours", { timeout: 300_000 }, async () => {
    const logoffKeys = Array.from({ length: KEYS_TO_THE_END + 50 }, () => ({ key: { codePoint: 0x78 }, hold: [] }));
    const { evidence } = await session("low", COUNTING, {
      end: "logoff",
      desktop: { width: 1024, height: 768, colorDepth: 24, settleMs: 1000, timeoutMs: 25_000, logoffKeys },
    });
    expect(evidence.facts["session.end"]?.value).toBe("logged-off");
  });
});
