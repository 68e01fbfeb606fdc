// A process that works on the store of a folder until it is killed. It says what was acknowledged, a line each.
import { openStore } from "../../../src/io/store/index.ts";

const [folder = "", from = "0"] = process.argv.slice(2);
const store = await openStore({ folder, isServer: true });
for (let number = Number(from); ; number += 1) {
  const name = `r${number}`;
  await store.resources.put(1, "channel", name, { number }, "api", null, number);
  await store.targets.putAll(
    1,
    [
      { name: `${name}-a`, host: "a" },
      { name: `${name}-b`, host: "b" },
    ],
    "api",
    number,
  );
  process.stdout.write(`${number}\n`);
}
