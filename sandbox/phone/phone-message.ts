import type { Button, MessageStatus, Place, Receipt, TwilioMessage } from '../twilio/message-log.ts'

/** A message as the phone page shows it: `in` was written by the person, `out` by the assistant. */
export interface PhoneMessage {
  sid: string
  direction: 'in' | 'out'
  body: string
  /** ISO 8601. */
  at: string
  status: Receipt
  buttons?: Button[]
  place?: Place
  /** `url` is a path on the page's own server. */
  media?: { url: string; contentType: string; fileName?: string }[]
  repliesToSid?: string
  errorCode?: number
}

export function phoneMessage(message: TwilioMessage): PhoneMessage {
  const { sid, body, buttons, place, repliesToSid, errorCode } = message
  const media = message.media
    .filter(({ size }) => size !== undefined)
    .map((item) => ({
      url: `/api/media/${item.sid}`,
      contentType: item.contentType,
      fileName: item.fileName,
    }))
  return {
    sid,
    direction: message.direction === 'inbound' ? 'in' : 'out',
    body,
    at: new Date(message.createdAt).toISOString(),
    status: phoneStatus(message),
    ...(buttons?.length ? { buttons } : {}),
    ...(place ? { place } : {}),
    ...(media.length > 0 ? { media } : {}),
    ...(repliesToSid ? { repliesToSid } : {}),
    ...(errorCode === null ? {} : { errorCode }),
  }
}

export function phoneStatus(message: TwilioMessage): Receipt {
  return message.direction === 'inbound' ? (message.receipt ?? 'sent') : OUTBOUND[message.status]
}

const OUTBOUND: Record<MessageStatus, Receipt> = {
  accepted: 'sending',
  queued: 'sending',
  sending: 'sending',
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  failed: 'failed',
  undelivered: 'failed',
  received: 'sent',
}
