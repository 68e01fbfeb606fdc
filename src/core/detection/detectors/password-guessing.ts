import type { Localized } from "../../texts/index.ts";
import type { CoverageView, Detection, DetectionReason, DetectorFacts, Outcome, Severity } from "../detection.ts";
import { detectionOf, type DetectorEntry, NEEDS, outcomeWithoutSuccess } from "../detector-parts.ts";
import { attemptsOf, type Source } from "../guess-ledger.ts";
import { isPrivate } from "../remote-logon.ts";
import { sentence } from "../sentence.ts";
import type { ThresholdId } from "../threshold-id.ts";
import type { Thresholds } from "../thresholds.ts";
import { listText, whoText } from "../who.ts";

/** Kinds that the ledger of guesses reads. */
export const GUESS_KINDS: DetectorFacts["kinds"] = [
  "credential-refused",
  "logon-failed",
  "logon",
  "authenticated",
  "session-logon",
  "session-reconnected",
];

/** Logs in which guesses stand. */
export const GUESS_NEEDS: DetectorFacts["needs"] = [
  NEEDS.refusals,
  NEEDS.logons,
  { ...NEEDS.authentications, isAddition: true },
  { ...NEEDS.sessions, isAddition: true },
  NEEDS.xrdp,
];

/** Below this a single account from inside is as likely an old password that a program has stored. */
const STORED_PASSWORD_ATTEMPTS = 100;

const facts: DetectorFacts = {
  id: "password-guessing",
  title: sentence("Password guessing", "密码猜测"),
  looksFor: sentence(
    "Many wrong passwords from one address, with NLA (RdpCoreTS 140, or 4625 with the address joined) and without (4625). An attempt that two events tell is counted once.",
    "同一地址的大量密码错误，包括启用 NLA 的情形（RdpCoreTS 140，或补上地址的 4625）和未启用的情形（4625）。两个事件记录的同一次尝试只计一次。",
  ),
  cannotSee: sentence(
    "Tries slower than the limits, tries from ever new addresses (see distributed guessing), tries against a domain controller or gateway whose logs were not read, and what a log lost by overwriting.",
    "低于阈值的缓慢尝试、不断更换地址的尝试（见“分布式猜测”）、针对未读取其日志的域控制器或网关的尝试，以及日志因覆盖而丢失的内容。",
  ),
  kinds: GUESS_KINDS,
  needs: GUESS_NEEDS,
  thresholds: ["guesses-fast", "guesses-slow"],
};

export const passwordGuessing: DetectorEntry = {
  facts,
  create: ({ guesses, thresholds }) => ({
    forgotten: 0,
    add() {
      // The ledger, which all detectors of guessing share, has seen it.
    },
    finish: (coverage) =>
      guesses
        .guessers()
        .filter((source) => source.fast || source.slow)
        .filter((source) => !isSprayAlone(source, thresholds))
        .map((source) => guessing(source, coverage)),
  }),
};

/** Few tries on each of many names: that is told as spraying. */
function isSprayAlone(source: Source, thresholds: Thresholds): boolean {
  return source.spray && attemptsOf(source) / source.users.count < thresholds["guesses-fast"].value;
}

function guessing(source: Source, coverage: CoverageView): Detection {
  const attempts = attemptsOf(source);
  const outcome = outcomeOf(source, coverage);
  const isInside = source.address === undefined || isPrivate(source.address);
  const mayBeStored = isInside && source.users.count <= 1 && attempts < STORED_PASSWORD_ATTEMPTS;
  const severity: Severity = outcome === "got-in" && !mayBeStored ? "high" : mayBeStored ? "low" : "medium";
  const against: DetectionReason[] = argumentsAgainst(source);
  if (mayBeStored) {
    against.push({
      side: "against",
      fact: sentence(
        "one account from inside: an old password stored in a program looks the same",
        "来自内网的单一账户：程序中保存的旧密码也会如此",
      ),
      value: source.users.listed.join(", "),
    });
  }
  const threshold: ThresholdId = source.fast ? "guesses-fast" : "guesses-slow";
  return detectionOf(facts, source.trail, {
    severity,
    confidence: mayBeStored ? 0.5 : source.remoteDesktop > 0 ? 0.95 : 0.75,
    summary: sentence(
      "{attempts} wrong {attempts:password|passwords} from {who}, for {names}.",
      "{who}共有 {attempts} 次密码错误，涉及{names}。",
      { attempts, who: whoText(source), names: namesText(source) },
    ),
    count: attempts,
    outcome,
    threshold,
    against,
    ...whoOf(source),
  });
}

/** The accounts that were tried. Event 140 names none. */
function namesText(source: Source): Localized {
  if (source.users.count === 0) return { en: "accounts that no log names", zh: "日志未记载的账户" };
  return listText(source.users.listed, source.users.count);
}

/** Whether somebody got in from there, as far as the logs tell. */
export function outcomeOf(source: Source, coverage: CoverageView): Outcome {
  if (source.successes.size > 0) return "got-in";
  return source.address === undefined ? "not-known" : outcomeWithoutSuccess(source.trail, coverage);
}

export function whoOf(source: Source): { readonly addresses: readonly string[] } {
  return { addresses: source.address === undefined ? [] : [source.address] };
}

/** What speaks against an attack over Remote Desktop. */
export function argumentsAgainst(source: Source): DetectionReason[] {
  const against: DetectionReason[] = [];
  if (source.remoteDesktop === 0) {
    against.push({
      side: "against",
      fact: sentence(
        "network logons alone (type 3): they may have come by another service than Remote Desktop",
        "只有网络登录（类型 3）：可能来自远程桌面以外的服务",
      ),
      value: String(source.failed),
    });
  }
  if (source.before !== undefined) {
    against.push({
      side: "against",
      fact: sentence("a logon from there succeeded before the first failure", "首次失败之前，该地址曾成功登录"),
      value: source.before.user?.name ?? "",
      at: source.before.at,
    });
  }
  return against;
}
