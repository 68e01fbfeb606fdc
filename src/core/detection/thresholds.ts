import type { Localized } from "../texts/index.ts";
import { THRESHOLD_IDS, type ThresholdId } from "./threshold-id.ts";

/** A number that decides, with its reason: data, to be changed by who knows the fleet better. */
export interface Threshold {
  readonly value: number;
  readonly unit: "attempts" | "names" | "addresses" | "connections" | "events" | "logons" | "days" | "hours" | "hops";
  /** The time within which the value must be reached. */
  readonly windowMs?: number;
  readonly meaning: Localized;
  readonly reason: Localized;
  /** What others use, or where the reason comes from. */
  readonly source: string;
}

export type Thresholds = Readonly<Record<ThresholdId, Threshold>>;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export const DEFAULT_THRESHOLDS: Thresholds = {
  "guesses-fast": {
    value: 10,
    unit: "attempts",
    windowMs: 10 * MINUTE_MS,
    meaning: { en: "wrong passwords from one address in a short time", zh: "同一地址短时间内的密码错误次数" },
    reason: {
      en: "A person who mistypes stops after three to five tries or is locked out; a program does not. Half as many, as others use, is also what a saved old password makes.",
      zh: "人输错密码通常三到五次就会停下或被锁定，程序则不会。其他工具采用的次数约为一半，但保存的旧密码也会达到那个次数。",
    },
    source: "Wazuh 60204: 8 in 240 s; Hayabusa: 5 in 5 min; IPBan: 5; Chainsaw: more than 5",
  },
  "guesses-slow": {
    value: 20,
    unit: "attempts",
    windowMs: DAY_MS,
    meaning: { en: "wrong passwords from one address in a day", zh: "同一地址一天内的密码错误次数" },
    reason: {
      en: "Guessing that is slowed down to stay below a lockout (five in half an hour) still makes more than twenty a day.",
      zh: "为避开锁定（半小时五次）而放慢的猜测，一天仍会超过二十次。",
    },
    source: "IPBan keeps its counters for one day",
  },
  "names-from-one-address": {
    value: 5,
    unit: "names",
    windowMs: 30 * MINUTE_MS,
    meaning: { en: "different accounts tried from one address", zh: "同一地址尝试的不同账户数" },
    reason: {
      en: "One workstation rarely has five people who all mistype within half an hour; behind a gateway or NAT more are possible, raise it there.",
      zh: "同一台工作站半小时内很少有五个人都输错密码；网关或 NAT 之后可能更多，应在那里调高。",
    },
    source: "Hayabusa: more than 3 names in 5 min, 5 names for sprays by 4648",
  },
  "addresses-against-one-account": {
    value: 5,
    unit: "addresses",
    windowMs: DAY_MS,
    meaning: { en: "addresses that fail with one account", zh: "以同一账户登录失败的来源地址数" },
    reason: {
      en: "A person has an office, a home and a telephone; five addresses that all fail in a day are a botnet.",
      zh: "一个人通常只有办公室、家里和手机几个地址；一天内五个地址都登录失败，多半是僵尸网络。",
    },
    source: "our own; no rule set that was read counts addresses by account",
  },
  "addresses-against-one-host": {
    value: 15,
    unit: "addresses",
    windowMs: DAY_MS,
    meaning: { en: "addresses whose credential one host refused", zh: "被同一主机拒绝凭据的来源地址数" },
    reason: {
      en: "With NLA event 140 names the address and not the account, so addresses are all that can be counted; a host open to the internet had 62 in five and a half days.",
      zh: "启用 NLA 时事件 140 只有地址而没有账户，因此只能统计地址；一台暴露于互联网的主机五天半内有 62 个。",
    },
    source: "measured on a public log of Windows 10: 126 refusals from 62 addresses in 5.6 days",
  },
  "success-memory": {
    value: 1,
    unit: "logons",
    windowMs: DAY_MS,
    meaning: {
      en: "logons from an address that guessed, and how long after its last failure they count as its success",
      zh: "猜测过密码的地址上的登录，以及在最后一次失败之后多长时间内视为猜测得手",
    },
    reason: {
      en: "A password that was found is mostly used within minutes, sometimes sold and used later; after a day it would be used from another address.",
      zh: "猜到的密码多在数分钟内使用，有时会转卖后使用；一天之后通常已换成其他地址。",
    },
    source: "Elastic: 5 failures, then a success within 5 s, which misses people behind programs",
  },
  "connections-from-one-address": {
    value: 30,
    unit: "connections",
    windowMs: MINUTE_MS,
    meaning: { en: "connections from one address in a minute", zh: "同一地址一分钟内的连接数" },
    reason: {
      en: "A client makes one to three connections for a logon and a monitor one a minute; guessing programs make tens.",
      zh: "客户端一次登录建立一到三个连接，监控每分钟一个；猜测程序则有几十个。",
    },
    source: "measured on public logs: 154 in 1.3 s, 247 refused in 0.5 s",
  },
  "handshake-failures-on-one-host": {
    value: 30,
    unit: "events",
    windowMs: MINUTE_MS,
    meaning: { en: "failed TLS handshakes on one host in a minute", zh: "同一主机一分钟内的 TLS 握手失败次数" },
    reason: {
      en: "Single failures come from scanners and old clients all day; half a second of a flood makes hundreds.",
      zh: "扫描器和旧客户端每天都会造成零星失败；洪泛半秒就有数百次。",
    },
    source: "measured on a public log of Server 2012 R2: 247 in 0.5 s",
  },
  "listener-storm": {
    value: 120,
    unit: "connections",
    windowMs: MINUTE_MS,
    meaning: { en: "connections that one listener took in a minute", zh: "同一侦听器一分钟内接受的连接数" },
    reason: {
      en: "Event 261 carries no address, so all clients are counted together: two a second is more than a farm's morning.",
      zh: "事件 261 没有地址，所有客户端只能合并统计：每秒两个已超过整个服务器场早高峰。",
    },
    source: "measured: 1,938 events 261 against 4 logons on one attacked host",
  },
  lockouts: {
    value: 1,
    unit: "events",
    meaning: { en: "lockouts of one account", zh: "同一账户的锁定次数" },
    reason: {
      en: "A lockout keeps a person from working: one is worth a line, and others decide how grave it is.",
      zh: "账户锁定会使人无法工作，一次就值得提示，其严重程度由其他证据决定。",
    },
    source: "our own",
  },
  "history-logons": {
    value: 10,
    unit: "logons",
    meaning: { en: "logons of a user before anything of theirs is called new", zh: "判断异常之前所需的用户登录次数" },
    reason: {
      en: "Without a history everything is new, and a detector that cries then is switched off.",
      zh: "没有历史记录时一切都是新的，此时报警只会使检测被关闭。",
    },
    source: "our own",
  },
  "history-days": {
    value: 7,
    unit: "days",
    meaning: { en: "days over which that history must reach", zh: "历史记录须覆盖的天数" },
    reason: {
      en: "A week holds every weekday and the weekend once.",
      zh: "一周包含每个工作日和一个周末。",
    },
    source: "our own",
  },
  "hour-distance": {
    value: 4,
    unit: "hours",
    meaning: { en: "distance from every hour at which a user was seen", zh: "与用户以往登录时段的小时差" },
    reason: {
      en: "Overtime and summer time move a day by two or three hours; four away from all of them is another life.",
      zh: "加班和夏令时会移动两三小时；与以往所有时段都相差四小时则属异常。",
    },
    source: "our own",
  },
  "hop-window": {
    value: 1,
    unit: "hops",
    windowMs: 5 * MINUTE_MS,
    meaning: {
      en: "time between an outgoing connection and the logon that it made",
      zh: "出站连接与其对应登录之间的时间",
    },
    reason: {
      en: "Typing a password and loading a profile takes up to some minutes.",
      zh: "输入密码和加载配置文件最多需要几分钟。",
    },
    source: "our own",
  },
  "chain-hops": {
    value: 2,
    unit: "hops",
    windowMs: DAY_MS,
    meaning: { en: "hops from host to host that make a chain", zh: "构成链条的主机间跳转次数" },
    reason: {
      en: "One hop is how people work; from the reached host on to a third one is how intruders, and users of jump hosts, move.",
      zh: "一次跳转是正常工作；从到达的主机再跳到第三台，则是入侵者或跳板机用户的方式。",
    },
    source: "our own",
  },
  "hijack-window": {
    value: 1,
    unit: "events",
    windowMs: 5000,
    meaning: {
      en: "time between one user leaving and another appearing in the same window without a logon",
      zh: "同一窗口中一名用户离开与另一名用户未经登录出现之间的时间",
    },
    reason: {
      en: "tscon changes sessions at once (half a second in a recorded attack); a person needs longer to type a password.",
      zh: "tscon 立即切换会话（录制的攻击中为半秒）；人输入密码需要更久。",
    },
    source: "measured on a public recording: 0.46 s between events 4779 and 4778",
  },
};

/** What is wrong with a file of thresholds. */
export interface ThresholdFault {
  /** Where: "guesses-fast.value". */
  readonly path: string;
  readonly fault: "not-an-object" | "unknown-threshold" | "unknown-field" | "not-a-number" | "out-of-range";
  /** What would be right. */
  readonly allowed: string;
}

/** No threshold needs more, and rings of that length are kept for each address. */
const MOST_VALUE = 10_000;
const LONGEST_WINDOW_MS = 30 * DAY_MS;

/**
 * Puts the thresholds of a user over the usual ones: `{"guesses-fast": {"value": 8, "windowMs": 240000}}`. Any other
 * thing is a fault, and with a fault nothing is taken.
 */
export function readThresholds(
  input: unknown,
):
  | { readonly ok: true; readonly thresholds: Thresholds }
  | { readonly ok: false; readonly faults: readonly ThresholdFault[] } {
  if (!isObject(input)) {
    return { ok: false, faults: [{ path: "", fault: "not-an-object", allowed: '{"guesses-fast": {"value": 8}}' }] };
  }
  const faults: ThresholdFault[] = [];
  const changed: Record<ThresholdId, Threshold> = { ...DEFAULT_THRESHOLDS };
  for (const [name, given] of Object.entries(input)) {
    const id = THRESHOLD_IDS.find((known) => known === name);
    if (id === undefined) {
      faults.push({ path: name, fault: "unknown-threshold", allowed: THRESHOLD_IDS.join(", ") });
    } else if (!isObject(given)) {
      faults.push({ path: name, fault: "not-an-object", allowed: '{"value": 8, "windowMs": 240000}' });
    } else {
      const read = readOne(id, given, faults);
      changed[id] = { ...changed[id], ...read };
    }
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, thresholds: changed };
}

function readOne(
  id: ThresholdId,
  given: Readonly<Record<string, unknown>>,
  faults: ThresholdFault[],
): { value?: number; windowMs?: number } {
  const read: { value?: number; windowMs?: number } = {};
  for (const [field, content] of Object.entries(given)) {
    const path = `${id}.${field}`;
    const isWindow = field === "windowMs" && DEFAULT_THRESHOLDS[id].windowMs !== undefined;
    const most = isWindow ? LONGEST_WINDOW_MS : MOST_VALUE;
    if (field !== "value" && !isWindow) {
      const allowed = DEFAULT_THRESHOLDS[id].windowMs === undefined ? "value" : "value, windowMs";
      faults.push({ path, fault: "unknown-field", allowed });
    } else if (typeof content !== "number" || !Number.isInteger(content)) {
      faults.push({ path, fault: "not-a-number", allowed: `1…${most}` });
    } else if (content < 1 || content > most) {
      faults.push({ path, fault: "out-of-range", allowed: `1…${most}` });
    } else if (isWindow) {
      read.windowMs = content;
    } else {
      read.value = content;
    }
  }
  return read;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
