import type { Background } from '../background.ts'
import type { FaultQueue } from '../faults.ts'
import type { FormAnswer, FormPost } from './form-post.ts'
import { bodyOf, inboundFields, type InboundMessage } from './inbound-fields.ts'
import { createInboundWebhook } from './inbound-webhook.ts'
import type { MediaStore } from './media-store.ts'
import { newSid, type MediaItem, type MessageLog, type Place, type TwilioMessage } from './message-log.ts'
import type { Senders } from './message-rules.ts'
import type { OptOuts } from './opt-outs.ts'
import type { Receipts } from './receipts.ts'
import type { TwilioFault } from './twilio-faults.ts'

/** How an inbound message fared. `status` is the webhook's answer, 0 when there was none. */
export interface InboundResult {
  sid: string
  status: number
  attempts: number
}

/** Takes in what people write, and hands it to the service. */
export function createInbound(edge: {
  accountSid: string
  senders: Senders
  webhookUrl(): string | undefined
  log: MessageLog
  mediaStore: MediaStore
  optOuts: OptOuts
  receipts: Receipts
  faults: FaultQueue<TwilioFault>
  background: Background
  post: FormPost
  now(): Date
  listLag(): number
  posted(): void
}) {
  const { log, receipts } = edge
  const deliver = createInboundWebhook({
    url: () => edge.webhookUrl(),
    faults: edge.faults,
    post: edge.post,
    signal: edge.background.signal,
    posted: () => edge.posted(),
  })

  function record(input: InboundMessage, sid: string, to: string, media: MediaItem[]): TwilioMessage {
    const now = edge.now().getTime()
    const message: TwilioMessage = {
      sid,
      direction: 'inbound',
      from: input.from,
      to,
      body: bodyOf(input),
      status: 'received',
      receipt: 'sent',
      errorCode: null,
      errorMessage: null,
      createdAt: now,
      sentAt: now,
      updatedAt: now,
      listedAt: Date.now() + edge.listLag(),
      messagingServiceSid: null,
      media,
      place: placeOf(input),
      repliesToSid: input.repliesToSid,
    }
    log.add(message)
    return message
  }

  /** Sends words of Twilio's own, which the service does not hear of. */
  function answerPerson(about: TwilioMessage, body: string) {
    const now = edge.now().getTime()
    log.add({
      sid: newSid('SM'),
      direction: 'outbound-reply',
      from: about.to,
      to: about.from,
      body,
      status: 'delivered',
      errorCode: null,
      errorMessage: null,
      createdAt: now,
      sentAt: now,
      updatedAt: now,
      listedAt: Date.now(),
      messagingServiceSid: null,
      media: [],
    })
    receipts.answered(about.from)
  }

  function receive(input: InboundMessage): { sid: string; delivered: Promise<InboundResult> } {
    const sid = input.messageSid ?? newSid(input.media?.length ? 'MM' : 'SM')
    const whatsapp = input.from.startsWith('whatsapp:')
    const to = input.to ?? (whatsapp ? edge.senders.whatsappFrom : edge.senders.smsFrom)
    const media = (input.media ?? []).map(({ bytes, base64, contentType, fileName }) => {
      const item: MediaItem = { sid: newSid('ME'), contentType, fileName }
      edge.mediaStore.add(item, bytes ?? Buffer.from(base64 ?? '', 'base64'))
      return item
    })
    const message = log.get(sid) ?? record(input, sid, to, media)
    const auto = edge.optOuts.heard(input.from, message.body)
    if (auto) answerPerson(message, auto)
    if (input.deliverWebhook === false) {
      return { sid, delivered: Promise.resolve({ sid, status: 0, attempts: 0 }) }
    }
    const { accountSid } = edge
    const base = `https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Messages/${sid}/Media`
    const urls = media.map((item) => ({ url: `${base}/${item.sid}`, contentType: item.contentType }))
    const fields = inboundFields(input, { sid, to, accountSid, media: urls })
    const delivered = deliver(fields, input).then(({ status, attempts, answer }) => {
      receipts.move(message, status >= 200 && status < 300 ? 'delivered' : 'failed')
      const said = answer && status < 300 ? wordsOf(answer) : ''
      if (said) answerPerson(message, said)
      return { sid, status, attempts }
    })
    edge.background.run(async () => void (await delivered))
    return { sid, delivered }
  }

  return { receive }
}

function placeOf({ latitude, longitude, label, address }: InboundMessage): Place | undefined {
  if (latitude === undefined || longitude === undefined) return undefined
  return { latitude, longitude, name: label, address }
}

/** Twilio sends a plain-text answer, and the messages of a TwiML one, to the person (PROTOCOLS 1.1). */
function wordsOf({ contentType, body }: FormAnswer): string {
  if (contentType.startsWith('text/plain')) return body.trim()
  if (!/xml/.test(contentType)) return ''
  const words = [...body.matchAll(/<Message[^>]*>([\s\S]*?)<\/Message>/g)].map(([, inner = '']) => inner)
  return words
    .join('\n')
    .replace(/<Media>[^<]*<\/Media>|<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim()
}
