import { type DragEvent, type ReactNode, useDeferredValue, useMemo, useState } from "react";
import { readPastedHosts } from "../../../../src/core/discovery/index.ts";
import type { TargetSettings } from "../../../../src/core/fleet/index.ts";
import { addPageTexts } from "../../../../src/core/texts/index.ts";
import { ApiFailure, ask } from "../../api/client.ts";
import { Button } from "../../parts/button.tsx";
import { Field } from "../../parts/field.tsx";
import { useNotify } from "../../parts/notices.tsx";
import { PageHead } from "../../parts/section.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import { useWho } from "../../shell/use-who.ts";
import css from "./add-page.module.css";
import { DemoOffer } from "./demo-offer.tsx";
import { FirstResults } from "./first-results.tsx";
import { Understood } from "./understood.tsx";

/** One box for whatever names hosts; what was understood is shown while it is typed, and the first results as they come. */
export function AddPage(): ReactNode {
  const say = useTexts(addPageTexts);
  const { mayOperate, mayAdmin } = useWho();
  const notify = useNotify();
  const [text, setText] = useState("");
  const [site, setSite] = useState("");
  const [pool, setPool] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [added, setAdded] = useState<readonly number[]>([]);
  const [looking, setLooking] = useState("");
  const read = useDeferredValue(text);
  const pasted = useMemo(() => readPastedHosts(read), [read]);
  const { hosts, networks } = pasted;
  const addresses = networks.reduce((sum, network) => sum + network.addresses, 0);
  const carryOut = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      const reason = error instanceof ApiFailure ? reasonIn(error) : String(error);
      notify({ text: say("failed", { reason }), tone: "bad" });
    } finally {
      setBusy(false);
    }
  };
  const watch = async (): Promise<void> =>
    carryOut(async () => {
      const body = { action: "create", hosts: hosts.map((host) => withGroups(host, site.trim(), pool.trim())) };
      const { changed } = await ask<{ readonly changed: readonly number[] }>("/hosts/bulk", { method: "POST", body });
      setAdded(changed);
    });
  const look = async (): Promise<void> =>
    carryOut(async () => {
      const ranges = networks.map((network) => network.text);
      const name = `look-${ranges[0]?.replaceAll(/[^\w.-]/gu, "-") ?? "through"}`.slice(0, 60);
      await ask(`/discovery/${name}`, { method: "PUT", body: { ranges } });
      await ask(`/discovery/${name}/run`, { method: "POST" });
      setLooking(ranges.join(", "));
    });
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    void readFiles(event.dataTransfer.files).then((more) => setText((before) => joined(before, more)));
  };
  return (
    <div className={css["page"]}>
      <PageHead title={say("title")} about={say("about")} />
      <div className={css["columns"]}>
        <form
          className={css["form"]}
          onSubmit={(event) => {
            event.preventDefault();
            void watch();
          }}
        >
          <Field label={say("box")}>
            {(props) => (
              <textarea
                {...props}
                className={css["box"]}
                rows={10}
                spellCheck={false}
                autoCapitalize="off"
                placeholder={say("placeholder")}
                value={text}
                onChange={(event) => setText(event.target.value)}
                onDragOver={(event) => event.preventDefault()}
                onDrop={drop}
              />
            )}
          </Field>
          <div className={css["groups"]}>
            <Field label={say("site")} hint={say("site-hint")}>
              {(props) => (
                <input
                  {...props}
                  type="text"
                  maxLength={128}
                  value={site}
                  onChange={(event) => setSite(event.target.value)}
                />
              )}
            </Field>
            <Field label={say("pool")} hint={say("pool-hint")}>
              {(props) => (
                <input
                  {...props}
                  type="text"
                  maxLength={128}
                  value={pool}
                  onChange={(event) => setPool(event.target.value)}
                />
              )}
            </Field>
            <Field label={say("file")}>
              {(props) => (
                <input
                  {...props}
                  type="file"
                  multiple
                  accept=".rdp,.csv,.txt,.tsv,.json"
                  onChange={(event) => {
                    const { files } = event.target;
                    if (files !== null) void readFiles(files).then((more) => setText((before) => joined(before, more)));
                  }}
                />
              )}
            </Field>
          </div>
          <div className={css["actions"]}>
            <Button type="submit" look="main" disabled={!mayOperate || isBusy || hosts.length === 0}>
              {say("watch", { count: hosts.length })}
            </Button>
            {networks.length === 0 ? null : (
              <Button disabled={!mayAdmin || isBusy} onClick={() => void look()}>
                {say("look", { count: addresses })}
              </Button>
            )}
            {mayOperate ? null : <p>{say("not-allowed")}</p>}
            {networks.length > 0 && !mayAdmin && mayOperate ? <p>{say("look-admin")}</p> : null}
          </div>
          {looking === "" ? null : <p role="status">{say("looking", { text: looking })}</p>}
        </form>
        <div className={css["side"]}>
          {text.trim() === "" ? <DemoOffer mayOperate={mayOperate} /> : <Understood pasted={pasted} />}
        </div>
      </div>
      {added.length === 0 ? null : <FirstResults ids={added} />}
    </div>
  );
}

function withGroups(host: TargetSettings, site: string, pool: string): TargetSettings {
  return {
    ...host,
    ...(site === "" || host.site !== undefined ? {} : { site }),
    ...(pool === "" || host.pool !== undefined ? {} : { pool }),
  };
}

function reasonIn({ problem, status }: ApiFailure): string {
  if (problem === null) return String(status);
  return [problem.title, problem.detail, ...(problem.errors ?? []).map(({ pointer, detail }) => `${pointer} ${detail}`)]
    .filter((part) => part !== undefined)
    .join(". ");
}

const MOST_BYTES = 4_000_000;

async function readFiles(files: FileList): Promise<string> {
  const texts = await Promise.all([...files].filter(({ size }) => size <= MOST_BYTES).map(readText));
  return texts.join("\n");
}

/** mstsc writes .rdp files as UTF-16 with a mark at the beginning. */
async function readText(file: File): Promise<string> {
  const bytes = await file.arrayBuffer();
  const [first, second] = new Uint8Array(bytes);
  const isUtf16 = first === 0xff && second === 0xfe;
  const text = new TextDecoder(isUtf16 ? "utf-16le" : "utf-8").decode(bytes);
  const address = /\.rdp$/iu.test(file.name) ? readPastedHosts(text).hosts[0] : undefined;
  // Several .rdp files become lines: together they would be one file with many addresses.
  return address === undefined ? text : `${address.host}:${address.port ?? 3389}`;
}

function joined(before: string, more: string): string {
  return before.trim() === "" ? more : `${before.trimEnd()}\n${more}`;
}
