import type RequestClient from 'twilio/lib/base/RequestClient.js'
import type Twilio from 'twilio/lib/rest/Twilio.js'
import type { MessageListInstanceCreateOptions } from 'twilio/lib/rest/api/v2010/account/message.js'
import { z } from 'zod'
import type { Media } from './channel.ts'
import { RequestFailed } from './twilio-errors.ts'
import { createTwilioHttp } from './twilio-http.ts'

const text = z.string().nullish()

/** One message of the list (PROTOCOLS 1.7). Numbers come as strings, dates as RFC 2822. */
const record = z.object({
  sid: z.string(),
  direction: text,
  from: text,
  to: text,
  body: text,
  num_media: text,
  content_sid: text,
  date_created: text,
  date_sent: text,
})
const messageList = z.object({ messages: z.array(record), next_page_uri: text })
const messageStatus = z.object({
  status: z.string(),
  error_code: z.union([z.number(), z.string()]).nullish(),
})
const mediaList = z.object({ media_list: z.array(z.object({ sid: z.string(), content_type: text })) })

export type MessageRecord = z.infer<typeof record>

export interface TwilioClient {
  /** Creates a message and gives its id, e.g. `SM…`. */
  create(params: MessageListInstanceCreateOptions, signal: AbortSignal): Promise<{ sid: string }>
  /** Messages since a time, in Twilio's order (newest first), at most `pages` × 100. */
  list(
    filter: { to?: string | undefined; from?: string | undefined; since: Date; pages: number },
    signal: AbortSignal,
  ): Promise<MessageRecord[]>
  /** The files of a message, with the same `ref` a webhook would have given. */
  media(messageSid: string, signal: AbortSignal): Promise<Media[]>
  /** The status of a message of ours, as a callback would give it. */
  status(messageSid: string, signal: AbortSignal): Promise<{ status: string; errorCode?: string | undefined }>
  /** Deletes a resource of the account, whose address is given without `.json`. */
  remove(uri: string, signal: AbortSignal): Promise<void>
  /** Shows "typing…" under an inbound message, which is thereby marked read (PROTOCOLS 1.11). */
  typing(messageSid: string, signal: AbortSignal): Promise<void>
}

export const apiHost = 'api.twilio.com'
const api = `https://${apiHost}`

/** The Twilio SDK over our own HTTP. Every call throws `RequestFailed`, and nothing else on purpose. */
export function createTwilioClient(settings: {
  accountSid: string
  authToken: string
  baseUrl?: string | undefined
  requestTimeoutMs: number
}): TwilioClient {
  const { accountSid, authToken } = settings
  const send = createTwilioHttp(settings.baseUrl, settings.requestTimeoutMs)
  const account = `${api}/2010-04-01/Accounts/${accountSid}`
  // 90 ms to import, so not before the first call.
  let sdk: Promise<typeof Twilio> | undefined

  /** A client for one call, because the SDK has no way to hand on a signal. Making one takes microseconds. */
  async function client(signal: AbortSignal) {
    const Client = await (sdk ??= import('twilio/lib/rest/Twilio.js').then((module) => module.default))
    const httpClient = { request: (options: RequestClient.RequestOptions) => send(options, signal) }
    return new Client(accountSid, authToken, {
      // The SDK calls `request` of it and nothing else (BaseTwilio.js).
      httpClient: httpClient as unknown as RequestClient,
      autoRetry: false,
    })
  }

  async function get<T>(uri: string, params: object, shape: z.ZodType<T>, signal: AbortSignal): Promise<T> {
    const twilio = await client(signal)
    const response: { body: unknown } = await twilio.request({ method: 'get', uri, params })
    const parsed = shape.safeParse(response.body)
    if (parsed.success) return parsed.data
    throw new RequestFailed('unknown', `Twilio: unexpected answer: ${z.prettifyError(parsed.error)}`)
  }

  return {
    async create(params, signal) {
      const { sid } = await (await client(signal)).messages.create(params)
      if (typeof sid !== 'string' || sid === '')
        throw new RequestFailed('unknown', 'Twilio: no id in the answer')
      return { sid }
    },

    async list({ to, from, since, pages }, signal) {
      const first = {
        ...(to && { To: to }),
        ...(from && { From: from }),
        'DateSent>': since.toISOString().replace(/\.\d+Z$/, 'Z'),
        PageSize: 100,
      }
      const records: MessageRecord[] = []
      let page = await get(`${account}/Messages.json`, first, messageList, signal)
      records.push(...page.messages)
      for (let count = 1; count < pages && page.next_page_uri?.startsWith('/'); count++) {
        page = await get(api + page.next_page_uri, {}, messageList, signal)
        records.push(...page.messages)
      }
      return records
    },

    async media(messageSid, signal) {
      const list = await get(`${account}/Messages/${messageSid}/Media.json`, {}, mediaList, signal)
      return list.media_list.map(({ sid, content_type }) => ({
        ref: `${account}/Messages/${messageSid}/Media/${sid}`,
        contentType: content_type ?? 'application/octet-stream',
      }))
    },

    async status(messageSid, signal) {
      const found = await get(`${account}/Messages/${messageSid}.json`, {}, messageStatus, signal)
      return { status: found.status, errorCode: found.error_code?.toString() }
    },

    async remove(uri, signal) {
      await (await client(signal)).request({ method: 'delete', uri: `${uri}.json` })
    },

    async typing(messageSid, signal) {
      const twilio = await client(signal)
      const data = { channel: 'whatsapp', messageId: messageSid }
      await twilio.request({
        method: 'post',
        uri: 'https://messaging.twilio.com/v2/Indicators/Typing.json',
        data,
      })
    },
  }
}
