import type { Localized } from "../localized.ts";

/** Settings that are documents: lists of them, and the form of one. */
const DOCUMENTS = {
  name: { en: "Name", zh: "名称" },
  "name-hint": { en: "Unique; cannot be changed later.", zh: "必须唯一，之后不能更改。" },
  add: { en: "Add", zh: "添加" },
  edit: { en: "Change", zh: "更改" },
  "edit-one": { en: "Change {name}", zh: "更改“{name}”" },
  show: { en: "Show", zh: "查看" },
  remove: { en: "Remove", zh: "删除" },
  "remove-one": { en: "Remove {name}", zh: "删除“{name}”" },
  actions: { en: "Actions", zh: "操作" },
  save: { en: "Save", zh: "保存" },
  cancel: { en: "Cancel", zh: "取消" },
  saved: { en: "{name} is saved", zh: "“{name}”已保存" },
  removed: { en: "{name} is removed", zh: "“{name}”已删除" },
  restored: { en: "{name} is back", zh: "“{name}”已恢复" },
  failed: { en: "That did not work: {reason}", zh: "操作失败：{reason}" },
  "from-file": { en: "from the file", zh: "来自配置文件" },
  "from-file-hint": {
    en: "Declared in the configuration file. It can only be changed there.",
    zh: "由配置文件声明，只能在配置文件中更改。",
  },
  "needs-admin": { en: "Only an administrator may change this.", zh: "只有管理员可以更改。" },
  default: { en: "Default: {value}", zh: "默认：{value}" },
  yes: { en: "yes", zh: "是" },
  no: { en: "no", zh: "否" },
  unset: { en: "as shipped", zh: "默认" },
  required: { en: "needed", zh: "必填" },
  "list-hint": { en: "One a line.", zh: "每行一个。" },
  "map-hint": { en: "One a line: name = value", zh: "每行一个：名称 = 值" },
  "secret-hint": {
    en: "A reference, never the value: secret:NAME (kept in Settings, Secrets), env:NAME or file:PATH.",
    zh: "填写引用，不要填写机密本身：secret:名称（在“设置 › 机密”中保存）、env:变量名 或 file:路径。",
  },
  missing: { en: "This is needed.", zh: "此项必填。" },
  "not-a-number": { en: "A number is needed here.", zh: "此处应为数字。" },
  more: { en: "More settings", zh: "更多设置" },
} as const;

export type DocumentsKey = keyof typeof DOCUMENTS;
export const documentsTexts: Readonly<Record<DocumentsKey, Localized>> = DOCUMENTS;
