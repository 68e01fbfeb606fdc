import type { Localized } from "./localized.ts";

/** `rdpulse report`: help and what its page says beside the report itself. */
const REPORT = {
  "report.summary": {
    en: "The health report of a day, a week or a month",
    zh: "一天、一周或一个月的健康报告",
  },
  "report.description": {
    en: "Talks to a running `rdpulse serve`. Success and trend, objectives and error budget, incidents, top causes, certificates that end, builds with their failure rate, what changed, and what is not known. The terminal shows the essence; --html and --markdown write the whole. Reports that come by themselves are `reports` in the configuration file.",
    zh: "与正在运行的 `rdpulse serve` 通信。内容包括成功率与趋势、服务目标与错误预算、事件、主要原因、即将到期的证书、各系统版本的失败率、变更，以及未知的部分。终端只显示要点；--html 和 --markdown 写出完整报告。定期自动发送请在配置文件的 `reports` 中设置。",
  },
  "report.example.week": { en: "The last seven days", zh: "最近七天" },
  "report.example.month": { en: "The last thirty days as a page, in Chinese", zh: "最近三十天的中文网页报告" },
  "report.example.json": { en: "All figures for a script", zh: "供脚本使用的全部数据" },
  "option.report-period": {
    en: "What it covers, up to now; week when absent.",
    zh: "覆盖范围（截至现在）；默认为 week。",
  },
  "option.report-html": { en: "Write the whole report as one page", zh: "把完整报告写成一个网页文件" },
  "option.report-markdown": { en: "Write the whole report as Markdown", zh: "把完整报告写成 Markdown 文件" },
  "report.causes": { en: "Top causes", zh: "主要原因" },
  "report.cause": {
    en: "{title}: {incidents} {incidents:incident|incidents}, {hosts} {hosts:host|hosts}, {outage}",
    zh: "{title}：{incidents} 起事件，{hosts} 台主机，{outage}",
  },
  "report.builds": { en: "Versions that fail most", zh: "失败率最高的系统版本" },
  "report.build": {
    en: "{build}: {failed} of {checks} checks failed on {hosts} {hosts:host|hosts}",
    zh: "{build}：{hosts} 台主机的 {checks} 次检查中失败 {failed} 次",
  },
  "report.build-unknown": { en: "not told", zh: "未告知" },
  "report.missed": { en: "Objectives that are missed", zh: "未达成的目标" },
  "report.not-tested": { en: "Not known", zh: "未知" },
  "report.written": { en: "{file} is written", zh: "已写入 {file}" },
};

export type ReportKey = keyof typeof REPORT;

export const reportTexts: Readonly<Record<ReportKey, Localized>> = REPORT;
