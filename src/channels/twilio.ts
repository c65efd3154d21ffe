import type { Logger } from 'pino'
import webhooks from 'twilio/lib/webhooks/webhooks.js'
import { PermanentError, WebhookRejected } from '../errors.ts'
import type { Channel, InboundMessage, OutboundMessage, StatusUpdate, WebhookRequest } from './channel.ts'
import { phoneNumber } from './phone-number.ts'
import { createCallbackAddress } from './twilio-callback.ts'
import { createTwilioClient, type MessageRecord } from './twilio-client.ts'
import { createTwilioContent, type TwilioTemplates } from './twilio-content.ts'
import { readError, sendError } from './twilio-errors.ts'
import { createTwilioMedia } from './twilio-media.ts'
import { lowerPrefix, readFields, readForm, readMessage, readStatus, type Fields } from './twilio-webhook.ts'

export interface TwilioSettings {
  accountSid: string
  /** The account's primary auth token: Twilio signs with it (PROTOCOLS 1.3). */
  authToken: string
  /** With or without `whatsapp:` in front. */
  whatsappFrom?: string | undefined
  smsFrom?: string | undefined
  /** Sends when neither the message nor the settings name a number. */
  messagingServiceSid?: string | undefined
  /** Replaces scheme and host of every call, e.g. `http://127.0.0.1:9001`. */
  baseUrl?: string | undefined
  /** Where Twilio reaches us, e.g. `https://bot.example.test`, maybe with a path, without a trailing slash. */
  publicUrl: string
  templates?: TwilioTemplates | undefined
  log: Logger
  /** Of one request, from connecting to the last byte. */
  requestTimeoutMs?: number | undefined
}

/** What a clock may be off, and Twilio's `DateSent` rounded. */
const slackMs = 60_000

/** WhatsApp and SMS through Twilio Programmable Messaging (PROTOCOLS 1). */
export function createTwilioChannel(settings: TwilioSettings): Channel {
  const { accountSid, authToken, log, messagingServiceSid } = settings
  const publicUrl = settings.publicUrl.replace(/\/+$/, '')
  const client = createTwilioClient({ ...settings, requestTimeoutMs: settings.requestTimeoutMs ?? 15_000 })
  const media = createTwilioMedia(settings, client)
  const { content, isSame, render } = createTwilioContent(settings.templates)
  const callback = createCallbackAddress(authToken)
  const callbackAllowed = !new URL(publicUrl).hostname.includes('_')
  const numbers = {
    whatsapp: settings.whatsappFrom && addressFor('whatsapp', settings.whatsappFrom),
    sms: settings.smsFrom,
  }
  const ours = new Set(Object.values(numbers).flatMap((number) => (number ? [bareAddress(number)] : [])))
  let mismatchExplained = false
  if (!callbackAllowed)
    log.warn(
      { publicUrl },
      'Twilio calls no host with an underscore in its name (PUBLIC_URL): delivery statuses will not come in',
    )

  /** The fields of a request that Twilio signed and that is for our account. */
  function verified(request: WebhookRequest): Fields {
    const signature = request.headers['x-twilio-signature']
    if (typeof signature !== 'string' || signature === '')
      throw new WebhookRejected(403, 'The request carries no X-Twilio-Signature.')
    const form = readForm(request.body)
    const url = (publicUrl + request.path).replace(/#.*$/s, '')
    if (!isSigned(authToken, signature, url, form)) {
      if (!mismatchExplained)
        log.warn(
          { url },
          `A request to the Twilio webhook has a signature that does not match. It was checked against ${url}: ` +
            'PUBLIC_URL must give the scheme, host, port and path that stand in the webhook address at Twilio, and ' +
            'TWILIO_AUTH_TOKEN must be the primary auth token of the account. Said once; later ones are refused silently.',
        )
      mismatchExplained = true
      throw new WebhookRejected(403, 'The signature does not match.')
    }
    const fields = readFields(form)
    if (fields['AccountSid'] !== accountSid)
      throw new WebhookRejected(403, 'The request is for another account.')
    return fields
  }

  /** A message that one of our own senders wrote, whatever it is: a number, a short code or a name. */
  function isOurs(from: string, to: string): boolean {
    const address = bareAddress(from)
    return ours.has(address) || address === bareAddress(to)
  }

  /** `From` of a message, or the service that picks one. */
  function sender({ medium, from }: OutboundMessage): { from?: string; messagingServiceSid?: string } {
    const number = from || (medium === 'whatsapp' ? numbers.whatsapp : numbers.sms) || messagingServiceSid
    if (!number) return {}
    return number.startsWith('MG') ? { messagingServiceSid: number } : { from: addressFor(medium, number) }
  }

  /** A record of the list as the webhook would have told it; what only the webhook tells is missing. */
  async function missedMessage(
    record: MessageRecord,
    signal: AbortSignal,
  ): Promise<InboundMessage | undefined> {
    if (!record.from) return undefined
    const { sid, from, to = '', body = '' } = record
    if (isOurs(from, to ?? '')) return undefined
    const fields = { ...readFields({ To: to ?? '', Body: body ?? '' }), From: from, MessageSid: sid }
    const files = Number(record.num_media ?? 0) > 0 ? await client.media(record.sid, signal) : []
    return readMessage(fields, files)
  }

  return {
    name: 'twilio',
    media: ['whatsapp', 'sms'],
    voiceMedia: ['whatsapp'],
    windowMedia: ['whatsapp'],
    templateMedia: settings.templates?.notice ? ['whatsapp'] : [],
    acknowledgement: { contentType: 'text/xml', body: '<?xml version="1.0" encoding="UTF-8"?><Response/>' },

    receive(request) {
      const { From, MessageSid, ...rest } = verified(request)
      if (!MessageSid) throw new WebhookRejected(400, 'The request has no MessageSid.')
      if (!From) throw new WebhookRejected(400, 'The request has no From.')
      // A status callback sent to the wrong address: taken for a message, it would make us answer ourselves.
      if (rest['MessageStatus'] && rest['MessageStatus'] !== 'received') return []
      // Our own words, come back as somebody's: answered, they would never end.
      if (isOurs(From, rest['To'] ?? '')) return []
      return [readMessage({ ...rest, From, MessageSid })]
    },

    status(request) {
      const { MessageSid, ...rest } = verified(request)
      if (!MessageSid) throw new WebhookRejected(400, 'The request has no MessageSid.')
      const update = readStatus({ ...rest, MessageSid })
      return update ? [{ ...withWindow(update), outboxId: callback.outboxId(request.path) }] : []
    },

    render,
    ...media,

    async send(message, signal) {
      const from = sender(message)
      if (!from.from && !from.messagingServiceSid)
        throw new PermanentError(`There is no Twilio number to send ${message.medium} messages from.`)
      const params = {
        to: addressFor(message.medium, message.to),
        ...from,
        ...content(message),
        ...(callbackAllowed && { statusCallback: publicUrl + callback.pathFor(message.outboxId) }),
      }
      try {
        const { sid } = await client.create(params, signal)
        return { providerId: sid }
      } catch (err) {
        throw sendError(err)
      }
    },

    async readBack(message, since, known, signal) {
      const { from } = sender(message)
      const earliest = new Date(since.getTime() - slackMs)
      const to = addressFor(message.medium, message.to)
      const filter = { to, from, since: earliest, pages: 20 }
      const records = await client.list(filter, signal).catch((err: unknown) => {
        throw readError(err)
      })
      const matches = oldestFirst(records).filter(
        (record) =>
          record.direction?.startsWith('outbound') &&
          sentAt(record) >= earliest.getTime() &&
          isSame(message, record),
      )
      if (matches.length === 0) return undefined
      const taken = await known(matches.map((record) => record.sid))
      const ours = matches.find((record) => !taken.has(record.sid))
      return ours && { providerId: ours.sid }
    },

    async *missed(since, signal) {
      const senders = Object.values(numbers).filter((number) => number !== undefined && number !== '')
      const earliest = new Date(since.getTime() - slackMs)
      for (const to of senders.length > 0 ? senders : [undefined]) {
        try {
          const records = await client.list({ to, since: earliest, pages: 50 }, signal)
          for (const record of oldestFirst(records)) {
            if (record.direction !== 'inbound' || sentAt(record) < earliest.getTime()) continue
            const message = await missedMessage(record, signal)
            if (message) yield message
          }
        } catch (err) {
          throw readError(err)
        }
      }
    },

    async deliveryStatus(providerId, signal) {
      const { status, errorCode } = await client.status(providerId, signal).catch((err: unknown) => {
        throw readError(err)
      })
      const update = readStatus({ MessageSid: providerId, MessageStatus: status, ErrorCode: errorCode })
      return update && withWindow(update)
    },

    async typing({ medium, providerId }, signal) {
      if (medium !== 'whatsapp' || !/^(SM|MM)[0-9a-fA-F]{32}$/.test(providerId)) return
      await client.typing(providerId, signal).catch((err: unknown) => {
        throw readError(err)
      })
    },
  }
}

/** 63016: free text outside of the 24 hours of WhatsApp, told by callback after it was accepted (PROTOCOLS 1.8). */
function withWindow(update: StatusUpdate): StatusUpdate {
  return update.errorCode === '63016' ? { ...update, outsideWindow: true } : update
}

function isSigned(
  token: string,
  signature: string,
  url: string,
  fields: Record<string, string | string[]>,
): boolean {
  try {
    return webhooks.validateRequest(token, signature, url, fields)
  } catch {
    return false // a path that makes no URL
  }
}

/** Both sides of a WhatsApp message carry the prefix, of an SMS neither (PROTOCOLS 1.7). */
function addressFor(medium: string, address: string): string {
  const written = lowerPrefix(address)
  return medium === 'whatsapp' && !written.startsWith('whatsapp:') ? `whatsapp:${written}` : written
}

/** The same for one sender however it is written, and on every medium. */
const bareAddress = (address: string) =>
  phoneNumber(address) ??
  address
    .replace(/^whatsapp:/i, '')
    .trim()
    .toLowerCase()

/** A record without a readable date counts as now: it must not be left out for that. */
function sentAt({ date_created, date_sent }: MessageRecord): number {
  const time = Date.parse(date_created ?? date_sent ?? '')
  return Number.isNaN(time) ? Date.now() : time
}

/** The list comes newest first, and its dates are whole seconds: equal ones keep their order. */
const oldestFirst = (records: MessageRecord[]) => records.toReversed().sort((a, b) => sentAt(a) - sentAt(b))
