import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js'
import { z } from 'zod'
import { CUT, LONGEST_MESSAGE, TOO_LONG } from './call-failed.ts'

const Asked = z
  .string()
  .transform((body) => JSON.parse(body) as unknown)
  .pipe(z.looseObject({ id: z.number() }))

/**
 * A `fetch` that reads no more of an answer than fits, and lets no request outlive `longestMs`. An answer as an event stream
 * that is too long, or is cut off, ends with an error for its request: the SDK alone would wait for it until its time is up.
 */
export function createBoundedFetch(longestMs: number): FetchLike {
  return async (url, init) => {
    const posted = init?.method === 'POST'
    const signals = [init?.signal, posted ? AbortSignal.timeout(longestMs) : undefined]
    const signal = AbortSignal.any(signals.filter((one) => one instanceof AbortSignal))
    const response = await fetch(url, { ...init, signal })
    if (!response.body) return response
    const { status, statusText, headers } = response
    const events = headers.get('content-type')?.startsWith('text/event-stream') ?? false
    const asked = posted && events ? Asked.safeParse(init.body).data : undefined
    const body = asked
      ? answerEvents(response.body, asked.id)
      : events
        ? limited(response.body, startsAnew)
        : limited(response.body, () => false)
    return new Response(streamOf(body), { status, statusText, headers })
  }
}

async function* limited(
  body: ReadableStream<Uint8Array>,
  startsAgain: (chunk: Uint8Array) => boolean,
): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of body) {
    size = startsAgain(chunk) ? chunk.length : size + chunk.length
    if (size > LONGEST_MESSAGE) throw new Error('the answer is too long')
    yield chunk
  }
}

/** The stream for news of the server stays open for ever: there each event has the limit of a message. */
function startsAnew(chunk: Uint8Array): boolean {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).includes('\n\n')
}

async function* answerEvents(body: ReadableStream<Uint8Array>, id: number): AsyncGenerator<Uint8Array> {
  const answer = new RegExp(`"id"\\s*:\\s*${id}\\b`)
  let [size, tail, answered, resumable] = [0, '', false, false]
  try {
    for await (const chunk of body) {
      size += chunk.length
      if (size > LONGEST_MESSAGE) {
        yield errorEvent(id, TOO_LONG, 'the answer is too long')
        return
      }
      const text = tail + Buffer.from(chunk).toString('latin1')
      answered ||= answer.test(text)
      resumable ||= /^id:/m.test(text) // the SDK asks again for what it misses
      tail = text.slice(-40)
      yield chunk
    }
  } catch {
    resumable = false
  }
  if (!answered && !resumable) yield errorEvent(id, CUT, 'the answer was cut off')
}

function errorEvent(id: number, code: number, message: string): Uint8Array {
  const event = JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } })
  return Buffer.from(`\n\nevent: message\ndata: ${event}\n\n`)
}

function streamOf(chunks: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await chunks.return(undefined)
    },
  })
}
