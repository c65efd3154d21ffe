import { sendJson, type Exchange } from '../exchange.ts'
import type { Contents } from './contents.ts'
import type { MediaStore } from './media-store.ts'
import { listJson, mediaJson, messageJson } from './message-json.ts'
import { newSid, type MessageLog, type TwilioMessage } from './message-log.ts'
import { readNewMessage, type NewMessage, type Senders } from './message-rules.ts'
import type { OptOuts } from './opt-outs.ts'
import { fetchMedia } from './outbound-media.ts'
import { refusal, sendRefusal } from './refusal.ts'
import type { StatusCallbacks } from './status-callbacks.ts'
import type { TwilioFault } from './twilio-faults.ts'
import type { MessageWindow } from './window.ts'

export interface MessagesApi {
  /** `fault` is one of the accept-then kinds, or undefined. */
  create(exchange: Exchange, fault: TwilioFault | undefined): void
  list(exchange: Exchange): void
  one(exchange: Exchange, sid: string): void
  mediaList(exchange: Exchange, sid: string): void
  media(exchange: Exchange, sid: string, mediaSid: string, json: boolean): void
}

/** The Messages resource of the REST API (PROTOCOLS 1.6, 1.7). */
export function createMessagesApi(edge: {
  accountSid: string
  senders: Senders
  /** Where the CDN of this stand-in is, without a trailing slash. */
  cdn(): string
  contents: Contents
  optOuts: OptOuts
  window: MessageWindow
  log: MessageLog
  mediaStore: MediaStore
  callbacks: StatusCallbacks
  accepted(message: TwilioMessage): void
  now(): Date
  listLag(): number
}): MessagesApi {
  const { accountSid, log } = edge
  const missing = (exchange: Exchange) => {
    const words = `The requested resource ${exchange.path} was not found`
    sendRefusal(exchange.response, refusal(20404, words, 404))
  }

  function record(asked: Omit<NewMessage, 'failsWith'>): TwilioMessage {
    const now = edge.now().getTime()
    const message: TwilioMessage = {
      ...asked,
      sid: newSid(asked.media.length > 0 ? 'MM' : 'SM'),
      direction: 'outbound-api',
      status: asked.messagingServiceSid ? 'accepted' : 'queued',
      ...(asked.media.length > 0 && { fetching: true }),
      errorCode: null,
      errorMessage: null,
      createdAt: now,
      sentAt: null,
      updatedAt: now,
      listedAt: Date.now() + edge.listLag(),
    }
    log.add(message)
    edge.accepted(message)
    return message
  }

  const mediaOf = (message: TwilioMessage) =>
    message.fetching
      ? async (signal: AbortSignal) => {
          const problem = await fetchMedia(message, edge.mediaStore, signal)
          log.fetched(message)
          return problem
        }
      : undefined

  return {
    create(exchange, fault) {
      const { response } = exchange
      const asked = readNewMessage(
        new URLSearchParams(exchange.body),
        edge.senders,
        edge.contents,
        edge.optOuts,
        edge.window,
      )
      if ('code' in asked) return sendRefusal(response, asked)
      const { failsWith, ...said } = asked
      const message = record(said)
      const post = fault?.route !== 'messages' || (fault.callbacks ?? true)
      const json = messageJson(message, accountSid)
      // Not before the answer is out, unless there will be none.
      const hangs = fault?.kind === 'acceptThenHang'
      const answered = hangs ? undefined : new Promise<void>((resolve) => response.once('close', resolve))
      edge.callbacks.begin(message, { post, failsWith, after: answered, prepare: mediaOf(message) })
      if (fault?.kind === 'acceptThenCut') exchange.request.socket.destroy()
      else if (fault?.kind === 'acceptThen500') {
        sendRefusal(response, refusal(20500, 'An internal server error has occurred', 500))
      } else if (!hangs) sendJson(response, 201, json)
    },
    list(exchange) {
      const { query } = exchange
      const [to, from] = [query.get('To'), query.get('From')]
      const ours = (address: string) =>
        address === edge.senders.whatsappFrom || address === edge.senders.smsFrom
      const person = [to, from].find((address) => address && !ours(address))
      const pool = person ? log.with(person) : log.all
      sendJson(exchange.response, 200, listJson(pool, query, accountSid, Date.now()))
    },
    one(exchange, sid) {
      const message = log.get(sid)
      if (!message) return missing(exchange)
      if (exchange.method === 'DELETE') {
        log.remove(sid)
        exchange.response.writeHead(204).end()
        return
      }
      if (exchange.method === 'POST' && new URLSearchParams(exchange.body).get('Body') === '')
        message.body = ''
      sendJson(exchange.response, 200, messageJson(message, accountSid))
    },
    mediaList(exchange, sid) {
      const message = log.get(sid)
      if (!message) return missing(exchange)
      const kept = message.media.filter((item) => !item.deleted)
      const list = kept.map((item) => mediaJson(message, item.sid, item.contentType, accountSid))
      const page = {
        page: 0,
        page_size: 50,
        start: 0,
        end: list.length,
        next_page_uri: null,
        uri: exchange.path,
      }
      sendJson(exchange.response, 200, { media_list: list, ...page })
    },
    media(exchange, sid, mediaSid, json) {
      const message = log.get(sid)
      const item = message?.media.find((one) => one.sid === mediaSid && !one.deleted)
      if (!message || !item) return missing(exchange)
      if (exchange.method === 'DELETE') {
        item.deleted = true
        log.changed(message)
        exchange.response.writeHead(204).end()
        return
      }
      if (json) {
        return sendJson(exchange.response, 200, mediaJson(message, mediaSid, item.contentType, accountSid))
      }
      if (!edge.mediaStore.get(mediaSid)) return missing(exchange)
      exchange.response.writeHead(307, { location: `${edge.cdn()}/${mediaSid}`, 'content-length': 0 }).end()
    },
  }
}
