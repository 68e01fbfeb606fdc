import type { Notifier } from "../notifier.ts";
import { alertmanager } from "./alertmanager.ts";
import { dingtalk } from "./dingtalk.ts";
import { email } from "./email.ts";
import { feishu } from "./feishu.ts";
import { ntfy } from "./ntfy.ts";
import { pagerduty } from "./pagerduty.ts";
import { slack } from "./slack.ts";
import { syslog } from "./syslog.ts";
import { teams } from "./teams.ts";
import { telegram } from "./telegram.ts";
import { webhook } from "./webhook.ts";
import { wecom } from "./wecom.ts";

/** Every kind of channel: `kind` in its settings is the name here. To add one: its file, and its line here. */
export const notifiers: Readonly<Record<string, Notifier>> = {
  email,
  webhook,
  slack,
  teams,
  dingtalk,
  wecom,
  feishu,
  telegram,
  ntfy,
  pagerduty,
  alertmanager,
  syslog,
};
