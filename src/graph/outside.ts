/**
 * Fences what was written by others, so that the model can tell it from orders. The fence cannot be closed from
 * inside: whatever looks like it is defused.
 */
export function fence(content: string, source: string): string {
  const defused = content.replaceAll(/<(\/?)\s*outside/gi, '‹$1outside')
  return `<outside source="${source.replaceAll(/["<>\n]/g, ' ')}">\n${defused}\n</outside>`
}
