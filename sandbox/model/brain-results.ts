import type { ModelMessage } from './model-request.ts'

const FAILED =
  /^\W*(error|failed|failure|could ?n[o']t|cannot|can't|unable|sorry|there is no|refused|denied|timed? ?out|i was not able)\b/i

/** The tool messages at the end of a conversation, each with the name of the tool that answered. */
export function lastResults(messages: readonly ModelMessage[]): { name: string; text: string }[] {
  const results: { name: string; text: string }[] = []
  const names = new Map(messages.flatMap((message) => message.toolCalls.map((call) => [call.id, call.name])))
  for (const message of messages.toReversed()) {
    if (message.role !== 'tool') break
    results.unshift({ name: names.get(message.toolCallId ?? '') ?? 'the tool', text: message.text })
  }
  return results
}

/** Retells what the tools said: failures as failures, findings with their links, and nothing that they did not say. */
export function retell(results: readonly { name: string; text: string }[]): string {
  return results
    .map(({ name, text }) => {
      const clean = unfenced(text)
      if (!clean) return `**${name}** came back with nothing.`
      if (FAILED.test(clean)) return `**${name}** did not work: ${shorten(clean, 500)}`
      const links = [...new Set(clean.match(/https?:\/\/[^\s<>"')\]]+/g))].map((link) =>
        link.replace(/[.,;]+$/, ''),
      )
      if (links.length === 0) return `**${name}** says:\n\n${shorten(clean, 1000)}`
      const short = shorten(clean, 900)
      const unnamed = links.slice(0, 5).filter((link) => !short.includes(link))
      const sources =
        unnamed.length > 0 ? `\n\n**Sources**\n${unnamed.map((link) => `- ${link}`).join('\n')}` : ''
      return `Here is what **${name}** found:\n\n${short}${sources}`
    })
    .join('\n\n')
}

/** The text without the tags and fences that mark it as coming from outside; JSON as plain lines. */
function unfenced(text: string): string {
  const bare = text
    .replace(/^\s*(?:```\w*|-{3,}|={3,})\s*$/gm, '')
    .replace(/<\/?[a-z][\w-]*(?:\s[^<>]*)?>/gi, '')
    .trim()
  if (!/^[[{]/.test(bare)) return bare.replace(/\n{3,}/g, '\n\n')
  try {
    return linesOf(JSON.parse(bare)).join('\n')
  } catch {
    return bare
  }
}

function linesOf(value: unknown, key = ''): string[] {
  if (value === null || value === undefined || value === '') return []
  if (Array.isArray(value)) return value.slice(0, 5).flatMap((one) => linesOf(one, key))
  if (typeof value !== 'object') {
    const words = typeof value === 'string' ? value : JSON.stringify(value)
    return [key ? `- ${key}: ${words}` : `- ${words}`]
  }
  return Object.entries(value).flatMap(([name, one]) => linesOf(one, name))
}

function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text
  const cut = text.slice(0, limit)
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), limit - 80))}…`
}
