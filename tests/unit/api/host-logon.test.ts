import { afterAll, beforeAll, expect, it } from "vitest";
import { type ApiFixture, NOW_MS, openApi } from "./api-fixture.ts";
import { ask } from "./asking.ts";
import { LOGON, pictureOf } from "./logon-sample.ts";

let fixture: ApiFixture;
beforeAll(async () => {
  fixture = await openApi();
});
afterAll(async () => fixture.close());

async function newHost(host: string): Promise<{ readonly id: number; readonly path: string }> {
  const { id } = await fixture.store.targets.add(1, { host }, "api", NOW_MS);
  return { id, path: `/api/v1/hosts/${id}/logon` };
}

it("keeps the last logon that it was told of, with its picture", async () => {
  const { path } = await newHost("desk");
  expect((await ask(fixture.api, "GET", path)).json).toEqual({ last: null });
  expect((await ask(fixture.api, "PUT", path, LOGON)).status).toBe(200);
  const { last } = (await ask(fixture.api, "GET", path)).json;
  expect(last).toMatchObject({ account: "CORP\\monitor", stableMs: null, tone: "warn" });
  expect(last.picture).toEqual({ kind: "desktop", width: 3, height: 2 });
  expect(last.causes[0].title.zh).toMatch(/\p{Script=Han}/u);
  expect(last.causes[1].title.en).toBe("of-a-later-version");
  const picture = await fixture.api.inject({
    method: "GET",
    url: `${path}.png?atMs=${LOGON.atMs}`,
    headers: { host: "127.0.0.1:8480" },
  });
  expect(picture.headers["content-type"]).toBe("image/png");
  expect(picture.rawPayload.toString("base64")).toBe(LOGON.picture?.png);
});

it("is not led back in time by one that comes late", async () => {
  const { path } = await newHost("late");
  await ask(fixture.api, "PUT", path, LOGON);
  const { json } = await ask(fixture.api, "PUT", path, { ...LOGON, atMs: LOGON.atMs - 1, account: "old" });
  expect(json.last.account).toBe("CORP\\monitor");
  await ask(fixture.api, "PUT", path, { ...LOGON, atMs: NOW_MS + 9e9, picture: null });
  expect((await ask(fixture.api, "GET", path)).json.last.picture).toBeNull();
  expect((await ask(fixture.api, "GET", `${path}.png`)).status).toBe(404);
  // A clock that goes wrong keeps nobody else from telling.
  expect((await ask(fixture.api, "PUT", path, { ...LOGON, atMs: NOW_MS })).json.last.picture).not.toBeNull();
});

it.each([
  ["no PNG", Buffer.from("<svg onload=alert(1)>").toString("base64")],
  ["an empty one", ""],
  ["one of 3000 pixels", pictureOf(3000, 1)],
  ["no base64", "%%%"],
])("refuses a picture that is %s", async (_name, png) => {
  const { path } = await newHost(`picture ${_name}`);
  const body = { ...LOGON, picture: { kind: "desktop", png } };
  expect((await ask(fixture.api, "PUT", path, body)).status).toBe(400);
  expect((await ask(fixture.api, "GET", path)).json).toEqual({ last: null });
});

it("forgets it with its host", async () => {
  const { id, path } = await newHost("gone");
  await ask(fixture.api, "PUT", path, LOGON);
  await fixture.store.targets.remove(1, [id]);
  expect(await fixture.store.resources.list(1, "logon")).not.toContainEqual(
    expect.objectContaining({ name: String(id) }),
  );
  expect((await ask(fixture.api, "GET", path)).status).toBe(404);
});
