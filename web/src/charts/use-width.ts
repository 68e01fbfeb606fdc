import { type RefObject, useLayoutEffect, useState } from "react";

const LEAST = 120;

/** Width of what an element holds, in pixels, as it changes; measured before it is first seen. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  // Begins with the least: what is drawn into the element must not make it wide before it was measured.
  const [width, setWidth] = useState(LEAST);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return undefined;
    const measure = (pixels: number): void => setWidth(Math.max(LEAST, Math.floor(pixels)));
    const { paddingInlineStart, paddingInlineEnd } = getComputedStyle(current);
    measure(current.clientWidth - Number.parseFloat(paddingInlineStart) - Number.parseFloat(paddingInlineEnd));
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) measure(entry.contentRect.width);
    });
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
