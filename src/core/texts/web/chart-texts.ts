import type { Localized } from "../localized.ts";

/** What charts say. */
const CHART = {
  time: { en: "Time", zh: "时间" },
  success: { en: "Success", zh: "成功率" },
  step: {
    en: "{when}: half within {p50}, 90 % within {p90}, 99 % within {p99}; {success} successful",
    zh: "{when}：半数在 {p50} 内，90% 在 {p90} 内，99% 在 {p99} 内；成功率 {success}",
  },
  "step-empty": { en: "{when}: no successful check", zh: "{when}：没有成功的检查" },
  empty: { en: "No successful check in this time", zh: "此期间没有成功的检查" },
  log: { en: "Each line is ten times the one below", zh: "每条线为下一条的十倍" },
  changed: { en: "{count} {count:change|changes}", zh: "{count} 处变更" },
} as const;

export type ChartKey = keyof typeof CHART;
export const chartTexts: Readonly<Record<ChartKey, Localized>> = CHART;
