import type { Background } from '../background.ts'
import type { Exchange, Handler } from '../exchange.ts'
import { createFaultQueue, playWireFault } from '../faults.ts'
import { sendAccount, sendNumbers } from './account-api.ts'
import { createCdn } from './cdn.ts'
import { createContents, type Content } from './contents.ts'
import { createFormPost } from './form-post.ts'
import { createInbound, type InboundResult } from './inbound.ts'
import type { InboundMessage } from './inbound-fields.ts'
import { createMediaStore } from './media-store.ts'
import { createMessageLog, type MediaItem, type MessageLog, type TwilioMessage } from './message-log.ts'
import type { Senders } from './message-rules.ts'
import { createMessagesApi } from './messages-api.ts'
import { createOptOuts } from './opt-outs.ts'
import { createReceipts } from './receipts.ts'
import { knownRefusal, refusal, sendRefusal } from './refusal.ts'
import { sentMessage, type SentMessage } from './sent-messages.ts'
import { createStatusCallbacks, type CallbackSettings } from './status-callbacks.ts'
import { TwilioFault } from './twilio-faults.ts'
import { noRequests, type TwilioRequests } from './twilio-requests.ts'
import { createTypingApi } from './typing-api.ts'
import { createWindow } from './window.ts'

export interface TwilioStandIn {
  /** What the service sent and Twilio accepted, oldest first; also what it was never told was accepted. */
  readonly sent: readonly SentMessage[]
  /** How many requests of each kind came in (or, for callbacks and webhooks, went out). */
  readonly requests: Readonly<TwilioRequests>
  /** How far messages get by themselves; may be changed at any time. */
  readonly callbacks: CallbackSettings
  readonly log: MessageLog
  /** A person writes; resolves when the webhook was answered or given up. */
  inbound(input: InboundMessage): Promise<InboundResult>
  /** The same without waiting: the SID at once, the result later. */
  receive(input: InboundMessage): { sid: string; delivered: Promise<InboundResult> }
  /** A file of a message as the person's phone has it, also when Twilio had to delete it. */
  media(sid: string): { item: MediaItem; bytes: Buffer } | undefined
  /** The person looks at their phone: what was delivered to this address becomes read. */
  read(address: string): void
  misbehave(fault: TwilioFault): void
  /** Resolves when no callback and no webhook is on its way. */
  idle(): Promise<void>
  reset(): void
}

export interface TwilioEdge extends Senders {
  accountSid: string
  authToken: string
  callbacks: CallbackSettings
  background: Background
  /** Where the service takes inbound webhooks; undefined until it is known. */
  webhookUrl(): string | undefined
  /** This stand-in's own address, e.g. `http://127.0.0.1:4010/twilio`. */
  url(): string
  contentCreated(content: Content): void
  /** What time it is for messages. */
  now(): Date
  /** Whether who never wrote may be written to freely. */
  strangersWindow: 'open' | 'shut'
  /** Where files of messages are kept; none: in memory. */
  mediaFolder: string | undefined
}

export interface TwilioParts extends TwilioStandIn {
  handle: Handler
  /** Takes in what a journal kept. */
  restore: { message(message: TwilioMessage): void; content(content: Content): void }
  close(): void
}

const ACCOUNT_PATH = /^\/2010-04-01\/Accounts\/(AC\w+)(?:\/(.*))?\.json$/
const MEDIA_PATH = /^\/2010-04-01\/Accounts\/(AC\w+)\/Messages\/(\w+)\/Media\/(ME\w+?)(\.json)?$/

export function createTwilio(edge: TwilioEdge): TwilioParts {
  const { accountSid, background } = edge
  const log = createMessageLog(() => edge.now())
  const faults = createFaultQueue<TwilioFault>()
  const mediaStore = createMediaStore(edge.mediaFolder)
  const optOuts = createOptOuts()
  const receipts = createReceipts(log)
  const contents = createContents((content) => edge.contentCreated(content))
  const post = createFormPost(edge.authToken)
  const sent: SentMessage[] = []
  const requests = noRequests()
  const serveCdn = createCdn(mediaStore, faults)
  const callbacks = createStatusCallbacks({
    accountSid,
    settings: edge.callbacks,
    log,
    faults,
    background,
    post,
    now: () => edge.now(),
    posted: () => void requests.callbacks++,
  })
  const listLag = () => faults.take((one) => one.route === 'list' && one.kind === 'lag')?.ms ?? 0
  const messages = createMessagesApi({
    accountSid,
    senders: edge,
    cdn: () => `${edge.url()}/cdn`,
    contents,
    optOuts,
    window: createWindow(log, () => edge.now(), edge.strangersWindow),
    log,
    mediaStore,
    callbacks,
    now: () => edge.now(),
    listLag,
    accepted(message) {
      sent.push(sentMessage(message, mediaStore))
      receipts.answered(message.to)
    },
  })
  const typing = createTypingApi(log, receipts)
  const { receive } = createInbound({
    accountSid,
    senders: edge,
    webhookUrl: () => edge.webhookUrl(),
    log,
    mediaStore,
    optOuts,
    receipts,
    faults,
    background,
    post,
    now: () => edge.now(),
    listLag,
    posted: () => void requests.webhooks++,
  })

  const authorization = `Basic ${Buffer.from(`${accountSid}:${edge.authToken}`).toString('base64')}`
  const notFound = ({ path, response }: Exchange) =>
    sendRefusal(response, refusal(20404, `The requested resource ${path} was not found`, 404))

  /** Plays a fault waiting for this route; true when nothing is left to answer. */
  async function faulty(exchange: Exchange, route: TwilioFault['route']): Promise<boolean> {
    const fault = faults.take(
      (one) => one.route === route && one.kind !== 'lag' && !one.kind.startsWith('acceptThen'),
    )
    if (!fault) return false
    if (fault.kind === 'redirect') {
      exchange.response.writeHead(302, { location: fault.to ?? '/', 'content-length': 0 }).end()
      return true
    }
    return playWireFault(exchange, fault, (status, headers) =>
      sendRefusal(exchange.response, knownRefusal(status, fault.code, accountSid), headers),
    )
  }

  async function handle(exchange: Exchange): Promise<void> {
    const { path, method, request, response } = exchange
    if (path.startsWith('/cdn/')) {
      requests.cdn++
      return serveCdn(exchange)
    }
    if (request.headers.authorization !== authorization) {
      requests.refused++
      return sendRefusal(response, refusal(20003, 'Authenticate', 401))
    }
    if (method === 'POST' && path === '/v2/Indicators/Typing.json') {
      requests.typing++
      return (await faulty(exchange, 'typing')) ? undefined : typing(exchange)
    }
    if (path.startsWith('/v1/Content')) {
      requests.content++
      return (await faulty(exchange, 'content')) ? undefined : contents.handle(exchange, accountSid)
    }
    const media = MEDIA_PATH.exec(path)
    if (media?.[1] === accountSid) {
      requests[method === 'DELETE' ? 'mediaDeleted' : 'media']++
      if (await faulty(exchange, 'media')) return
      return messages.media(exchange, media[2] ?? '', media[3] ?? '', media[4] !== undefined)
    }
    const [, account, resource] = ACCOUNT_PATH.exec(path) ?? []
    if (account !== accountSid) return notFound(exchange)
    if (resource === 'Messages' && method === 'POST') {
      requests.messages++
      if (await faulty(exchange, 'messages')) return
      return messages.create(
        exchange,
        faults.take((one) => one.route === 'messages' && one.kind.startsWith('acceptThen')),
      )
    }
    if (resource === 'Messages' && method === 'GET') {
      requests.list++
      return (await faulty(exchange, 'list')) ? undefined : messages.list(exchange)
    }
    const [, sid, list] = /^Messages\/(\w+?)(\/Media)?$/.exec(resource ?? '') ?? []
    if (sid) return list ? messages.mediaList(exchange, sid) : messages.one(exchange, sid)
    requests.account++
    if (method !== 'GET') return notFound(exchange)
    if (resource === undefined) return sendAccount(exchange, accountSid)
    if (resource === 'IncomingPhoneNumbers') {
      return sendNumbers(exchange, accountSid, edge, edge.webhookUrl() ?? '')
    }
    notFound(exchange)
  }

  return {
    handle,
    sent,
    requests,
    callbacks: edge.callbacks,
    log,
    receive,
    inbound: (input) => receive(input).delivered,
    media: (sid) => mediaStore.get(sid),
    read(address) {
      for (const message of log.with(address)) {
        if (message.direction !== 'inbound') callbacks.read(message)
      }
    },
    misbehave: (fault) => faults.add(TwilioFault.parse(fault)),
    idle: () => background.idle(),
    reset() {
      sent.length = 0
      Object.assign(requests, noRequests())
      for (const part of [faults, log, mediaStore, optOuts, contents]) part.clear()
      receipts.close()
    },
    restore: {
      message(message) {
        log.add(message)
        for (const item of message.media) mediaStore.restore(item)
        if (message.direction === 'inbound') optOuts.heard(message.from, message.body)
      },
      content: (content) => contents.add(content),
    },
    close() {
      receipts.close()
      post.close()
    },
  }
}
