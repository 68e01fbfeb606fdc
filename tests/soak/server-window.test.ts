// xrdp's own windows, read pixel by pixel: at every colour depth and size, for everything that they tell, and on no desktop.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { desktopHost, labAccount, needs, openLab, type DesktopHost, type Lab } from "../../lab/index.ts";
import { learnXrdpFont } from "../../lab/learn-xrdp-font.ts";
import { diagnoseLogon } from "../../src/core/diagnosis/index.ts";
import type { PictureKind } from "../../src/core/evidence/index.ts";
import fontJson from "../../src/core/graphics/data/xrdp-glyphs.json" with { type: "json" };
import { Secret, type DesktopWish } from "../../src/core/sequence/index.ts";
import { runLogon } from "../../src/io/probe/index.ts";

const PASSWORD = "Passw0rd!";
const DEPTHS = [8, 15, 16, 24, 32] as const;
const SIZES = [
  { width: 640, height: 480 },
  { width: 800, height: 600 },
  { width: 1024, height: 768 },
  { width: 1920, height: 1080 },
] as const;
const ASKING = [
  "Connection Log",
  "connecting to sesman on 127.0.0.1:3350",
  "sesman connect ok",
  "sending login info to session manager. Please wait...",
] as const;
const LOGIN_FORM = [expect.stringMatching(/^Login to \S+$/), "Session", "Xorg", "username", "password", "Cancel"];

let lab: Lab;
beforeEach(({ skip }) => needs(skip, { root: true, packages: ["core", "peers", "desktop"] }));
beforeAll(() => {
  lab = openLab();
});
afterAll(() => lab.close());

interface Wanted {
  readonly user: string;
  readonly password?: string;
  readonly domain?: string;
  readonly desktop?: Partial<DesktopWish>;
}

/** Logs on; the picture that the wait ended with, and the causes that it is explained by. */
async function seen(
  host: DesktopHost,
  wanted: Wanted,
): Promise<{ readonly kind?: PictureKind; readonly text?: readonly string[]; readonly causes: readonly string[] }> {
  const { address, port } = host;
  const run = await runLogon(
    {
      logon: true,
      input: address,
      host: address,
      port,
      user: wanted.user,
      domain: wanted.domain ?? "",
      depth: "desktop",
      end: "disconnect",
      security: "auto",
      allowChangedKey: false,
      allowClearText: false,
      stageTimeoutMs: 5000,
      totalTimeoutMs: 60_000,
      desktop: { width: 800, height: 600, colorDepth: 24, settleMs: 1500, timeoutMs: 25_000, ...wanted.desktop },
    },
    new Secret(wanted.password ?? "Wrong1!"),
  );
  const fact = run.evidence.facts["desktop.picture"]?.value;
  const causes = diagnoseLogon(run.evidence).findings.map(({ id }) => id);
  return { ...(fact === undefined ? {} : { kind: fact.kind, text: fact.text }), causes };
}

describe("an xrdp that nothing is wrong with", () => {
  let host: DesktopHost;
  beforeAll(async () => {
    host = await desktopHost(lab);
  });
  afterAll(() => host.stop());

  it.each(DEPTHS)("says at %i bits and every size who was refused", async (colorDepth) => {
    const user = 'Zq-9 wJ@x"J.é';
    const pictures = await Promise.all(SIZES.map((size) => seen(host, { user, desktop: { ...size, colorDepth } })));
    for (const picture of pictures) {
      expect(picture.text).toEqual([...ASKING, `login failed for user ${user}`]);
      expect(picture.kind).toBe("server-message");
    }
  });

  it.each(DEPTHS)("asks at %i bits and every size who comes without a name", async (colorDepth) => {
    const pictures = await Promise.all(SIZES.map((size) => seen(host, { user: "", desktop: { ...size, colorDepth } })));
    for (const picture of pictures) {
      expect(picture).toMatchObject({ kind: "login-window", text: LOGIN_FORM });
    }
  });

  it("refuses an empty password in the same words, and names in scripts that are not in the table are cut", async () => {
    const empty = await seen(host, { user: "nobody-here", password: "" });
    expect(empty.text).toEqual([...ASKING, "login failed for user nobody-here"]);
    const cyrillic = await seen(host, { user: "яшж" });
    expect(cyrillic.text).toEqual([...ASKING, "login failed for user …"]);
    expect(cyrillic.causes).toContain("bad-credentials");
  });

  it("has no window of its own where a desktop is", async () => {
    const account = await labAccount(lab, "good", PASSWORD);
    expect(await seen(host, { user: account.user, password: PASSWORD })).toMatchObject({ kind: "desktop", text: [] });
  });

  it("draws the letters that are in the table", async () => {
    const { rows, leftOfPen, rightOfCell, glyphs } = fontJson;
    expect(await learnXrdpFont(host)).toEqual({ rows, leftOfPen, rightOfCell, glyphs });
  });
});

describe("an xrdp that something is wrong with", () => {
  it("has no session left, and says no more than that the login failed", async () => {
    const host = await desktopHost(lab, { sesman: { maxSessions: 1 } });
    const [first, second] = [await labAccount(lab, "good", PASSWORD), await labAccount(lab, "good", PASSWORD)];
    expect((await seen(host, { user: first.user, password: PASSWORD })).kind).toBe("desktop");
    const refused = await seen(host, { user: second.user, password: PASSWORD });
    expect(refused.text).toEqual([...ASKING, `login failed for user ${second.user}`]);
    expect(refused.causes).toContain("max-connections-reached");
    await host.stop();
  });

  it("finds no session manager", async () => {
    const host = await desktopHost(lab, { sesman: "none" });
    const picture = await seen(host, { user: "anybody" });
    expect(picture.text).toEqual([...ASKING.slice(0, 2), "Error connecting to sesman on 127.0.0.1:3350"]);
    expect(picture.causes).toContain("termservice-stopped");
    await host.stop();
  });

  it("misses the library of a session type", async () => {
    const host = await desktopHost(lab, { xrdp: { ini: { "Xvnc/lib": "libnosuch.so" } } });
    const { user } = await labAccount(lab, "good", PASSWORD);
    const picture = await seen(host, { user, password: PASSWORD, domain: "Xvnc" });
    expect(picture.text).toEqual([
      ...ASKING,
      `login successful for user ${user} on display 10`,
      "error loading libnosuch.so specified in xrdp.ini, please add",
      "a valid entry like lib=libxrdp-vnc.so or similar",
    ]);
    expect(picture.causes).toContain("rdp-listener-config-corrupt");
    await host.stop();
  });

  it("cannot start Xorg, and shows no window for it", async () => {
    const host = await desktopHost(lab, { sesman: { xorg: "broken" } });
    const { user } = await labAccount(lab, "good", PASSWORD);
    const picture = await seen(host, { user, password: PASSWORD, desktop: { timeoutMs: 12_000 } });
    expect(["nothing", "black"]).toContain(picture.kind);
    expect(picture.text).toEqual([]);
    expect(picture.causes).toContain("wddm-driver-issue");
    await host.stop();
  });
});

describe("an xrdp of somebody's own taste", () => {
  it("is read in its colours, and with a title that is not", async () => {
    const ini = { black: "202020", white: "f0f0f0", ls_title: "远程桌面" };
    const host = await desktopHost(lab, { xrdp: { ini } });
    expect((await seen(host, { user: "nobody-here" })).text).toEqual([...ASKING, "login failed for user nobody-here"]);
    const form = await seen(host, { user: "" });
    expect(form.kind).toBe("login-window");
    expect(form.text).toEqual(LOGIN_FORM.slice(1));
    await host.stop();
  });

  it("is read without the sound of a channel", async () => {
    const host = await desktopHost(lab, { xrdp: { ini: { allow_channels: "false" } } });
    const account = await labAccount(lab, "good", PASSWORD);
    expect(await seen(host, { user: account.user, password: PASSWORD })).toMatchObject({ kind: "desktop", text: [] });
    expect((await seen(host, { user: account.user })).text).toEqual([
      ...ASKING,
      `login failed for user ${account.user}`,
    ]);
    await host.stop();
  });
});
