import type { Localized } from "./localized.ts";

/** `rdpulse config`: help, and what it says of a file. */
const CONFIG = {
  "config.summary": { en: "Check a configuration file, or show an example", zh: "检查配置文件，或显示示例" },
  "config.description": {
    en: "`rdpulse config check FILE` says what is wrong with a configuration file of `rdpulse serve`, with line, column and the nearest valid key; exit code 2 when it would be refused. `rdpulse config example` prints one with comments, `rdpulse config schema` the JSON Schema for editors. No secret is read: references are checked for their form alone.",
    zh: "`rdpulse config check FILE` 指出 `rdpulse serve` 配置文件中的错误，给出行、列和最接近的有效键；文件不可用时退出码为 2。`rdpulse config example` 输出带注释的示例，`rdpulse config schema` 输出供编辑器使用的 JSON Schema。不会读取任何机密：只检查引用的格式。",
  },
  "config.example.check": { en: "Before it is rolled out", zh: "发布之前先检查" },
  "config.example.example": { en: "A file to begin with", zh: "生成一个起始文件" },
  "config.example.schema": { en: "For an editor that completes keys", zh: "供编辑器补全键名" },
  "option.config-json": { en: "Print JSON (check)", zh: "输出 JSON（check）" },
  "config.good": {
    en: "{file}: good. Targets: {targets}, channels: {channels}, rules: {rules}, discoveries: {discovery}",
    zh: "{file}：有效。目标：{targets}，渠道：{channels}，规则：{rules}，发现：{discovery}",
  },
  "config.bad": { en: "{file}: would not be used. Mistakes: {count}", zh: "{file}：不会被采用。错误：{count} 处" },
  "error.config-action": {
    en: "say what to do: `rdpulse config check FILE`, `rdpulse config example` or `rdpulse config schema`",
    zh: "请指明操作：`rdpulse config check FILE`、`rdpulse config example` 或 `rdpulse config schema`",
  },
} as const;

export type ConfigKey = keyof typeof CONFIG;

export const configTexts: Readonly<Record<ConfigKey, Localized>> = CONFIG;
