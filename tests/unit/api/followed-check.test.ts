import { afterEach, describe, expect, it } from "vitest";
import type { MonitorService } from "../../../src/io/api/index.ts";
import { type ApiFixture, NOW_MS, openApi } from "./api-fixture.ts";
import { ask, problemIn } from "./asking.ts";

const open: ApiFixture[] = [];
afterEach(async () => {
  for (const fixture of open.splice(0)) await fixture.close();
});

async function opened(monitor: Partial<MonitorService> = {}): Promise<ApiFixture> {
  const fixture = await openApi({}, {}, monitor);
  open.push(fixture);
  return fixture;
}

function lines(text: string): unknown[] {
  return text
    .trim()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
}

describe("a check that is followed", () => {
  it("tells each stage as it ends, and the result at last", async () => {
    const fixture = await opened();
    const { id } = await fixture.store.targets.add(1, { host: "ts1" }, "api", NOW_MS);
    const answer = await ask(fixture.api, "POST", `/api/v1/hosts/${id}/check/live`);
    expect(answer.headers["content-type"]).toBe("application/x-ndjson; charset=utf-8");
    expect(lines(answer.text)).toEqual([
      { stage: { stage: "dns", outcome: "skipped" } },
      { stage: { stage: "tcp", outcome: "ok", us: 1500 } },
      { stage: { stage: "x224", outcome: "failed", us: 1500 } },
      { result: expect.objectContaining({ kind: "asked", failedStage: "x224", verdict: "failing" }) },
    ]);
    expect(answer.text).not.toContain("tenant");
    expect(fixture.checked).toEqual([[id]]);
  });

  it("is refused where the host is not watched here", async () => {
    const fixture = await opened({ followCheck: async () => null });
    const { id } = await fixture.store.targets.add(1, { host: "ts1" }, "api", NOW_MS);
    const answer = await ask(fixture.api, "POST", `/api/v1/hosts/${id}/check/live`);
    expect(problemIn(answer)).toBe("in-progress");
  });

  it("says so when nothing could be learned", async () => {
    const fixture = await opened({ followCheck: async () => ({ ended: Promise.reject(new Error("gone")) }) });
    const { id } = await fixture.store.targets.add(1, { host: "ts1" }, "api", NOW_MS);
    const answer = await ask(fixture.api, "POST", `/api/v1/hosts/${id}/check/live`);
    expect(lines(answer.text)).toEqual([{ failed: true }]);
  });
});
