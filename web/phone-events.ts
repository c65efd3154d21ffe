import { useCallback, useEffect, useReducer, useRef } from 'react'
import { clock } from './clock.ts'
import { type Change, change, type Conversation, EMPTY, type Outgoing } from './conversation.ts'
import { newId } from './desk.ts'
import { type Draft, field, readCode, readMessage, readMessages, readStatus, text } from './phone-message.ts'
import { parse, postMessage, reasonOf } from './post-json.ts'

const FIRST_RETRY_MS = 250
const LONGEST_RETRY_MS = 4_000

export interface PhoneLine {
  conversation: Conversation
  /** In this order, each once the one before it went out or was refused. */
  send: (...drafts: Draft[]) => void
  retry: (outgoing: Outgoing) => void
}

/** One phone's conversation, kept in step with the sandbox. The component using it is keyed by address. */
export function usePhoneLine(address: string, profileName: string): PhoneLine {
  const [conversation, apply] = useReducer(change, EMPTY)
  useEffect(() => listenWhileVisible(address, apply), [address])

  const queue = useRef(Promise.resolve())

  const post = useCallback(
    async (outgoing: Outgoing) => {
      try {
        const sid = await postMessage({ address, profileName, ...outgoing.draft })
        apply({ kind: 'accepted', localId: outgoing.localId, sid })
        if (outgoing.draft.media) URL.revokeObjectURL(outgoing.draft.media.url)
      } catch (error) {
        apply({ kind: 'refused', outgoing, failure: reasonOf(error) })
      }
    },
    [address, profileName],
  )
  const enqueue = useCallback(
    (localId: string, draft: Draft) => {
      const outgoing = { localId, draft, at: clock.now().toISOString() }
      apply({ kind: 'sending', outgoing })
      queue.current = queue.current.then(() => post(outgoing))
    },
    [post],
  )
  const send = useCallback(
    (...drafts: Draft[]) => {
      for (const draft of drafts) enqueue(newId('local'), draft)
    },
    [enqueue],
  )
  const retry = useCallback(({ localId, draft }: Outgoing) => enqueue(localId, draft), [enqueue])
  return { conversation, send, retry }
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
