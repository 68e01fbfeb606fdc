import { describe, expect, it } from "vitest";
import { describeBuild, windowsReleases } from "./windows-builds.ts";

function english(major: number, minor: number, build: number): string {
  return describeBuild(major, minor, build)
    .notes.map((note) => note.en)
    .join(" ");
}

describe("describeBuild", () => {
  it("names a release that has the build alone", () => {
    const server2022 = describeBuild(10, 0, 20348);
    expect(server2022.kind).toBe("server");
    expect(server2022.releases.map((release) => release.release)).toEqual(["Windows Server 2022"]);
    expect(server2022.supportEnds).toEqual({ earliest: "2031-10-14", latest: "2031-10-14" });
    expect(server2022.mayBeFixedValue).toBe(false);
  });

  it("does not choose between client and server where the build is shared", () => {
    const shared = describeBuild(10, 0, 26100);
    expect(shared.kind).toBe("ambiguous");
    expect(english(10, 0, 26100)).toMatch(/Windows 11 24H2.*Windows Server 2025/);
    expect(english(10, 0, 26100)).toMatch(/cannot be told apart/);
  });

  it("warns that 6.1.7601 may be libfreerdp's constant", () => {
    expect(describeBuild(6, 1, 7601).mayBeFixedValue).toBe(true);
    expect(english(6, 1, 7601)).toMatch(/^6\.1\.7601 is also a constant/);
  });

  it("says of an unknown build that it is unknown", () => {
    const unknown = describeBuild(10, 0, 12345);
    expect(unknown.kind).toBe("unknown");
    expect(unknown.releases).toEqual([]);
    expect(unknown.supportEnds).toBeUndefined();
    expect(english(10, 0, 12345)).toMatch(/not in the table/);
    expect(describeBuild(6, 3, 20348).kind).toBe("unknown");
  });

  it("always says that the patch level cannot be known, in both languages", () => {
    for (const release of windowsReleases()) {
      const [major = 0, minor = 0, build = 0] = release.version.split(".").map(Number);
      const { notes, releases } = describeBuild(major, minor, build);
      expect(releases).toContain(release);
      expect(notes.at(-1)?.en).toMatch(/patch level cannot be known/);
      for (const note of notes) expect(note.zh).toMatch(/\p{Script=Han}/u);
    }
  });
});
