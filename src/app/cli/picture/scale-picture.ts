/** Pixels from the top left, four bytes each. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/**
 * The picture at another size: every pixel is the mean of those that it stands for, so that thin lines and letters
 * become grey instead of vanishing. Enlarging repeats pixels.
 */
export function scalePicture(picture: Raster, width: number, height: number): Raster {
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    const top = Math.floor((y * picture.height) / height);
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * picture.height) / height));
    for (let x = 0; x < width; x++) {
      const left = Math.floor((x * picture.width) / width);
      const right = Math.max(left + 1, Math.floor(((x + 1) * picture.width) / width));
      meanOf(picture, { left, top, right, bottom }, rgba, (y * width + x) * 4);
    }
  }
  return { width, height, rgba };
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function meanOf(picture: Raster, box: Box, target: Uint8Array, at: number): void {
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let y = box.top; y < box.bottom; y++) {
    for (let x = box.left; x < box.right; x++) {
      const from = (y * picture.width + x) * 4;
      red += picture.rgba[from] ?? 0;
      green += picture.rgba[from + 1] ?? 0;
      blue += picture.rgba[from + 2] ?? 0;
    }
  }
  const count = (box.right - box.left) * (box.bottom - box.top);
  target[at] = Math.round(red / count);
  target[at + 1] = Math.round(green / count);
  target[at + 2] = Math.round(blue / count);
  target[at + 3] = 255;
}

/** The largest size of the same shape inside a box, at least one pixel each way; never larger than the picture. */
export function sizeInside(
  picture: { readonly width: number; readonly height: number },
  most: { readonly width: number; readonly height: number },
  pixelAspect = 1,
): { readonly width: number; readonly height: number } {
  // pixelAspect: height of a target pixel by its width; 2 for the cell of a terminal.
  const scale = Math.min(most.width / picture.width, (most.height * pixelAspect) / picture.height, 1);
  return {
    width: Math.max(1, Math.floor(picture.width * scale)),
    height: Math.max(1, Math.floor((picture.height * scale) / pixelAspect)),
  };
}
