import { randomUUID } from 'node:crypto'

export type MessageStatus =
  | 'accepted'
  | 'queued'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'failed'
  | 'undelivered'
  | 'received'

/** What the person's own phone shows beside a message they wrote. */
export type Receipt = 'sending' | 'sent' | 'delivered' | 'read' | 'failed'

export interface Button {
  id: string
  title: string
}

export interface Place {
  latitude: number
  longitude: number
  name?: string
  address?: string
}

export interface MediaItem {
  sid: string
  contentType: string
  fileName?: string
  /** Of what the service sends: where it has it. */
  url?: string
  /** Bytes; absent until they are here. */
  size?: number
  /** The service had Twilio delete it: only the person's phone still has it. */
  deleted?: boolean
}

/** A message as Twilio keeps it. Times are epoch milliseconds. */
export interface TwilioMessage {
  sid: string
  direction: 'inbound' | 'outbound-api' | 'outbound-reply'
  from: string
  to: string
  body: string
  status: MessageStatus
  errorCode: number | null
  errorMessage: string | null
  createdAt: number
  sentAt: number | null
  updatedAt: number
  /** Before this the list of messages does not show it yet; real time, whatever the sandbox's clock says. */
  listedAt: number
  messagingServiceSid: string | null
  media: MediaItem[]
  /** Its media is still being fetched: it is not on its way to the person yet. */
  fetching?: boolean
  receipt?: Receipt
  statusCallback?: string
  contentSid?: string
  buttons?: Button[]
  place?: Place
  repliesToSid?: string
}

type LogEvent =
  | { kind: 'message'; message: TwilioMessage }
  | { kind: 'status'; message: TwilioMessage }
  | { kind: 'typing'; address: string; on: boolean }

/** All messages of the account, in order of arrival. */
export interface MessageLog {
  readonly all: readonly TwilioMessage[]
  get(sid: string): TwilioMessage | undefined
  /** The messages from or to an address, oldest first. */
  with(address: string): readonly TwilioMessage[]
  add(message: TwilioMessage): void
  /** The media of a message was fetched: only now the listeners hear of it. */
  fetched(message: TwilioMessage): void
  /** Tells the listeners that a status, receipt or error of this message changed. */
  changed(message: TwilioMessage): void
  remove(sid: string): void
  typing(address: string, on: boolean): void
  /** Returns the function that ends the subscription. */
  subscribe(listener: (event: LogEvent) => void): () => void
  clear(): void
}

export function createMessageLog(now: () => Date): MessageLog {
  let all: TwilioMessage[] = []
  const bySid = new Map<string, TwilioMessage>()
  const byAddress = new Map<string, TwilioMessage[]>()
  const listeners = new Set<(event: LogEvent) => void>()
  const tell = (event: LogEvent) => {
    for (const listener of listeners) listener(event)
  }
  return {
    get all() {
      return all
    },
    get: (sid) => bySid.get(sid),
    with: (address) => byAddress.get(address) ?? [],
    add(message) {
      all.push(message)
      bySid.set(message.sid, message)
      const address = personOf(message)
      const theirs = byAddress.get(address)
      if (theirs) theirs.push(message)
      else byAddress.set(address, [message])
      if (!message.fetching) tell({ kind: 'message', message })
    },
    fetched(message) {
      delete message.fetching
      tell({ kind: 'message', message })
    },
    changed(message) {
      message.updatedAt = now().getTime()
      tell({ kind: 'status', message })
    },
    remove(sid) {
      const message = bySid.get(sid)
      if (!message) return
      bySid.delete(sid)
      all = all.filter((one) => one !== message)
      const address = personOf(message)
      byAddress.set(
        address,
        (byAddress.get(address) ?? []).filter((one) => one !== message),
      )
    },
    typing: (address, on) => tell({ kind: 'typing', address, on }),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    clear() {
      all = []
      bySid.clear()
      byAddress.clear()
    },
  }
}

/** The address of the person in a message; the other side is the assistant. */
export const personOf = (message: TwilioMessage): string =>
  message.direction === 'inbound' ? message.from : message.to

/** A fresh SID: two letters and 32 hex digits. */
export const newSid = (letters: string): string => letters + randomUUID().replaceAll('-', '')
