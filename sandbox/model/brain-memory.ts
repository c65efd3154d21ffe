import type { ModelRequest } from './model-request.ts'

const NAME =
  /(?:my name is|call me|me llamo|mi nombre es|me chamo|meu nome é|ich hei(?:ß|ss)e|mein name ist|je m'appelle|mon nom est)\s+(\p{Lu}[\p{L}'-]*(?:\s+\p{Lu}[\p{L}'-]*)?)/iu
const NAME_NOTED = /(?:name is|name:|is called|named)\s+\**(\p{Lu}[\p{L}'-]*)/u
const ASKS_NAME =
  /what(?:'s| is| was) my name|who am i\b|c[oó]mo me llamo|qual (?:é|e) (?:o )?meu nome|wie hei(?:ß|ss)e ich|comment je m'appelle/i

/** What the person told about themselves: everything they wrote before, newest last, and what the system prompt keeps. */
function told(request: ModelRequest): string[] {
  const said = request.messages.filter((message) => message.role === 'user').map((message) => message.text)
  return [request.system, ...said]
}

/** The name in one text, when it is an introduction. The pattern ignores case, so the capital is checked here. */
function introduced(text: string): string | undefined {
  const words = NAME.exec(text)?.[1]?.split(/\s+/) ?? []
  const capital = words.filter((word) => /^\p{Lu}/u.test(word))
  return capital.length > 0 ? capital.join(' ') : words[0]
}

/** An answer from what was said earlier in this conversation, or undefined when it was not about that. */
export function recall(request: ModelRequest, text: string): string | undefined {
  const texts = told(request).toReversed()
  if (ASKS_NAME.test(text)) {
    const name = texts.map(introduced).find(Boolean) ?? NAME_NOTED.exec(request.system)?.[1]
    return name ? `Your name is **${name}**.` : "You haven't told me your name in this conversation."
  }
  if (/what did (?:i|we) (?:say|write|ask|tell you|talk about) (?:at )?first|my first message/i.test(text)) {
    const summary = summaryIn(request.system)
    if (summary) return `From the summary of what came earlier:\n\n${quote(summary)}`
    const first = request.messages.find((message) => message.role === 'user')
    return first ? `The first thing you wrote that I can see:\n\n${quote(first.text)}` : undefined
  }
  if (/what did i (?:just |last )?(?:say|write|ask)|my (?:last|previous) message/i.test(text)) {
    const said = request.messages.filter((message) => message.role === 'user')
    const before = said.at(-2)
    return before ? `Before this you wrote:\n\n${quote(before.text)}` : 'This is the first message I can see.'
  }
  if (/what (?:do you (?:know|remember)|have i told you)|what did we talk about/i.test(text)) {
    const facts = told(request).slice(1, -1).filter(Boolean)
    const summary = summaryIn(request.system)
    const lines = [...(summary ? [summary] : []), ...facts].map((fact) => `- ${oneLine(fact)}`)
    return lines.length > 0
      ? `**What I have in front of me:**\n${lines.slice(-10).join('\n')}`
      : 'Nothing yet.'
  }
  const asked = /(?:what|where|who|when)(?:'s| is| are| was) my ([\p{L} ]+?)\s*\?/iu
    .exec(text)?.[1]
    ?.toLowerCase()
    .replace(/ (?:called|named)$/, '')
  if (!asked) return undefined
  const pattern = new RegExp(`\\bmy ${asked} (?:is|are|was)\\s+([^.!?\\n]+)`, 'i')
  const noted = new RegExp(`\\b${asked}\\b\\**(?: is| are|:)\\s+([^.!?\\n]+)`, 'i')
  const found = texts.map((one) => pattern.exec(one)?.[1]).find(Boolean) ?? noted.exec(request.system)?.[1]
  return found
    ? `Your ${asked} is **${found.trim()}**.`
    : `You haven't told me your ${asked} in this conversation.`
}

/** A word of acknowledgement when the person tells something about themselves. */
export function acknowledge(text: string): string | undefined {
  const name = introduced(text)
  if (name)
    return `Nice to meet you, **${name}**! As long as this conversation goes on I can see what you told me.`
  const fact = /^\s*my ([\p{L} ]+?) (?:is|are)\s+([^.!?\n]+)/iu.exec(text)
  return fact
    ? `Your ${fact[1]} is **${fact[2]?.trim()}**: I can see it as long as this conversation goes on.`
    : undefined
}

/** The summary of what left the window, if the system prompt carries one. */
export function summaryIn(system: string): string | undefined {
  const found =
    /(?:^|\n)[^\n]*\b(?:summary|earlier in (?:this|the) conversation|so far)\b[^\n]*\n+([\s\S]+?)(?=\n#|\n<\/|\n\n\S+[^\n]*:\n|$)/i
  return found.exec(system)?.[1]?.trim() || undefined
}

const quote = (text: string) =>
  text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, 200)
