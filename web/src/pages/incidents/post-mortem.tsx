import { FileDown, FileText } from "lucide-react";
import { type ReactNode, useState } from "react";
import { incidentsPageTexts } from "../../../../src/core/texts/index.ts";
import { askText } from "../../api/client.ts";
import { Button } from "../../parts/button.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { download } from "../../parts/download.ts";
import { useNotify } from "../../parts/notices.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./incidents-page.module.css";

/** The post-mortem as Markdown in the page's language: read here, copied, or taken away. */
export function PostMortem({ id }: { readonly id: number }): ReactNode {
  const say = useTexts(incidentsPageTexts);
  const notify = useNotify();
  const [text, setText] = useState<string | null>(null);
  const open = async (): Promise<void> => {
    try {
      setText(await askText(`/incidents/${id}/post-mortem.md`, { query: { lang: say.language } }));
    } catch (error) {
      notify({ text: say("failed", { reason: String(error) }), tone: "bad" });
    }
  };
  return (
    <>
      <Button icon={<FileText aria-hidden="true" />} onClick={() => void open()}>
        {say("post-mortem")}
      </Button>
      {text === null ? null : (
        <Dialog
          title={say("post-mortem")}
          onClose={() => setText(null)}
          footer={
            <>
              <CopyButton text={text} />
              <Button
                icon={<FileDown aria-hidden="true" />}
                onClick={() => download(`INC-${id}.md`, "text/markdown;charset=utf-8", text)}
              >
                {say("download")}
              </Button>
            </>
          }
        >
          <pre className={css["markdown"]} tabIndex={0} dir="auto">
            {text}
          </pre>
        </Dialog>
      )}
    </>
  );
}
