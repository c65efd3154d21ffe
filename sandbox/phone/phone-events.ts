import type { ServerResponse } from 'node:http'
import { personOf, type MessageLog } from '../twilio/message-log.ts'
import { phoneMessage, phoneStatus } from './phone-message.ts'

/** Live updates of each person's phone, as server-sent events. */
export interface PhoneEvents {
  /** Sends the messages so far, then every change, until the page goes away. */
  open(address: string, response: ServerResponse): void
  close(): void
}

/** So many messages a page gets when it opens. */
const SNAPSHOT = 200
const BEAT_MS = 15_000

export function createPhoneEvents(log: MessageLog): PhoneEvents {
  const pages = new Map<string, Set<ServerResponse>>()
  const write = (response: ServerResponse, event: string, data: unknown) =>
    response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  const tell = (address: string, event: string, data: () => unknown) => {
    const open = pages.get(address)
    if (!open) return
    const value = data()
    for (const page of open) write(page, event, value)
  }
  const arrived = (address: string) => log.with(address).filter((message) => !message.fetching)
  const stop = log.subscribe((event) => {
    if (event.kind === 'typing') return tell(event.address, 'typing', () => ({ on: event.on }))
    const { message } = event
    const address = personOf(message)
    if (event.kind === 'message') tell(address, 'message', () => phoneMessage(message))
    else
      tell(address, 'status', () => ({
        sid: message.sid,
        status: phoneStatus(message),
        errorCode: message.errorCode ?? undefined,
      }))
  })
  const beat = setInterval(() => {
    for (const open of pages.values()) for (const page of open) page.write(': beat\n\n')
  }, BEAT_MS)
  beat.unref()
  return {
    open(address, response) {
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      })
      const open = pages.get(address) ?? new Set()
      pages.set(address, open.add(response))
      response.once('close', () => {
        open.delete(response)
        if (open.size === 0) pages.delete(address)
      })
      write(response, 'snapshot', { messages: arrived(address).slice(-SNAPSHOT).map(phoneMessage) })
    },
    close() {
      stop()
      clearInterval(beat)
      for (const open of pages.values()) for (const page of open) page.end()
    },
  }
}
