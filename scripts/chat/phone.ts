import { setTimeout as after } from 'node:timers/promises'
import { z } from 'zod'
import { PermanentError } from '../../src/errors.ts'

/** What the sandbox's phone API tells, as far as a terminal shows it. */
const Message = z.object({
  sid: z.string(),
  direction: z.enum(['in', 'out']),
  body: z.string(),
  buttons: z.array(z.object({ id: z.string(), title: z.string() })).optional(),
  media: z.array(z.object({ url: z.string(), contentType: z.string() })).optional(),
})
const Typing = z.object({ on: z.boolean() })
const Status = z.object({ sid: z.string(), status: z.string() })
const Config = z.object({ whatsappFrom: z.string(), assistantUrl: z.string() })

export type PhoneMessage = z.infer<typeof Message>

/** A person's phone. All callbacks run in the order in which things happened, and must not throw. */
export interface Phone extends AsyncDisposable {
  /** The sandbox it belongs to. */
  readonly url: string
  /** Sends what was typed; a number or the words of a quick reply on offer is a tap on it. */
  write(text: string): Promise<void>
  /** Sends, and resolves with the answer when nothing more of it comes. Throws `PermanentError` when none does. */
  ask(text: string, timeoutMs: number): Promise<PhoneMessage[]>
  /** Resolves when the sandbox has hung up. */
  readonly lost: Promise<void>
}

export interface PhoneEvents {
  message?(message: PhoneMessage): void
  typing?(on: boolean): void
  /** The service did not take a message. */
  refused?(): void
}

/** An answer of several messages is over when none has come for this long. */
const QUIET_MS = 1_000
/** A sandbox on this machine answers at once, or is none. */
const LOOK_MS = 2_000

/** Whether a sandbox's phone API listens at this address. */
export async function hasPhones(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/config`, { signal: AbortSignal.timeout(LOOK_MS) })
    return response.ok && Config.safeParse(await response.json()).success
  } catch {
    return false
  }
}

/** Opens the phone of a person, `whatsapp:+…`, at a sandbox. */
export async function openPhone(url: string, address: string, events: PhoneEvents = {}): Promise<Phone> {
  const hangUp = new AbortController()
  const watchers = new Set<PhoneEvents>([events])
  const each = (tell: (watcher: PhoneEvents) => void) => [...watchers].forEach(tell)
  const sent = new Set<string>()
  const failed = new Set<string>()
  let offered: PhoneMessage | undefined

  const where = `${url}/api/phones/events?address=${encodeURIComponent(address)}`
  const response = await fetch(where, { signal: hangUp.signal })
  if (!response.ok || !response.body)
    throw new PermanentError(`The sandbox at ${url} answers ${response.status}.`)
  const opened = Promise.withResolvers<void>()
  const lost = read(response.body).catch((cause: unknown) => {
    opened.reject(new PermanentError(`The sandbox at ${url} hung up.`, { cause }))
  })

  async function read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder()
    let text = ''
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true })
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) hear(block)
    }
  }

  function hear(block: string): void {
    const [, name, data] = /^event: (\w+)\ndata: (.*)$/s.exec(block) ?? []
    if (name === 'snapshot') opened.resolve()
    if (!name || data === undefined) return // a beat
    const value: unknown = JSON.parse(data)
    const message = name === 'message' ? Message.safeParse(value).data : undefined
    if (message?.direction === 'out') {
      offered = message
      each((watcher) => watcher.message?.(message))
    }
    const typing = name === 'typing' ? Typing.safeParse(value).data : undefined
    if (typing) each((watcher) => watcher.typing?.(typing.on))
    const status = name === 'status' ? Status.safeParse(value).data : undefined
    if (status?.status === 'failed') {
      failed.add(status.sid)
      if (sent.has(status.sid)) each((watcher) => watcher.refused?.())
    }
  }

  async function write(text: string): Promise<void> {
    const { buttons = [], sid: repliesToSid } = offered ?? {}
    const said = text.trim().toLowerCase()
    const tapped = buttons.find(({ title }, at) => said === String(at + 1) || said === title.toLowerCase())
    const tap = tapped && { buttonPayload: tapped.id, buttonText: tapped.title, repliesToSid }
    const answer = await fetch(`${url}/api/phones/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ address, body: tapped?.title ?? text, ...tap }),
      signal: AbortSignal.timeout(10_000),
    })
    const { sid, error } = z
      .object({ sid: z.string().optional(), error: z.string().optional() })
      .parse(await answer.json())
    if (!sid) throw new PermanentError(`The message was not sent: ${error ?? answer.status}`)
    sent.add(sid)
    if (tapped) offered = undefined
    // It may have failed before its id was known here.
    if (failed.has(sid)) each((watcher) => watcher.refused?.())
  }

  async function ask(text: string, timeoutMs: number): Promise<PhoneMessage[]> {
    const answers: PhoneMessage[] = []
    const failure = Promise.withResolvers<never>()
    const fail = (message: string) => failure.reject(new PermanentError(message))
    let news = Promise.withResolvers<void>()
    let typing = false
    const watcher: PhoneEvents = {
      message: (message) => (answers.push(message), (typing = false), news.resolve()),
      typing: (on) => ((typing = on), news.resolve()),
      refused: () => fail('The service did not take the message.'),
    }
    const late = setTimeout(fail, timeoutMs, `No answer within ${timeoutMs / 1000} s.`)
    void lost.then(() => fail('The sandbox hung up.'))
    failure.promise.catch(() => undefined) // also when nobody waits for it any more
    watchers.add(watcher)
    try {
      await write(text)
      for (;;) {
        const waits = [news.promise, failure.promise]
        if (answers.length > 0 && !typing) {
          const quiet = after(QUIET_MS, 'quiet' as const)
          if ((await Promise.race([...waits, quiet])) === 'quiet') return answers
        } else await Promise.race(waits)
        news = Promise.withResolvers()
      }
    } finally {
      watchers.delete(watcher)
      clearTimeout(late)
    }
  }

  await opened.promise
  return {
    url,
    write,
    ask,
    lost,
    async [Symbol.asyncDispose]() {
      watchers.clear()
      hangUp.abort()
      await lost
    },
  }
}
