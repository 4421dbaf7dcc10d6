/** A canvas as a PNG with a title and keys, so that it can stand in slides by itself. */

const [MARGIN, LINE] = [16, 24];

/** The picture: title, one line of keys, and the canvas below. */
export async function chartPicture(
  canvas: HTMLCanvasElement,
  title: string,
  labels: readonly string[],
  dashes: readonly (readonly number[])[],
): Promise<Blob> {
  const ratio = devicePixelRatio || 1;
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const [wide, high] = [canvas.width / ratio, canvas.height / ratio];
  const head = MARGIN + LINE * (1 + labels.length) + 8;
  const whole = new OffscreenCanvas((wide + 2 * MARGIN) * ratio, (head + high + MARGIN) * ratio);
  const pen = whole.getContext("2d")!;
  pen.scale(ratio, ratio);
  pen.fillStyle = colour("surface");
  pen.fillRect(0, 0, wide + 2 * MARGIN, head + high + MARGIN);
  pen.fillStyle = colour("ink");
  pen.font = "600 16px system-ui";
  pen.fillText(title, MARGIN, MARGIN + 14, wide);
  pen.font = "14px system-ui";
  labels.forEach((label, i) => {
    const y = MARGIN + LINE * (i + 1) + 12;
    pen.strokeStyle = colour(`crew-${i + 1}`);
    pen.lineWidth = 3;
    pen.setLineDash([...(dashes[i % dashes.length] ?? [])]);
    pen.beginPath();
    pen.moveTo(MARGIN, y - 5);
    pen.lineTo(MARGIN + 30, y - 5);
    pen.stroke();
    pen.fillText(label, MARGIN + 40, y, wide - 40);
  });
  pen.drawImage(canvas, MARGIN, head, wide, high);
  return whole.convertToBlob({ type: "image/png" });
}
