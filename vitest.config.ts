import { defineConfig } from "vitest/config";

// A machine of CI stands still for seconds now and then, and real servers have deadlines of their own. What needed its second
// attempt is named at the end of the run; at home there is none.
const retry = process.env["CI"] === undefined ? 0 : 1;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["src/**/*.test.ts", "web/src/**/*.test.ts", "tests/unit/**/*.test.ts"],
          // Pure code keeps no state between files: loading it once a worker instead of once a file halves the time.
          isolate: false,
          // A test that hangs is ended; one on a machine that is busy is not.
          testTimeout: 30_000,
          // By itself it leaves one processor free, which halves a machine of two.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "lab",
          include: ["tests/lab/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          retry,
          // Three quarters of the time are spent waiting for servers; each file has a lab, addresses and names of its own.
          maxWorkers: 4,
        },
      },
      {
        // The dashboard in a real browser, against the real server.
        test: {
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          globalSetup: ["tests/e2e/build-pages.ts"],
          retry,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // A file waits for its servers most of the time: two at once take half as long.
          maxWorkers: 2,
        },
      },
      {
        // Long runs: `npm run soak`.
        test: {
          name: "soak",
          include: ["tests/soak/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "package",
          include: ["tests/package/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
