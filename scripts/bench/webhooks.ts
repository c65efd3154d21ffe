import { randomBytes } from 'node:crypto'
import { ACCOUNT, sign } from './account.ts'

/** Tells this run's messages from those of earlier runs on the same database. */
const run = randomBytes(4).toString('hex')
let made = 0

/** The phone number of the nth person; the same n is the same person. */
export function personNumber(n: number): string {
  return `+1555${String(2_000_000 + n)}`
}

export interface MediaField {
  url: string
  contentType: string
}

/** A new inbound WhatsApp message as Twilio sends it, signed: the bytes of the whole HTTP request. */
export function webhookRequest(serviceUrl: string, person: number, text: string, media?: MediaField): Buffer {
  const number = personNumber(person)
  const sid = `SM${run}${(made++).toString(16).padStart(24, '0')}`
  const context = { ProfileName: `Person ${person}`, WaId: number.slice(1), Forwarded: 'false' }
  const fields = new URLSearchParams({
    ...context,
    MessageSid: sid,
    SmsSid: sid,
    SmsMessageSid: sid,
    AccountSid: ACCOUNT.sid,
    From: `whatsapp:${number}`,
    To: ACCOUNT.whatsapp,
    Body: text,
    NumMedia: media ? '1' : '0',
    ...(media && { MediaUrl0: media.url, MediaContentType0: media.contentType }),
    NumSegments: '1',
    SmsStatus: 'received',
    ApiVersion: '2010-04-01',
    MessageType: media ? 'document' : 'text',
    FrequentlyForwarded: 'false',
    ReferralNumMedia: '0',
    ChannelMetadata: JSON.stringify({ type: 'whatsapp', data: { context } }),
  })
  const url = new URL('/webhooks/twilio', serviceUrl)
  const body = fields.toString()
  const head = [
    `POST ${url.pathname} HTTP/1.1`,
    `Host: ${url.host}`,
    'Content-Type: application/x-www-form-urlencoded; charset=UTF-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'User-Agent: TwilioProxy/1.1',
    'Accept: */*',
    `I-Twilio-Idempotency-Token: ${sid}`,
    `X-Twilio-Signature: ${sign(url.href, fields)}`,
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)
}
