import { useCallback, useEffect, useReducer } from 'react'
import { type Change, change, type Conversation, EMPTY, type Outgoing } from './conversation.ts'
import { newId } from './desk.ts'
import { type Draft, field, readCode, readMessage, readMessages, readStatus, text } from './phone-message.ts'

const FIRST_RETRY_MS = 250
const LONGEST_RETRY_MS = 4_000
const POST_TIMEOUT_MS = 15_000

export interface PhoneLine {
  conversation: Conversation
  send: (draft: Draft) => void
  retry: (outgoing: Outgoing) => void
}

/** One phone's conversation, kept in step with the sandbox. The component using it is keyed by address. */
export function usePhoneLine(address: string, profileName: string): PhoneLine {
  const [conversation, apply] = useReducer(change, EMPTY)
  useEffect(() => listenWhileVisible(address, apply), [address])

  const post = useCallback(
    async (outgoing: Outgoing) => {
      apply({ kind: 'sending', outgoing })
      try {
        const sid = await postMessage({ address, profileName, ...outgoing.draft })
        apply({ kind: 'accepted', localId: outgoing.localId, sid })
      } catch (error) {
        apply({ kind: 'refused', outgoing, failure: reasonOf(error) })
      }
    },
    [address, profileName],
  )
  const send = useCallback(
    (draft: Draft) => void post({ localId: newId('local'), draft, at: new Date().toISOString() }),
    [post],
  )
  const retry = useCallback(
    ({ localId, draft }: Outgoing) => void post({ localId, draft, at: new Date().toISOString() }),
    [post],
  )
  return { conversation, send, retry }
}

/** Tells the sandbox that the person is looking at the chat. Must not throw: it is a courtesy. */
export async function reportRead(address: string): Promise<void> {
  await postJson('/api/phones/read', { address }).catch(() => undefined)
}

/**
 * Listens only while the tab can be seen: a browser allows six connections to one host over all its tabs,
 * and forgotten ones would keep new messages from going out. Coming back brings a fresh snapshot.
 */
function listenWhileVisible(address: string, apply: (what: Change) => void): () => void {
  let stop: (() => void) | undefined
  const update = () => {
    if (document.hidden) {
      stop?.()
      stop = undefined
    } else stop ??= listen(address, apply)
  }
  document.addEventListener('visibilitychange', update)
  update()
  return () => {
    document.removeEventListener('visibilitychange', update)
    stop?.()
  }
}

/** Connects again by itself, since EventSource gives up for good on an answer other than 200. */
function listen(address: string, apply: (what: Change) => void): () => void {
  let source: EventSource
  let timer: ReturnType<typeof setTimeout> | undefined
  let wait = FIRST_RETRY_MS

  const connect = () => {
    timer = undefined
    source = new EventSource(`/api/phones/events?address=${encodeURIComponent(address)}`)
    const on = (name: string, read: (data: unknown) => Change | undefined) => {
      source.addEventListener(name, (event: MessageEvent<unknown>) => {
        const what = read(parse(event.data))
        if (what) apply(what)
      })
    }
    on('snapshot', (data) => {
      wait = FIRST_RETRY_MS
      return { kind: 'snapshot', messages: readMessages(data) }
    })
    on('message', (data) => {
      const message = readMessage(data)
      return message && { kind: 'message', message }
    })
    on('status', (data) => {
      const sid = text(field(data, 'sid'))
      const status = readStatus(field(data, 'status'))
      return sid && status
        ? { kind: 'status', sid, status, errorCode: readCode(field(data, 'errorCode')) }
        : undefined
    })
    on('typing', (data) => ({ kind: 'typing', on: field(data, 'on') === true }))
    source.addEventListener('error', () => {
      source.close()
      apply({ kind: 'lost' })
      timer = setTimeout(connect, wait)
      wait = Math.min(wait * 2, LONGEST_RETRY_MS)
    })
  }

  connect()
  return () => {
    source.close()
    clearTimeout(timer)
  }
}

async function postMessage(message: Draft & { address: string; profileName: string }): Promise<string> {
  const answer: unknown = await postJson('/api/phones/messages', message).then((response) => response.json())
  return text(field(answer, 'sid')) ?? ''
}

async function postJson(path: string, body: unknown): Promise<Response> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(POST_TIMEOUT_MS),
  })
  if (!response.ok) throw new Error(await refusalOf(response))
  return response
}

/** The sandbox says what it did not like in the first line of `error`. */
async function refusalOf(response: Response): Promise<string> {
  const said = text(field(parse(await response.text()), 'error'))
  return said?.split('\n')[0]?.replace(/^\W+/, '') || `the sandbox answered ${response.status}`
}

function reasonOf(error: unknown): string {
  if (error instanceof TypeError) return 'no connection'
  if (error instanceof DOMException) return 'no answer'
  return error instanceof Error ? error.message : 'unknown reason'
}

function parse(data: unknown): unknown {
  try {
    return JSON.parse(String(data))
  } catch {
    return undefined
  }
}
