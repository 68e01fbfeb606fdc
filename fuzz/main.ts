import { parseArgs } from "node:util";
import { Coverage } from "./coverage.ts";
import type { CampaignOptions, TargetResult } from "./campaign.ts";

const USAGE = "usage: npm run fuzz -- [--seconds N] [--target NAME] [--seed N] [--runs N]";
const DEFAULT_SECONDS = 60;
const DEFAULT_SEED = 1;
const COUNT_MAX = 0xffff_ffff;

class UsageError extends Error {}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > COUNT_MAX) {
    throw new UsageError(`--${name} needs a whole number, not "${text}"`);
  }
  return value;
}

function readOptions(): CampaignOptions {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ options: { seconds: text, target: text, seed: text, runs: text } });
  const runs = wholeNumber("runs", values.runs);
  return {
    seconds: wholeNumber("seconds", values.seconds) ?? DEFAULT_SECONDS,
    seed: wholeNumber("seed", values.seed) ?? DEFAULT_SEED,
    ...(runs === undefined ? {} : { runs }),
    ...(values.target === undefined ? {} : { target: values.target }),
  };
}

const number = (value: number, width: number): string => Math.round(value).toLocaleString("en").padStart(width);

function report({ name, runs, runsPerSecond, ranges, corpus, breaches }: TargetResult): void {
  const figures = [number(runs, 9), number(runsPerSecond, 9), number(ranges, 7), number(corpus, 7)];
  console.log(`${name.padEnd(34)} ${figures.join(" ")}`);
  for (const { breach, kept, bytes } of breaches) {
    const [line = ""] = breach.detail.split("\n", 1);
    console.log(`fuzz: ${name} breaks its law: ${breach.law}, ${line} (${bytes} bytes, kept in fuzz/${kept})`);
  }
}

async function main(options: CampaignOptions): Promise<number> {
  // Blocks are counted only in what is compiled from here on, so src/core is not loaded before.
  const coverage = new Coverage();
  const { campaign, targetsNamed } = await import("./campaign.ts");
  if (targetsNamed(options.target).length === 0) throw new UsageError(`no target is named "${options.target}"`);
  const heading = ["runs", "runs/s", "ranges", "corpus"].map((word, index) => word.padStart(index < 2 ? 9 : 7));
  console.log(`${"target".padEnd(34)} ${heading.join(" ")}`);
  const startedMs = performance.now();
  const results = await campaign(options, coverage, report);
  coverage.close();
  const sum = (figure: (result: TargetResult) => number): number =>
    results.reduce((total, result) => total + figure(result), 0);
  const breaches = sum((result) => result.breaches.length);
  console.log(
    `fuzz: ${results.length} targets, ${number(
      sum(({ runs }) => runs),
      0,
    )} runs in ${((performance.now() - startedMs) / 1000).toFixed(1)} s, ` +
      `${number(
        sum(({ ranges }) => ranges),
        0,
      )} ranges, ${breaches} broken laws (seed ${options.seed})`,
  );
  return breaches === 0 ? 0 : 1;
}

try {
  process.exitCode = await main(readOptions());
} catch (error) {
  const isUsage = error instanceof UsageError || (error instanceof TypeError && "code" in error);
  if (!isUsage) throw error;
  console.error(`fuzz: ${error.message}; ${USAGE}`);
  process.exitCode = 2;
}
