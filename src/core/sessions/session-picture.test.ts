import { describe, expect, it } from "vitest";
import type { HostSession, SessionTimeline } from "./index.ts";
import { sessionPicture } from "./index.ts";

const SESSION: HostSession = {
  id: "rds01/0/3/1",
  host: "rds01",
  sessionId: 3,
  user: { name: "anna" },
  place: "remote",
  start: { kind: "logon", timeMs: 0, at: "Log.evtx#1" },
  end: { kind: "logoff", timeMs: 60_000, at: "Log.evtx#2" },
  visits: [],
  spans: [
    { state: "active", fromMs: 0, untilMs: 40_000 },
    { state: "disconnected", fromMs: 40_000, untilMs: 60_000 },
  ],
  totalMs: 60_000,
  activeMs: 40_000,
  lockedMs: 0,
  disconnectedMs: 20_000,
  logonIds: [],
  gaps: [],
  at: ["Log.evtx#1"],
  records: 2,
};

function pictureOf(sessions: readonly HostSession[], language: "en" | "zh" = "en"): string {
  const timeline: SessionTimeline = { sessions, gaps: [], firstMs: 0, lastMs: 60_000, sessionsLeftOut: 0 };
  return sessionPicture(timeline, { language, formatTime: String, zone: "UTC" });
}

describe("the picture of sessions", () => {
  it("has a title, a description and a bar for each stretch", () => {
    const svg = pictureOf([SESSION]);
    expect(svg).toContain('role="img" aria-labelledby="rdp-t rdp-d"');
    expect(svg).toContain("Sessions: 1. Users: 1. From 0 to 60000 (UTC).");
    expect(svg.match(/<rect class="rdp-(?:active|disconnected)"/g)).toHaveLength(4);
    expect(svg).toContain("prefers-color-scheme:dark");
  });

  it("lets no name out of its element", () => {
    const svg = pictureOf([{ ...SESSION, user: { name: `</text><script>alert("1")</script>` } }]);
    expect(svg).not.toContain("<script");
  });

  it("is drawn with nothing to draw, and in Chinese", () => {
    expect(pictureOf([])).toContain("No sessions.");
    expect(pictureOf([SESSION], "zh")).toContain("会话时间线");
  });

  it("does not grow without end", () => {
    const many = Array.from({ length: 2000 }, (_, index) => ({ ...SESSION, user: { name: `user${index}` } }));
    const svg = pictureOf(many);
    expect(svg).toContain("1880 more rows are not drawn.");
    expect(svg.length).toBeLessThan(200_000);
  });
});
