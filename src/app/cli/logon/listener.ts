import { api as limits, type HostDocument, type LogonRequest } from "../../../core/contract/index.ts";
import type { LogonOptions } from "../../../core/plan/index.ts";
import { type Language, say } from "../../../core/texts/index.ts";
import type { Arguments } from "../arguments.ts";
import type { LogonTools } from "../engine.ts";
import { ApiConnection } from "../fleet/api-connection.ts";
import { findHost } from "../fleet/find-host.ts";
import { OperationError, wordsOf } from "../operation-error.ts";
import { type Raster, scalePicture, sizeInside } from "../picture/scale-picture.ts";
import { accountName, logonHeadline } from "../render/logon-headline.ts";
import { type World, write } from "../world.ts";
import type { SeenLogon } from "./logon-output.ts";

/** What a page shows of a desktop: a larger one is made smaller. */
const MOST_SHOWN = { width: 1280, height: 1024 };
const SMALLER = 0.75;
const MOST_WORDS = 1000;
/** The words of a headline do not depend on how a page is drawn. */
const PLAIN = { width: 80, colour: false, plain: true };

/** A server that watches the host, and is told of its logons. */
export class Listener {
  readonly #api: ApiConnection;
  readonly #host: HostDocument;
  #hasFailed = false;

  private constructor(api: ApiConnection, host: HostDocument) {
    this.#api = api;
    this.#host = host;
  }

  /** Finds the host at the server, so that it fails before a password is asked for. Throws `OperationError`. */
  static async find(args: Arguments, options: LogonOptions, world: World, language: Language): Promise<Listener> {
    const api = await ApiConnection.from(args, world, language);
    return new Listener(api, await findHost(api, `${options.host}:${options.port}`));
  }

  /** true: the server does not know of at least one of the logons. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Tells what came of a logon. What fails is said on stderr: the logon was made all the same, and is reported. */
  async tell(
    seen: SeenLogon,
    { encodePng }: Pick<LogonTools, "encodePng">,
    world: World,
    language: Language,
  ): Promise<void> {
    try {
      await this.#api.send("PUT", `/hosts/${this.#host.id}/logon`, { body: requestOf(seen, encodePng) });
    } catch (error) {
      if (!(error instanceof OperationError)) throw error;
      this.#hasFailed = true;
      await write(
        world.stderr,
        `rdpulse: ${say(language, "error.logon-untold", { reason: wordsOf(error, language) })}\n`,
      );
    }
  }
}

function requestOf({ evidence, conclusions, picture }: SeenLogon, encodePng: LogonTools["encodePng"]): LogonRequest {
  const headlines = (["en", "zh"] as const).map((language) =>
    logonHeadline({ ...PLAIN, language }, evidence, conclusions),
  );
  const [en, zh] = headlines.map(({ words }) => words.slice(0, MOST_WORDS));
  const tone = headlines[0]?.tone;
  const kind = evidence.facts["desktop.picture"]?.value.kind;
  return {
    atMs: Math.round(evidence.startedAtMs),
    account: accountName(evidence) || "?",
    depth: evidence.logon?.depth ?? "credential",
    outcome: conclusions.judgement.outcome,
    tone: tone === "good" || tone === "bad" ? tone : "warn",
    said: { en: en ?? "", zh: zh ?? "" },
    causes: conclusions.findings.map(({ id }) => id),
    firstPictureMs: evidence.facts["graphics.firstPictureMs"]?.value ?? null,
    stableMs: evidence.facts["desktop.stableMs"]?.value ?? null,
    totalMs: evidence.durationMs,
    picture: picture === undefined || kind === undefined ? null : { kind, png: pngOf(picture, encodePng) },
  };
}

/** As large as a page shows it, and small enough for the server. */
function pngOf(picture: Raster, encodePng: LogonTools["encodePng"]): string {
  let size = sizeInside(picture, MOST_SHOWN);
  for (;;) {
    const { width, height } = size;
    const png = encodePng(width === picture.width ? picture : scalePicture(picture, width, height));
    if (png.length <= limits.MOST_PICTURE_BYTES) return Buffer.from(png).toString("base64");
    size = sizeInside(picture, { width: width * SMALLER, height: height * SMALLER });
  }
}
