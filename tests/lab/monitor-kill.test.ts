// A server is killed in the middle of its work, again and again. `npm run soak` does it 200 times.
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Lab, openLab } from "../../lab/index.ts";
import { ordeal } from "./monitor-ordeal.ts";

let lab: Lab;
beforeAll(() => {
  lab = openLab();
});
afterAll(async () => lab.close());

it("loses nothing that it acknowledged, and opens no incident twice, when it is killed three times", async () => {
  const figures = await ordeal(lab, { kills: 3 });
  expect(figures).toMatchObject({ lost: [], checksLost: 0, slotsTwice: 0, incidentsUntold: 0, twins: 0 });
  expect(figures.incidents).toBe(figures.incidentsWanted);
  expect(figures.mostOfOneId).toBeLessThanOrEqual(2);
  expect(figures.acknowledged.settings).toBeGreaterThan(0);
  expect(figures.checksSeen).toBeGreaterThan(0);
}, 90_000);
