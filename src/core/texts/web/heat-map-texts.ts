import type { Localized } from "../localized.ts";

/** The picture of the whole fleet. */
const HEAT_MAP = {
  label: {
    en: "Map of {hosts} {hosts:host|hosts} in {groups} {groups:group|groups}",
    zh: "{hosts} 台主机的热图，共 {groups} 组",
  },
  keys: {
    en: "Arrow keys move, plus and minus magnify, brackets go from one broken host to the next, Enter opens it. The same hosts are in the table of hosts.",
    zh: "方向键移动，加减号缩放，方括号键在异常主机间切换，Enter 键打开。主机列表中有相同的内容。",
  },
  "zoom-in": { en: "Magnify", zh: "放大" },
  "zoom-out": { en: "Make smaller", zh: "缩小" },
  home: { en: "Show all", zh: "显示全部" },
  by: { en: "Group by", zh: "分组方式" },
  "by.site": { en: "Site", zh: "站点" },
  "by.gateway": { en: "Gateway", zh: "网关" },
  "by.pool": { en: "Pool", zh: "主机池" },
  "by.build": { en: "Build", zh: "系统版本" },
  "by.cause": { en: "Cause", zh: "原因" },
  "by.status": { en: "State", zh: "状态" },
  "none.site": { en: "no site", zh: "未指定站点" },
  "none.gateway": { en: "no gateway", zh: "不经网关" },
  "none.pool": { en: "no pool", zh: "不属于主机池" },
  "none.build": { en: "build not known", zh: "系统版本未知" },
  "none.cause": { en: "nothing found", zh: "未发现问题" },
} as const;

export type HeatMapKey = keyof typeof HEAT_MAP;
export const heatMapTexts: Readonly<Record<HeatMapKey, Localized>> = HEAT_MAP;
