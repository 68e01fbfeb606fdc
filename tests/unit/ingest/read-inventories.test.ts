import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  encodeRegExport,
  type HostInventory,
  type RegistryValue,
  sectionOf,
} from "../../../src/core/inventory/index.ts";
import { readInventories } from "../../../src/io/ingest/index.ts";
import { evtxAt, temporaryFolder, zipOf } from "./index.ts";

const folder = await temporaryFolder();
const signal = new AbortController().signal;
const POLICY = String.raw`HKLM\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services`;

function reg(name: string, value: number): Uint8Array {
  const entry: RegistryValue = { key: POLICY, name, type: "REG_DWORD", value, at: "" };
  return encodeRegExport([entry]);
}

function secedit(right: string): Uint8Array {
  return Buffer.from(`\ufeff[Unicode]\r\nUnicode=yes\r\n[Privilege Rights]\r\n${right} = *S-1-5-32-544\r\n`, "utf16le");
}

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, content);
  return path;
}

function registryNames(inventory: HostInventory | undefined): readonly string[] {
  return (inventory === undefined ? undefined : sectionOf(inventory, "registry"))?.map(({ name }) => name) ?? [];
}

describe("readInventories", () => {
  it("takes files that are named one by one as one host, by content and not by name", async () => {
    const paths = [
      await write("one/policy.txt", reg("fDenyTSConnections", 0)),
      await write("one/rights.log", secedit("SeRemoteInteractiveLogonRight")),
    ];
    const { inventories, passedOver } = await readInventories({ paths, signal });
    expect(inventories).toHaveLength(1);
    expect(registryNames(inventories[0])).toEqual(["fDenyTSConnections"]);
    expect(inventories[0]?.sections["security-policy"]).toMatchObject({ outcome: "collected", at: "rights.log" });
    expect(passedOver).toEqual([]);
    const other = await readInventories({ paths: [await write("one/readme.txt", "nothing\n")], signal });
    expect(other).toMatchObject({ inventories: [], passedOver: [{ path: "readme.txt", why: "unsupported" }] });
  });

  it("takes a folder or an archive as one host, and leaves logs alone", async () => {
    await write("hosts/a/policy.reg", reg("One", 1));
    await write("hosts/b/policy.reg", reg("Two", 2));
    await write("hosts/b/Security.evtx", evtxAt([1]));
    await write("hosts/b/readme.txt", "nothing\n");
    const zip = await write("c.zip", zipOf([{ name: "c\\policy.reg", bytes: reg("Three", 3) }]));
    const { inventories, passedOver } = await readInventories({ paths: [join(folder, "hosts"), zip], signal });
    expect(inventories.map(registryNames)).toEqual([["One", "Two"], ["Three"]]);
    expect(passedOver).toEqual([]);
  });

  it("gives nothing where there is nothing", async () => {
    expect(await readInventories({ paths: [join(folder, "missing")], signal })).toMatchObject({
      inventories: [],
      passedOver: [{ why: "unreadable" }],
    });
  });
});
