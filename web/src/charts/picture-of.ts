/** Pixels of the picture a CSS pixel: sharp when it is put into a report. */
const SCALE = 2;
/** What style sheets say of a shape; the picture has no style sheet. */
const PAINTED = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "stroke-opacity",
  "opacity",
  "display",
  "visibility",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
  "dominant-baseline",
] as const;

/** The chart as it is shown now, on the colour behind it. null: the browser gave no picture. Rejects where the chart cannot be drawn. */
export async function pictureOf(chart: HTMLCanvasElement | SVGSVGElement): Promise<Blob | null> {
  const { width, height } = chart.getBoundingClientRect();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.ceil(width * SCALE), Math.ceil(height * SCALE)];
  const context = canvas.getContext("2d");
  if (context === null) return null;
  context.fillStyle = groundOf(chart);
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(
    chart instanceof HTMLCanvasElement ? chart : await imageOf(chart, width, height),
    0,
    0,
    canvas.width,
    canvas.height,
  );
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/** The colour of the nearest element that has one. */
function groundOf(chart: Element): string {
  for (let element: Element | null = chart; element !== null; element = element.parentElement) {
    const { backgroundColor } = getComputedStyle(element);
    if (backgroundColor !== "transparent" && !backgroundColor.endsWith(", 0)")) return backgroundColor;
  }
  return "white";
}

/** An SVG stands alone only with its styles as attributes: neither the page's style sheets nor inline styles reach it. */
async function imageOf(chart: SVGSVGElement, width: number, height: number): Promise<HTMLImageElement> {
  const copy = chart.cloneNode(true);
  if (!(copy instanceof SVGSVGElement)) throw new Error("the copy of an svg is an svg");
  const originals = [chart, ...chart.querySelectorAll("*")];
  for (const [index, element] of [copy, ...copy.querySelectorAll("*")].entries()) {
    const original = originals[index];
    if (original === undefined) continue;
    const style = getComputedStyle(original);
    for (const name of PAINTED) element.setAttribute(name, style.getPropertyValue(name));
    element.removeAttribute("class");
    element.removeAttribute("style");
  }
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const text = new XMLSerializer().serializeToString(copy);
  const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(url);
  }
}
