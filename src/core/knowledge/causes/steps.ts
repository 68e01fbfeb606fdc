import type { Localized } from "../../texts/index.ts";
import type { RemedyStep, Risk, Where } from "./cause.ts";

/** A text in both languages. */
export function both(en: string, zh: string): Localized {
  return { en, zh };
}

/** A step without a command. */
export function advise(where: Where, en: string, zh: string): RemedyStep {
  return { text: both(en, zh), where };
}

/** A step with a PowerShell 5.1+ command, run elevated. */
export function powershell(where: Where, en: string, zh: string, command: string): RemedyStep {
  return { text: both(en, zh), command, shell: "powershell", where };
}

/** A step with a command for cmd.exe, run elevated. */
export function cmd(where: Where, en: string, zh: string, command: string): RemedyStep {
  return { text: both(en, zh), command, shell: "cmd", where };
}

/** A step with a POSIX shell command, run as root. */
export function sh(where: Where, en: string, zh: string, command: string): RemedyStep {
  return { text: both(en, zh), command, shell: "sh", where };
}

/** The risk of a remedy that interrupts nobody. */
export function risk(level: Risk["level"], en: string, zh: string): Risk {
  return { level, text: both(en, zh) };
}

/** The risk of a remedy that restarts TermService. */
export function riskWithServiceRestart(level: Risk["level"], en: string, zh: string): Risk {
  return risk(
    level,
    `${en} Restarting TermService cuts every RDP user off; their sessions stay and can be taken up again. Do not run it as the last command over RDP unless another way in exists (WinRM, console, serial console).`,
    `${zh}重启 TermService 会断开所有 RDP 用户；会话仍保留，可重新连接。除非另有入口（WinRM、控制台、串行控制台），不要在 RDP 会话里把它作为最后一条命令执行。`,
  );
}

/** The risk of a remedy that restarts the whole host. */
export function riskWithHostRestart(level: Risk["level"], en: string, zh: string): Risk {
  return risk(
    level,
    `${en} A restart of the host ends every session on it: plan it and warn the users.`,
    `${zh}重启主机会结束其上的所有会话：请安排时间并提前通知用户。`,
  );
}

/** The risk of a remedy that restarts xrdp. */
export function riskWithXrdpRestart(level: Risk["level"], en: string, zh: string): Risk {
  return risk(
    level,
    `${en} Restarting xrdp cuts every connected user off and restarts the session manager as well; running desktops may not be offered again. Let users save their work, and keep SSH or a console open.`,
    `${zh}重启 xrdp 会断开所有已连接的用户，会话管理器也随之重启，正在运行的桌面之后可能无法再接回。请先让用户保存工作，并保持 SSH 或控制台可用。`,
  );
}
