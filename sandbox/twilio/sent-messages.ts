import type { MediaStore } from './media-store.ts'
import type { Button, TwilioMessage } from './message-log.ts'

/** A message the API accepted from the service. `createdAt` is epoch milliseconds. */
export interface SentMessage {
  sid: string
  to: string
  from: string
  body: string
  statusCallback?: string
  contentSid?: string
  buttons?: Button[]
  /** What it was sent with; type and bytes once Twilio has fetched it. */
  media: { readonly url: string; readonly contentType?: string; readonly bytes?: Buffer }[]
  createdAt: number
}

export function sentMessage(message: TwilioMessage, store: MediaStore): SentMessage {
  const { sid, to, from, body, statusCallback, contentSid, buttons, createdAt } = message
  const media = message.media.map((item) => ({
    url: item.url ?? '',
    get contentType() {
      return store.get(item.sid)?.item.contentType
    },
    get bytes() {
      return store.get(item.sid)?.bytes
    },
  }))
  return { sid, to, from, body, statusCallback, contentSid, buttons, media, createdAt }
}
