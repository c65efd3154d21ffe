import { createWriteStream, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Content } from '../twilio/contents.ts'
import type { TwilioMessage } from '../twilio/message-log.ts'

/** Keeps messages and contents across restarts: one JSON line for each, the last one of a SID counts. */
export interface Journal {
  message(message: TwilioMessage): void
  content(content: Content): void
  close(): Promise<void>
}

// Our own lines come back: the discriminator is checked, the rest was written by this file.
const Line = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('message'), value: z.custom<TwilioMessage>((value) => hasSid(value)) }),
  z.object({ kind: z.literal('content'), value: z.custom<Content>((value) => hasSid(value)) }),
])
const hasSid = (value: unknown) => typeof value === 'object' && value !== null && 'sid' in value

/** Opens the journal of a folder and gives back what it holds. A line cut off by a crash is skipped. */
export function openJournal(folder: string): {
  journal: Journal
  messages: TwilioMessage[]
  contents: Content[]
} {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'phone-messages.jsonl')
  const messages = new Map<string, TwilioMessage>()
  const contents = new Map<string, Content>()
  const kept = existsSync(path) ? readFileSync(path, 'utf8') : ''
  for (const text of kept.split('\n')) {
    const line = Line.safeParse(parsed(text))
    if (!line.success) continue
    if (line.data.kind === 'message') messages.set(line.data.value.sid, line.data.value)
    else contents.set(line.data.value.sid, line.data.value)
  }
  const file = createWriteStream(path, { flags: 'a' })
  if (kept && !kept.endsWith('\n')) file.write('\n')
  const write = (kind: string, value: unknown) => {
    // What still moves while the sandbox closes is not kept.
    if (!file.writableEnded) file.write(`${JSON.stringify({ kind, value })}\n`)
  }
  const journal: Journal = {
    message: (message) => write('message', message),
    content: (content) => write('content', content),
    close: () => new Promise((resolve) => file.end(() => resolve())),
  }
  return { journal, messages: [...messages.values()], contents: [...contents.values()] }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
