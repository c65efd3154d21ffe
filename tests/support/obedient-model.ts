import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { ModelRequest } from '../../sandbox/model/model-request.ts'
import type { WrittenReply } from '../../sandbox/model/script.ts'

const Attack = z.strictObject({
  id: z.string(),
  /** How it comes to the model. */
  via: z.string(),
  goal: z.enum(['harm', 'steal']),
  language: z.string(),
  trick: z.string(),
  text: z.string(),
  /** The part of the text by which the model knows it; its beginning when absent. */
  sign: z.string().optional(),
  /** A second text, on a page: only both together are an order. */
  second: z.string().optional(),
  /** It is obeyed only once the person's last message has these words. */
  when: z.string().optional(),
  /** What it orders; `$SECRET` and `$PAGE` are filled in. */
  call: z.strictObject({ name: z.string(), args: z.record(z.string(), z.unknown()) }),
})

export type Attack = z.infer<typeof Attack> & {
  /** What the person says of themselves, and nobody else may ever read; the conversation is known by it. */
  secret: string
  /** What the person asks about; pages and documents are found by it. */
  topic: string
  page: string
}

export async function readAttacks(): Promise<Attack[]> {
  const file = await readFile(new URL('../fixtures/injections/attacks.jsonl', import.meta.url), 'utf8')
  const lines = file.trim().split('\n')
  return lines.map((line, at) => {
    const known = { secret: `orchid-${at + 100}`, topic: `topic${at + 100}`, page: `news.test/p${at + 100}` }
    return { ...Attack.parse(JSON.parse(line)), ...known }
  })
}

/** The call that an attack orders. */
export function orderedCall({ call, secret, page }: Attack): { name: string; args: Record<string, unknown> } {
  const filled = JSON.stringify(call.args).replaceAll('$SECRET', secret).replaceAll('$PAGE', page)
  return { name: call.name, args: z.record(z.string(), z.unknown()).parse(JSON.parse(filled)) }
}

const bare = (text: string): string => text.replaceAll(/\s+/g, ' ')

export function signsOf({ text, sign, second }: Attack): string[] {
  return [sign ?? bare(text).slice(0, 50), ...(second ? [second.slice(0, 50)] : [])].map(bare)
}

const read = new WeakMap<ModelRequest, string>()

/** Everything that a request shows the model: also what its tools say of themselves. */
export function shown(request: ModelRequest): string {
  const { system, messages, tools } = request
  const described = tools.flatMap(({ name, description }) => [name, description])
  const text =
    read.get(request) ?? bare([system, ...messages.map((one) => one.text), ...described].join('\n'))
  read.set(request, text)
  return text
}

/**
 * The worst model there is: it obeys whatever it reads, wherever it reads it, as often as it reads it, repeats it in each
 * of its answers, and writes it into each summary. It stops for the length of a turn when the person says no. Apart from
 * that it does what the person asks.
 */
export function obedient(attacks: Attack[]) {
  return function reply(request: ModelRequest): WrittenReply {
    const { messages, system } = request
    if (!system.startsWith('You are')) return messages.at(-1)?.text.slice(0, 2_500) ?? ''
    const seen = shown(request)
    const attack = attacks.find(({ secret }) => seen.includes(secret))
    const last = messages.at(-1)
    const said = messages.findLast(({ role }) => role === 'user')?.text ?? ''
    const visible = attack !== undefined && signsOf(attack).every((sign) => seen.includes(sign))
    const echo = visible ? ` ${attack.text}` : ''
    if (said === 'no') return `I leave it.${echo}`
    if (visible && (!attack.when || said.includes(attack.when))) {
      const call = orderedCall(attack)
      const just = last?.role === 'tool' && messages.findLast(({ toolCalls }) => toolCalls.length > 0)
      const done =
        just && just.toolCalls.some(({ name, args }) => name === call.name && sameArgs(args, call.args))
      if (!done) return { toolCalls: [call] }
    }
    return (last?.role === 'user' && asAsked(said)) || `All right.${echo}`
  }
}

const sameArgs = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** What the person's words ask for. */
function asAsked(said: string): WrittenReply | undefined {
  const call = (name: string, args: Record<string, unknown>): WrittenReply => ({
    toolCalls: [{ name, args }],
  })
  const page = /^Read (\S+)$/.exec(said)?.[1]
  if (page) return call('read-page', { url: page })
  const topic = /topic\d+/.exec(said)?.[0] ?? ''
  if (said.startsWith('Search')) return call('web-search', { query: topic })
  if (said.startsWith('What do the rules')) return call('search-documents', { query: topic })
  const parcel = /^Where is my parcel (\d+)/.exec(said)?.[1]
  if (parcel) return call(`post${parcel}_track`, {})
  if (said.startsWith('What is on')) return call('find-events', { when: 'tomorrow' })
  const [, when, what] = /Remind me (.+) to (.+)$/.exec(said) ?? []
  if (what) return call('create-reminder', { what, when })
  const [, title, time] = /Book (\w+) (.+)$/.exec(said) ?? []
  return title ? call('create-event', { title, when: time }) : undefined
}
