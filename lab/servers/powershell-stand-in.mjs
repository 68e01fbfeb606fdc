#!/usr/bin/env node
// A stand-in for powershell.exe, because there is no Windows here. It runs no PowerShell: it looks at what a real one would
// get (the encoded command and, on its input, the collector), then prints what the bootstrap would print, with an archive
// that the test laid beside it. It shows that the way there and back works, and nothing about the collector itself.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = dirname(fileURLToPath(import.meta.url));
const behaviour = readFileSync(join(folder, "behaviour"), "utf8").trim();
const encoded = process.argv[process.argv.indexOf("-EncodedCommand") + 1] ?? "";
const command = Buffer.from(encoded, "base64").toString("utf16le");
const input = readFileSync(0, "utf8");
writeFileSync(join(folder, "seen-command"), command);
writeFileSync(join(folder, "seen-script"), Buffer.from(input, "base64"));

const [begins = "", ends = ""] = [...command.matchAll(/'(-----[A-Z ]+-----)/g)].map(([, mark]) => mark);
const archive = readFileSync(join(folder, "archive.zip"));
const lines = archive.toString("base64").match(/.{1,76000}/g) ?? [];
const hash = createHash("sha256").update(archive).digest("hex");

process.stderr.write("services\r\nevent logs\r\n");
if (behaviour === "fails") {
  process.stderr.write("Access is denied.\r\n");
  process.exitCode = 1;
} else if (behaviour === "hangs") {
  setInterval(() => {}, 1000);
} else if (behaviour === "endless") {
  process.stdout.write(`${begins}\r\n`);
  const more = () => {
    while (process.stdout.write(`${"QUJD".repeat(15_000)}\r\n`));
    process.stdout.once("drain", more);
  };
  process.stdout.on("error", () => process.exit(1));
  more();
} else {
  const text = [`A profile that greets`, begins, ...lines, `${ends}${hash}`, ""].join("\r\n");
  process.stdout.write(behaviour === "cut" ? text.slice(0, text.length - 120) : text);
}
