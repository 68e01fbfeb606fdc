// The set-ups of the logon's lab, proven by another client and by the servers' own logs before our logon meets them.
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  desktopHost,
  freerdpShadow,
  gnomeRemoteDesktop,
  kdc,
  labAccount,
  needs,
  openLab,
  secretService,
  xfreerdp,
  type AccountKind,
  type DesktopHost,
  type FreerdpOptions,
  type FreerdpOutcome,
  type Lab,
  type XPicture,
} from "../../lab/index.ts";

const password = "Passw0rd!";
const desktopNeeds = { root: true, packages: ["core", "peers", "desktop"] } as const;

/** The colour of the lab's desktops, and of the one that a lossy codec makes of it. */
const isDesktop = (picture: XPicture | undefined): boolean =>
  picture !== undefined && ["2f5d8a", "2e5c89", "2d5d88"].includes(picture.mainColour) && picture.colours > 10;
const hasContent = (picture: XPicture): boolean => picture.colours > 3;

/** Logs on until there is something to see; what the servers wrote meanwhile comes with it. */
async function attempt(
  lab: Lab,
  host: DesktopHost,
  wanted: FreerdpOptions,
): Promise<FreerdpOutcome & { readonly said: string; readonly shown: readonly string[] }> {
  const [from, shownFrom] = [host.sesman?.sessionLog().length ?? 0, host.xrdp.ownLog().length];
  const outcome = await xfreerdp(lab, host, { until: hasContent, ...wanted });
  // Lines of xrdp's own window are written to its log as well.
  const shown = host.xrdp
    .ownLog()
    .slice(shownFrom)
    .split("\n")
    .flatMap((line) => /\] \[INFO \] ((?:login |Error connecting|error loading| a valid).*)$/.exec(line)?.[1] ?? []);
  return { ...outcome, said: host.sesman?.sessionLog().slice(from) ?? "", shown };
}

/** What a user owns in a folder; in /proc these are processes. */
function ownedBy(uid: number, folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => lstatSync(path, { throwIfNoEntry: false })?.uid === uid);
}

let lab: Lab;
beforeAll(() => {
  lab = openLab();
});
afterAll(() => lab.close());

describe("accounts", () => {
  const refusals: readonly (readonly [AccountKind, RegExp])[] = [
    ["expired-password", /You are required to change your password[^]*Authentication token is no longer valid/],
    ["expired-account", /Your account has expired[^]*pam_acct_mgmt failed/],
    ["locked", /pam_authenticate failed: Authentication failure[^]*AUTHFAIL/],
    ["not-allowed", /login denied for user/],
  ];

  it("are admitted or refused by PAM and sesman as they should be", async ({ skip }) => {
    needs(skip, desktopNeeds);
    const host = await desktopHost(lab, { sesman: { allowedGroup: "users" } });
    for (const kind of ["good", "no-shell"] as const) {
      const seen = await attempt(lab, host, await labAccount(lab, kind, password));
      expect([kind, isDesktop(seen.picture), seen.said]).toEqual([kind, true, expect.stringMatching(/access granted/)]);
    }
    for (const [kind, said] of refusals) {
      const account = await labAccount(lab, kind, password);
      const seen = await attempt(lab, host, account);
      expect([kind, isDesktop(seen.picture), seen.shown]).toEqual([
        kind,
        false,
        [`login failed for user ${account.user}`],
      ]);
      expect(seen.said).toMatch(said);
      expect(await host.sesman?.leftovers(account.user)).toEqual([]);
    }
    const wrong = await attempt(lab, host, { ...(await labAccount(lab, "good", password)), password: "Wrong1!" });
    expect(wrong.said).toMatch(/AUTHFAIL: user=/);
    const unknown = await attempt(lab, host, { user: "nobody-here", password });
    expect(unknown.said).toMatch(/AUTHFAIL: user=nobody-here/);
    await host.stop();
  });

  it("are locked by refused passwords where faillock counts them", async ({ skip }) => {
    needs(skip, desktopNeeds);
    const before = readFileSync("/etc/pam.d/xrdp-sesman", "utf8");
    const host = await desktopHost(lab, { sesman: { lockAfter: 2 } });
    const account = await labAccount(lab, "good", password);
    for (const wrong of ["one", "two"]) await attempt(lab, host, { ...account, password: wrong });
    const right = await attempt(lab, host, account);
    expect(right.said).toMatch(/The account is locked due to 2 failed logins[^]*AUTHFAIL/);
    const other = await attempt(lab, host, await labAccount(lab, "good", password));
    expect(isDesktop(other.picture)).toBe(true);
    expect(readFileSync("/etc/pam.d/xrdp-sesman", "utf8")).toBe(before);
    await host.stop();
  });
});

describe("sessions", () => {
  it("are Xorg or Xvnc by the domain field, stay after a disconnect, and end with the host", async ({ skip }) => {
    needs(skip, desktopNeeds);
    const host = await desktopHost(lab);
    const account = await labAccount(lab, "good", password);
    for (const [index, domain] of ["Xorg", "Xvnc"].entries()) {
      const seen = await attempt(lab, host, { ...account, domain, until: isDesktop });
      expect([domain, seen.reached, seen.said]).toEqual([domain, true, expect.stringContaining(`starting ${domain} `)]);
      const session = { user: account.user, display: 10 + index, ended: false };
      expect(host.sesman?.sessions().at(-1)).toEqual(session);
    }
    const left = await host.sesman?.leftovers(account.user);
    expect(left).toEqual(expect.arrayContaining(["session on display 10", "session on display 11", "file X10"]));
    expect(left?.filter((entry) => /^process \d+ Xorg$/.test(entry))).toHaveLength(1);
    await host.stop();
    expect((await host.sesman?.leftovers(account.user))?.filter((entry) => entry.startsWith("process"))).toEqual([]);
  });

  it("run out with MaxSessions, though whoever has one gets it again", async ({ skip }) => {
    needs(skip, desktopNeeds);
    const host = await desktopHost(lab, { sesman: { maxSessions: 1 } });
    const [first, second] = [await labAccount(lab, "good", password), await labAccount(lab, "good", password)];
    expect((await attempt(lab, host, { ...first, until: isDesktop })).reached).toBe(true);
    const refused = await attempt(lab, host, second);
    expect(refused.said).toMatch(/max concurrent session limit exceeded\. login for user \S+ denied/);
    expect(refused.shown).toEqual([`login failed for user ${second.user}`]);
    const again = await attempt(lab, host, { ...first, until: isDesktop });
    expect([again.reached, again.said]).toEqual([true, expect.stringMatching(/reconnected session/)]);
    await host.stop();
  });

  it("fail in their own ways", async ({ skip }) => {
    needs(skip, desktopNeeds);
    const account = await labAccount(lab, "good", password);
    const noSesman = await desktopHost(lab, { sesman: "none" });
    // It tries for a while before it says so.
    const alone = await attempt(lab, noSesman, { ...account, timeoutMs: 40_000 });
    expect(alone.shown.at(-1)).toMatch(/^Error connecting to sesman on 127\.0\.0\.1:3350/);
    await noSesman.stop();
    const noXvnc = await desktopHost(lab, { xrdp: { without: ["Xvnc"] } });
    const other = await attempt(lab, noXvnc, { ...account, domain: "Xvnc", until: isDesktop });
    expect([other.reached, noXvnc.xrdp.ownLog()]).toEqual([
      true,
      expect.stringMatching(/Module "Xvnc" specified by \S+ from .* is not configured\. Using "Xorg" instead\./),
    ]);
    await noXvnc.stop();
    const noModule = await desktopHost(lab, { xrdp: { ini: { "Xvnc/lib": "libnosuch.so" } } });
    const unloaded = await attempt(lab, noModule, { ...account, domain: "Xvnc" });
    expect(unloaded.shown).toContain("error loading libnosuch.so specified in xrdp.ini, please add");
    await noModule.stop();
    const noXorg = await desktopHost(lab, { sesman: { xorg: "missing" } });
    const seen = await attempt(lab, noXorg, { ...account, timeoutMs: 3000 });
    // It says that the login was successful, and stays black.
    expect([seen.shown, seen.picture?.colours]).toEqual([
      [`login successful for user ${account.user} on display 10`],
      1,
    ]);
    await expect
      .poll(() => noXorg.sesman?.sessionLog(), { timeout: 40_000 })
      .toMatch(/There is no X server active on display 10[^]*terminated session/);
    expect(await noXorg.sesman?.leftovers(account.user)).toEqual([]);
    await noXorg.stop();
  }, 120_000);

  it("show what their account's desktop is", async ({ skip }) => {
    needs(skip, desktopNeeds);
    const host = await desktopHost(lab);
    for (const desktop of ["openbox", "slow-home"] as const) {
      const account = await labAccount(lab, "good", password, { desktop, slowByS: 1 });
      expect([desktop, (await attempt(lab, host, { ...account, until: isDesktop })).reached]).toEqual([desktop, true]);
    }
    const black = await attempt(lab, host, {
      ...(await labAccount(lab, "good", password, { desktop: "black" })),
      timeoutMs: 4000,
    });
    expect([black.code, black.picture?.colours, black.picture?.mainColour]).toEqual([undefined, 1, "000000"]);
    const dying = await labAccount(lab, "good", password, { desktop: "dies-at-once" });
    const died = await attempt(lab, host, dying);
    expect([died.code, died.said]).toEqual([12, expect.stringMatching(/exited with non-zero exit code 1/)]);
    await expect.poll(() => host.sesman?.leftovers(dying.user), { timeout: 10_000 }).toEqual([]);
    await host.stop();
  });
});

describe("servers without sesman", () => {
  it("freerdp-shadow with NLA knows the accounts of its file and shows its display", async ({ skip }) => {
    needs(skip, { packages: ["core", "peers", "desktop"] });
    const accounts = [
      { user: "alice", password: "Alice1!" },
      { user: "bob", password: "Bob1!" },
    ];
    const server = await freerdpShadow(lab, { security: "nla", accounts, scenery: true });
    for (const account of accounts) {
      const seen = await xfreerdp(lab, server, { ...account, until: (picture) => isDesktop(picture) });
      expect([account.user, seen.reached]).toEqual([account.user, true]);
    }
    const wrong = await xfreerdp(lab, server, { user: "alice", password: "Bob1!" });
    expect([wrong.code, server.log()]).toEqual([147, expect.stringContaining("SEC_E_MESSAGE_ALTERED")]);
    const unknown = await xfreerdp(lab, server, { user: "carol", password: "Bob1!" });
    expect([unknown.code, server.log()]).toEqual([147, expect.stringContaining("Could not find user in SAM database")]);
    await server.stop();
  });

  it.for(["tls", "rdp"] as const)("freerdp-shadow with %s asks PAM when told so", async (security, { skip }) => {
    needs(skip, desktopNeeds);
    const server = await freerdpShadow(lab, { security, pam: true, scenery: true });
    const good = await labAccount(lab, "good", password);
    const admitted = await xfreerdp(lab, server, { ...good, security, until: (picture) => isDesktop(picture) });
    expect(admitted.reached).toBe(true);
    for (const kind of ["expired-password", "expired-account", "locked"] as const) {
      const refused = await xfreerdp(lab, server, { ...(await labAccount(lab, kind, password)), security });
      expect([kind, refused.code]).toEqual([kind, 131]);
    }
    expect(server.log()).toMatch(/pam_acct_mgmt failure: Authentication token is no longer valid; new one required/);
    await server.stop();
  });

  it("gnome-remote-desktop has a window on its monitor", async ({ skip }) => {
    needs(skip, { packages: ["core", "peers", "desktop"] });
    const server = await gnomeRemoteDesktop(lab, { scenery: true });
    const seen = await xfreerdp(lab, server, {
      user: "labuser",
      password,
      until: (picture) => picture.colours > 1000 && picture.mainShare < 0.6,
    });
    expect(seen.reached).toBe(true);
    const wrong = await xfreerdp(lab, server, { user: "labuser", password: "Wrong1!", timeoutMs: 3000 });
    expect([wrong.picture?.colours, server.log()]).toEqual([1, expect.stringContaining("SEC_E_MESSAGE_ALTERED")]);
    await server.stop();
  });
});

describe("a KDC", () => {
  it("gives tickets for the right password and for services, and refuses the rest", async ({ skip }) => {
    needs(skip, { packages: ["core", "kerberos"] });
    const centre = await kdc(lab, { realm: "FLEET.TEST", port: await lab.freePort() });
    await centre.addUser("anna", password);
    const service = "TERMSRV/host1.fleet.test";
    expect(existsSync(await centre.addService(service))).toBe(true);
    const cache = await centre.ticket("anna", password);
    expect((await centre.serviceTicket(cache, service)).stdout).toMatch(/kvno = \d/);
    await expect(centre.ticket("anna", "Wrong1!")).rejects.toThrow("Password incorrect");
    await expect(centre.ticket("bob", password)).rejects.toThrow("not found in Kerberos database");
    expect((await centre.serviceTicket(cache, "TERMSRV/other.fleet.test")).stderr).toMatch(/not found in Kerberos/);
    expect(centre.requestLog()).toMatch(/ISSUE: .*anna@FLEET\.TEST for TERMSRV\/host1\.fleet\.test@FLEET\.TEST/);
    await centre.stop();
  });
});

describe("a keyring", () => {
  it("keeps a secret and gives it back", async ({ skip }) => {
    needs(skip, { packages: ["core", "keyring"] });
    const keyring = await secretService(lab);
    await keyring.store("rdpulse", "LAB\\anna", "Schlüssel 1!");
    const found = await lab.run("secret-tool", ["lookup", "service", "rdpulse", "username", "LAB\\anna"], {
      env: keyring.env,
    });
    expect(found.stdout).toBe("Schlüssel 1!");
  });
});

describe("nothing stays", () => {
  it("of accounts, sessions, sockets and mounts", async ({ skip }) => {
    needs(skip, desktopNeeds);
    const own = openLab();
    const host = await desktopHost(own, { sesman: { lockAfter: 3 } });
    const account = await labAccount(own, "good", password);
    await attempt(own, host, { ...account, until: isDesktop });
    const uid = Number((await own.run("id", ["-u", account.user])).stdout);
    expect((await host.sesman?.leftovers(account.user))?.length).toBeGreaterThan(5);
    await own.close();
    expect((await lab.run("id", ["-u", account.user])).code).toBe(1);
    expect([existsSync(account.home), existsSync(own.folder)]).toEqual([false, false]);
    const places = ["/proc", "/tmp", "/tmp/.X11-unix", "/run/xrdp/sockdir", "/dev/shm"];
    expect(places.flatMap((folder) => ownedBy(uid, folder))).toEqual([]);
    expect(readFileSync("/proc/self/mountinfo", "utf8")).not.toContain(own.id);
  });
});
