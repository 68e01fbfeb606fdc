import { ImageDown } from "lucide-react";
import type { ReactNode, RefObject } from "react";
import { partsTexts } from "../../../src/core/texts/index.ts";
import { IconButton } from "../parts/button.tsx";
import { useNotify } from "../parts/notices.tsx";
import { useTexts } from "../shell/use-texts.ts";
import { pictureOf } from "./picture-of.ts";

/** Hands the chart within `frame` (its first canvas or svg) over as a PNG file. */
export function PictureButton({
  frame,
  name,
}: {
  readonly frame: RefObject<HTMLElement | null>;
  readonly name: string;
}): ReactNode {
  const say = useTexts(partsTexts);
  const notify = useNotify();
  const save = async (): Promise<void> => {
    const chart = frame.current?.querySelector<HTMLCanvasElement | SVGSVGElement>("canvas, svg:not([aria-hidden])");
    const picture = chart === null || chart === undefined ? null : await pictureOf(chart).catch(() => null);
    if (picture === null) {
      notify({ text: say("picture-failed"), tone: "bad" });
      return;
    }
    const url = URL.createObjectURL(picture);
    const link = document.createElement("a");
    link.href = url;
    link.download = `${name}.png`;
    link.click();
    URL.revokeObjectURL(url);
  };
  return <IconButton name={say("picture")} icon={<ImageDown aria-hidden="true" />} onClick={() => void save()} />;
}
