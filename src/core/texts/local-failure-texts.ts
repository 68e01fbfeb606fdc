import type { Localized } from "./localized.ts";

/** What can be wrong with a password's source, the state folder or the picture file; one line each, with the next step. */
const LOCAL_FAILURES = {
  "password.no-terminal": {
    en: "there is no terminal to ask for the password; use --password-file, --password-env or --keyring",
    zh: "没有可用来询问密码的终端；请改用 --password-file、--password-env 或 --keyring",
  },
  "password.nothing-entered": {
    en: "no password was entered; an account without a password cannot log on over Remote Desktop",
    zh: "未输入密码；没有密码的帐户无法通过远程桌面登录",
  },
  "password.not-text": {
    en: "the password from {source} is no valid text; write it in UTF-8, or in UTF-16 with a byte order mark",
    zh: "来自 {source} 的密码不是有效文本；请用 UTF-8 保存，或用带字节顺序标记（BOM）的 UTF-16 保存",
  },
  "password.too-long": {
    en: "{source} holds more than {most} bytes; a password file holds the password in its first line, and little else",
    zh: "{source} 超过 {most} 字节；密码文件只应在第一行存放密码",
  },
  "password.line-too-long": {
    en: "what was entered is longer than {most} characters; no password is",
    zh: "输入内容超过 {most} 个字符；密码不会这么长",
  },
  "password.empty": {
    en: "{source} holds no password: the first line is empty",
    zh: "{source} 中没有密码：第一行为空",
  },
  "password.file-unreadable": {
    en: "the password file {path} cannot be read ({errno})",
    zh: "无法读取密码文件 {path}（{errno}）",
  },
  "password.file-is-folder": {
    en: "{path} is a folder; name the file that holds the password",
    zh: "{path} 是文件夹；请指定存放密码的文件",
  },
  "password.file-is-terminal": {
    en: "{path} is a terminal, which would show the password; leave --password-file out to be asked without echo",
    zh: "{path} 是终端，会把密码显示出来；请去掉 --password-file，程序会以不回显的方式询问密码",
  },
  "password.file-open-to-others": {
    en: "the password file {path} can be reached by others (mode {mode}); run: chmod 600 {path}",
    zh: "其他用户可以访问密码文件 {path}（权限 {mode}）；请运行：chmod 600 {path}",
  },
  "password.environment-unset": {
    en: "the environment variable {name} is not set, or is empty",
    zh: "环境变量 {name} 未设置或为空",
  },
  "password.keyring-absent": {
    en: "the package @napi-rs/keyring is not installed here; install it without --omit=optional, or use --password-file",
    zh: "此处未安装软件包 @napi-rs/keyring；安装时请不要使用 --omit=optional，或改用 --password-file",
  },
  "password.keyring-unavailable": {
    en: "no keyring of this system answers ({reason}); start its service and log in to a session, or use --password-file",
    zh: "系统密钥环没有响应（{reason}）；请启动密钥环服务并登录会话，或改用 --password-file",
  },
  "password.keyring-locked": {
    en: "the keyring is locked and was not unlocked ({reason}); unlock it, then run the command again",
    zh: "密钥环已锁定且未能解锁（{reason}）；请先解锁，再重新运行此命令",
  },
  "password.keyring-ambiguous": {
    en: "the keyring holds more than one entry for service '{service}' and user '{user}'; remove all but one",
    zh: "密钥环中服务“{service}”、用户“{user}”的条目不止一个；请只保留一个",
  },
  "password.keyring-no-entry": {
    en: "the keyring has no entry for service '{service}' and user '{user}'; store one: secret-tool store --label=RDP service '{service}' username '{user}'",
    zh: "密钥环中没有服务“{service}”、用户“{user}”的条目；请添加一个：secret-tool store --label=RDP service '{service}' username '{user}'",
  },
  "state.folder-unusable": {
    en: "the state folder {path} cannot be used ({errno}); name another one with --state",
    zh: "无法使用状态文件夹 {path}（{errno}）；请用 --state 指定其他文件夹",
  },
  "state.folder-open-to-others": {
    en: "others can write into the state folder {path} (mode {mode}), and so could lift the lockout guard; run: chmod go-w {path}",
    zh: "其他用户可以写入状态文件夹 {path}（权限 {mode}），因而可以绕过锁定保护；请运行：chmod go-w {path}",
  },
  "state.file-damaged": {
    en: "{path} is damaged ({reason}) and was left as it is; look at it, then mend it or move it away",
    zh: "{path} 已损坏（{reason}），程序未改动该文件；请检查后修复或移走",
  },
  "state.file-newer": {
    en: "{path} was written by a newer rdpulse ({schema}); use that one, or name another folder with --state",
    zh: "{path} 由更新版本的 rdpulse 写入（{schema}）；请使用该版本，或用 --state 指定其他文件夹",
  },
  "state.file-locked": {
    en: "another rdpulse has held {path} for {seconds} s; wait for it to end, or remove that file if none is running",
    zh: "另一个 rdpulse 已占用 {path} 达 {seconds} 秒；请等待其结束；如果没有其他 rdpulse 在运行，请删除该文件",
  },
  "state.file-unwritable": {
    en: "{path} cannot be written ({errno})",
    zh: "无法写入 {path}（{errno}）",
  },
  "picture.folder-missing": {
    en: "there is no folder {folder} for the picture {path}; make it first",
    zh: "图片 {path} 所在的文件夹 {folder} 不存在；请先创建",
  },
  "picture.unwritable": {
    en: "the picture {path} cannot be written ({errno})",
    zh: "无法写入图片 {path}（{errno}）",
  },
  "picture.no-file": {
    en: "{path} is a folder or a device; name a file for the picture",
    zh: "{path} 是文件夹或设备；请为图片指定文件名",
  },
} as const;

export type LocalFailureKey = keyof typeof LOCAL_FAILURES;
export const localFailureTexts: Readonly<Record<LocalFailureKey, Localized>> = LOCAL_FAILURES;
