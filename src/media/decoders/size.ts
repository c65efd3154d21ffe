/**
 * The size that a model sees: inside 2048 × 2048, shorter side 768 at most.
 * Source: OpenAI, "Images and vision", how `detail: high` scales a picture before it counts its tiles.
 */
export function sizeForModel(
  width: number,
  height: number,
): { width: number; height: number; scale: number } {
  const scale = Math.min(2048 / Math.max(width, height), 768 / Math.min(width, height))
  return {
    scale,
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  }
}
