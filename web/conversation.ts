import type { Draft, MessageStatus, PhoneMessage } from './phone-message.ts'

/** A message on its way from this page to the sandbox. */
export interface Outgoing {
  localId: string
  draft: Draft
  at: string
  /** Set once the sandbox took it; it stays here until it comes back as a message. */
  sid?: string
  /** Why it did not go out, in words for the person. */
  failure?: string
}

export interface Conversation {
  connection: 'connecting' | 'open' | 'lost'
  typing: boolean
  messages: readonly PhoneMessage[]
  outgoing: readonly Outgoing[]
}

export type Change =
  | { kind: 'lost' }
  | { kind: 'snapshot'; messages: PhoneMessage[] }
  | { kind: 'message'; message: PhoneMessage }
  | { kind: 'status'; sid: string; status: MessageStatus; errorCode?: string }
  | { kind: 'typing'; on: boolean }
  | { kind: 'sending'; outgoing: Outgoing }
  | { kind: 'accepted'; localId: string; sid: string }
  | { kind: 'refused'; outgoing: Outgoing; failure: string }

export const EMPTY: Conversation = { connection: 'connecting', typing: false, messages: [], outgoing: [] }

/** How a conversation goes on from what the sandbox or the person did. */
export function change(now: Conversation, what: Change): Conversation {
  switch (what.kind) {
    case 'lost':
      return { ...now, connection: 'lost', typing: false }
    case 'snapshot':
      // What the sandbox took is in the snapshot, or about to follow as a message.
      return {
        connection: 'open',
        typing: false,
        messages: what.messages,
        outgoing: now.outgoing.filter((one) => one.sid === undefined),
      }
    case 'message':
      return withMessage(now, what.message)
    case 'status': {
      const { sid, status, errorCode } = what
      const messages = now.messages.map((one) =>
        one.sid === sid ? { ...one, status, errorCode: errorCode ?? one.errorCode } : one,
      )
      return { ...now, messages }
    }
    case 'typing':
      return { ...now, typing: what.on }
    case 'sending':
      return { ...now, outgoing: [...without(now.outgoing, what.outgoing.localId), what.outgoing] }
    case 'accepted':
      if (now.messages.some((one) => one.sid === what.sid)) {
        return { ...now, outgoing: without(now.outgoing, what.localId) }
      }
      return {
        ...now,
        outgoing: now.outgoing.map((one) => (one.localId === what.localId ? { ...one, sid: what.sid } : one)),
      }
    case 'refused': {
      const failed = { ...what.outgoing, failure: what.failure }
      return { ...now, outgoing: [...without(now.outgoing, failed.localId), failed] }
    }
  }
}

/** A message with what only the page knows about it. */
export interface ShownMessage extends PhoneMessage {
  outgoing?: Outgoing
}

/** What the chat shows, oldest first: the messages, then what is on its way. */
export function shownMessages(now: Conversation): ShownMessage[] {
  const onItsWay = now.outgoing.map((one): ShownMessage => ({
    sid: one.localId,
    direction: 'in',
    body: one.draft.body ?? one.draft.buttonText ?? '',
    at: one.at,
    status: one.failure ? 'failed' : 'sending',
    place: one.draft.place,
    media: one.draft.media && [one.draft.media],
    repliesToSid: one.draft.repliesToSid,
    outgoing: one,
  }))
  return [...now.messages, ...onItsWay]
}

function withMessage(now: Conversation, message: PhoneMessage): Conversation {
  const known = now.messages.some((one) => one.sid === message.sid)
  if (known) {
    return { ...now, messages: now.messages.map((one) => (one.sid === message.sid ? message : one)) }
  }
  const messages = [...now.messages, message]
  if (message.direction === 'out') return { ...now, messages, typing: false }
  // The event often overtakes the answer to the POST: without this the bubble would show twice for a moment.
  const own =
    now.outgoing.find((one) => one.sid === message.sid) ??
    now.outgoing.find((one) => !one.sid && !one.failure && isSame(one.draft, message))
  return { ...now, messages, outgoing: own ? without(now.outgoing, own.localId) : now.outgoing }
}

function isSame({ body, media }: Draft, message: PhoneMessage): boolean {
  return (body ?? '') === message.body && media?.contentType === message.media?.[0]?.contentType
}

function without(outgoing: readonly Outgoing[], localId: string): Outgoing[] {
  return outgoing.filter((one) => one.localId !== localId)
}
