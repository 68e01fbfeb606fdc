import type { Localized } from "./localized.ts";

/** `rdpulse backup`, `restore`, `export`, `import`: help, what they did, and what can stop them, one line each. */
const ARCHIVE = {
  "backup.summary": { en: "Copy the monitor's store into one file", zh: "将监控器的存储备份为一个文件" },
  "backup.description": {
    en: "Writes the whole store of the monitor into FILE (tar, readable by its owner only) while the monitor goes on. The key of the secrets is not in it: keep a copy of secret.key, beside the store, elsewhere. A store on PostgreSQL is backed up with pg_dump; `rdpulse export` works for both.",
    zh: "将监控器的整个存储写入 FILE（tar 格式，仅所有者可读），监控器可继续运行。备份不包含机密信息的密钥：请另行保管存储文件夹中的 secret.key。PostgreSQL 上的存储请用 pg_dump 备份；`rdpulse export` 对两者都适用。",
  },
  "backup.example": { en: "Every night, by cron", zh: "每晚由 cron 运行" },
  "backup.done": {
    en: "{file} ({size} MB), a copy of {store}",
    zh: "{file}（{size} MB），是 {store} 的副本",
  },
  "backup.key": {
    en: "Not in it: {key}. Without that file nobody can read the secrets of this store; keep a copy elsewhere.",
    zh: "其中不包含：{key}。没有该文件就无法读取存储中的机密信息；请另行保管副本。",
  },
  "backup.postgres": {
    en: "a store on PostgreSQL is backed up with PostgreSQL's own tool: pg_dump -Fc; or move it with: rdpulse export FILE",
    zh: "PostgreSQL 上的存储请用其自带工具备份：pg_dump -Fc；或用 rdpulse export FILE 导出",
  },
  "restore.summary": { en: "Put a backup in place of the store", zh: "用备份恢复存储" },
  "restore.description": {
    en: "Unpacks FILE, checks it whole, and puts it where the store of the monitor is to be. A store that is there is replaced only with --force, and is kept beside it. The monitor must not run meanwhile.",
    zh: "解包 FILE 并完整校验，然后放到监控器存储的位置。已有存储时，只有加 --force 才会替换，且原有存储会保留在旁边。恢复期间监控器不能运行。",
  },
  "restore.example": { en: "In place of a damaged store", zh: "替换已损坏的存储" },
  "restore.done": { en: "{store} is as it was at {time}", zh: "{store} 已恢复到 {time} 的状态" },
  "restore.former": { en: "What was there before: {former}", zh: "原有内容保存在：{former}" },
  "restore.no-key": {
    en: "There is no {key}: if the store holds secrets, put the file that belongs to it there.",
    zh: "缺少 {key}：如果存储中有机密信息，请将对应的密钥文件放到该位置。",
  },
  "export.summary": { en: "Write the store as lines of JSON", zh: "将存储导出为 JSON 行" },
  "export.description": {
    en: "Writes configuration, incidents and rollups as NDJSON that either engine takes in with `rdpulse import`: the way from files to PostgreSQL and back. Single results, transcripts and sessions are left out. Secrets are in it as they are encrypted; their key is not. FILE - is standard output.",
    zh: "将配置、事件和汇总数据写成 NDJSON，两种存储引擎都可用 `rdpulse import` 导入：用于在文件存储和 PostgreSQL 之间迁移。不包含单次检查结果、会话记录和用户会话。机密信息以加密形式导出，不含密钥。FILE 为 - 时输出到标准输出。",
  },
  "export.example": { en: "The first half of a move", zh: "迁移的第一步" },
  "export.done": { en: "{file}: {rows} rows of {store}", zh: "{file}：来自 {store} 的 {rows} 行" },
  "import.summary": { en: "Take an export into an empty store", zh: "将导出文件导入空存储" },
  "import.description": {
    en: "Reads what `rdpulse export` wrote into a store without hosts, configuration and incidents. The file is checked to its end before anything is written. To read its secrets, the new place needs the secret.key of the old one. FILE - is standard input.",
    zh: "将 `rdpulse export` 的输出导入一个没有主机、配置和事件的存储。写入前会先完整校验文件。要读取其中的机密信息，新位置需要原来的 secret.key。FILE 为 - 时读取标准输入。",
  },
  "import.example": { en: "The second half: onto PostgreSQL", zh: "第二步：导入 PostgreSQL" },
  "import.done": { en: "{rows} rows of {file} are in {store}", zh: "{file} 的 {rows} 行已导入 {store}" },
  "import.key": {
    en: "Its secrets need the secret.key of the former place in {folder}.",
    zh: "其中的机密信息需要将原位置的 secret.key 放到 {folder}。",
  },
  "option.archive-data": {
    en: "Folder of the store (default: $RDPULSE_DATA, else in the state folder of this account)",
    zh: "存储文件夹（默认：$RDPULSE_DATA，否则在当前帐户的状态文件夹中）",
  },
  "option.archive-store": { en: "PostgreSQL in place of the folder", zh: "使用 PostgreSQL 代替文件夹" },
  "option.archive-force": { en: "Replace a store that is there; it is kept aside", zh: "替换已有存储；原有存储会保留" },

  "archive.file-exists": {
    en: "{file} exists already and is never overwritten; name another",
    zh: "{file} 已存在，不会覆盖；请指定其他文件",
  },
  "archive.file-unreadable": { en: "{file} cannot be read ({errno})", zh: "无法读取 {file}（{errno}）" },
  "archive.file-unwritable": {
    en: "{file} cannot be written ({errno}); see that there is room, and that you may write there",
    zh: "无法写入 {file}（{errno}）；请检查磁盘空间和写入权限",
  },
  "archive.no-store": {
    en: "{folder} holds no store; name its folder with --data",
    zh: "{folder} 中没有存储；请用 --data 指定存储文件夹",
  },
  "archive.not-a-backup": {
    en: "{file} is no backup of RDPulse; name a file that `rdpulse backup` wrote",
    zh: "{file} 不是 RDPulse 的备份；请指定由 `rdpulse backup` 写入的文件",
  },
  "archive.not-an-export": {
    en: "{file} is no export of RDPulse; name a file that `rdpulse export` wrote",
    zh: "{file} 不是 RDPulse 的导出文件；请指定由 `rdpulse export` 写入的文件",
  },
  "archive.damaged": {
    en: "{file} is damaged or cut short ({part}); nothing was changed, take another copy of it",
    zh: "{file} 已损坏或不完整（{part}）；未做任何更改，请使用另一份副本",
  },
  "archive.newer": {
    en: "{file} is of a newer RDPulse ({part}: {version}); nothing was changed, update RDPulse first",
    zh: "{file} 来自更新版本的 RDPulse（{part}：{version}）；未做任何更改，请先升级 RDPulse",
  },
  "archive.store-exists": {
    en: "{folder} holds a store already; --force replaces it and keeps the old one beside it",
    zh: "{folder} 中已有存储；可用 --force 替换，原有存储会保留在旁边",
  },
  "archive.in-use": {
    en: "a monitor works in {folder}; stop it first",
    zh: "监控器正在使用 {folder}；请先停止它",
  },
  "archive.not-empty": {
    en: "the store is not empty, and {file} is only taken into an empty one; name another folder or database",
    zh: "存储不为空，{file} 只能导入空存储；请指定其他文件夹或数据库",
  },
  "archive.bad-line": {
    en: "line {line} of {file} is none that `rdpulse export` writes; nothing was changed",
    zh: "{file} 第 {line} 行不是 `rdpulse export` 写入的内容；未做任何更改",
  },
  "store.full": { en: "{reason}", zh: "磁盘已满，请腾出空间后重试（{reason}）" },
  "store.corrupt": { en: "{reason}", zh: "存储文件已损坏，请用 rdpulse restore 恢复备份（{reason}）" },
  "store.locked": { en: "{reason}", zh: "存储正被其他程序占用，请先结束该程序或稍后重试（{reason}）" },
  "store.gone": { en: "{reason}", zh: "无法连接数据库服务器，请检查其是否运行、能否访问（{reason}）" },
  "store.newer": { en: "{reason}", zh: "存储来自更新版本的 RDPulse，请升级本程序（{reason}）" },
  "store.unusable": { en: "{reason}", zh: "存储无法使用，请检查路径、所有者和权限（{reason}）" },
  "store.conflict": { en: "{reason}", zh: "与存储中的现有内容冲突（{reason}）" },
} as const;

export type ArchiveKey = keyof typeof ARCHIVE;

export const archiveTexts: Readonly<Record<ArchiveKey, Localized>> = ARCHIVE;
