import { z } from 'zod'
import { parseJson } from '../exchange.ts'
import type { Contents } from './contents.ts'
import { newSid, type Button, type MediaItem, type Place } from './message-log.ts'
import type { OptOuts } from './opt-outs.ts'
import { refusal, type Refusal } from './refusal.ts'
import type { MessageWindow } from './window.ts'

/** What a valid create-message request asks for. */
export interface NewMessage {
  to: string
  from: string
  body: string
  messagingServiceSid: string | null
  media: MediaItem[]
  statusCallback?: string
  contentSid?: string
  buttons?: Button[]
  place?: Place
  /** The message is accepted, and WhatsApp turns it down later with this code. */
  failsWith?: number
}

export interface Senders {
  whatsappFrom: string
  smsFrom: string
}

/** A number, or a business-scoped id (`<country>.<digits>`) where the person's number is hidden. */
const ADDRESS = /^(?:(?:whatsapp:)?\+[1-9]\d{6,14}|whatsapp:[A-Z]{2}\.\d{6,20})$/
const BODY_LIMIT = 1600

/** Reads the form of `POST …/Messages.json` by the rules of PROTOCOLS 1.7 and 1.9. */
export function readNewMessage(
  form: URLSearchParams,
  senders: Senders,
  contents: Contents,
  optOuts: OptOuts,
  window: MessageWindow,
): NewMessage | Refusal {
  const to = form.get('To') ?? ''
  const service = form.get('MessagingServiceSid')
  if (!to) return refusal(21604, "A 'To' phone number is required.")
  if (!ADDRESS.test(to)) return refusal(21211, `Invalid 'To' Phone Number: ${to}`)
  const whatsapp = to.startsWith('whatsapp:')
  const from =
    form.get('From') ?? (service?.startsWith('MG') ? (whatsapp ? senders.whatsappFrom : senders.smsFrom) : '')
  if (!from) return refusal(21603, "A 'From' phone number is required.")
  if (from.startsWith('whatsapp:') !== whatsapp) {
    return refusal(21910, "Invalid 'From' and 'To' pair. 'From' and 'To' should be of the same channel")
  }
  if (from === to) return refusal(whatsapp ? 63031 : 21266, "'To' and 'From' number cannot be the same")
  if (whatsapp && from !== senders.whatsappFrom) {
    return refusal(63007, 'Twilio could not find a Channel with the specified From address')
  }
  if (!whatsapp && from !== senders.smsFrom) {
    return refusal(
      21606,
      `The 'From' phone number provided (${from}) is not a valid message-capable Twilio number.`,
    )
  }
  const statusCallback = form.get('StatusCallback') ?? undefined
  if (statusCallback !== undefined && !isCallbackUrl(statusCallback)) {
    return refusal(21609, `The StatusCallback URL ${statusCallback} is not a valid URL.`)
  }
  if (!whatsapp && optOuts.has(to)) return refusal(21610, 'Attempt to send to unsubscribed recipient')
  const content = readContent(form, contents)
  if ('code' in content) return content
  const { template, ...said } = content
  // A template may start a conversation, free words may not (PROTOCOLS 1.9).
  const late = !template && !window.isOpen(to) ? { failsWith: 63016 } : undefined
  const problem = late ?? templateProblem(template, form) ?? quickReplyProblem(said, whatsapp)
  return { to, from, messagingServiceSid: service, statusCallback, ...said, ...problem }
}

type Said = Pick<NewMessage, 'body' | 'media' | 'contentSid' | 'buttons' | 'place'>

function readContent(form: URLSearchParams, contents: Contents): (Said & { template: boolean }) | Refusal {
  const body = form.get('Body') ?? ''
  const urls = form.getAll('MediaUrl')
  const contentSid = form.get('ContentSid')
  if (contentSid) {
    if (body || urls.length > 0)
      return refusal(20001, 'ContentSid cannot be sent together with Body or MediaUrl')
    const rendered = contents.render(contentSid, form.get('ContentVariables'))
    return 'code' in rendered
      ? rendered
      : { ...rendered, media: [], contentSid, template: contents.approved(contentSid) }
  }
  if (!body && urls.length === 0) return refusal(21602, 'Message body is required.')
  // Whether Twilio counts UTF-16 units or code points is not documented: units, the stricter of the two.
  if (body.length > BODY_LIMIT)
    return refusal(21617, `The concatenated message body exceeds the ${BODY_LIMIT} character limit.`)
  if (urls.length > 10) return refusal(21623, 'Number of media files exceeds allowed limit')
  if (urls.some((url) => !/^https?:$/.test(protocolOf(url)))) return refusal(21620, 'Invalid media URL(s)')
  const media = urls.map((url) => ({ sid: newSid('ME'), contentType: typeByName(url), url }))
  const action = form.get('PersistentAction')
  return { body, media, place: action ? readPlace(action, body) : undefined, template: false }
}

/**
 * WhatsApp takes no line break, tab or more than four spaces in a row in a template's variables. Meta's documents say so;
 * which of Twilio's codes comes of it is not confirmed: 63021 is the one for content that the channel finds wrong.
 */
function templateProblem(template: boolean, form: URLSearchParams): { failsWith: number } | undefined {
  const values = z.record(z.string(), z.string()).safeParse(parseJson(form.get('ContentVariables') || '{}'))
  const broken = Object.values(values.data ?? {}).some((value) => /[\n\r\t]| {5}/.test(value))
  return template && broken ? { failsWith: 63021 } : undefined
}

/** WhatsApp refuses such quick replies after Twilio took them (PROTOCOLS 3.5 for the limits, 1.9 for the code). */
function quickReplyProblem({ body, buttons = [] }: Said, whatsapp: boolean): { failsWith?: number } {
  if (buttons.length === 0) return {}
  const titles = buttons.map((button) => button.title)
  const fine =
    whatsapp &&
    buttons.length <= 3 &&
    body.length <= 1024 &&
    titles.every((title) => title.length <= 20) &&
    new Set(titles).size === titles.length
  return fine ? {} : { failsWith: 63021 }
}

/** `geo:38.71,-9.13|Cafe` → a pin. */
function readPlace(action: string, body: string): Place | undefined {
  const match = /^geo:(-?[\d.]+),(-?[\d.]+)(?:\|(.*))?$/.exec(action)
  if (!match) return undefined
  return { latitude: Number(match[1]), longitude: Number(match[2]), name: body, address: match[3] }
}

function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : ''
}

function isCallbackUrl(url: string): boolean {
  return /^https?:$/.test(protocolOf(url)) && !new URL(url).hostname.includes('_')
}

const TYPES: Record<string, string> = {
  ogg: 'audio/ogg',
  mp3: 'audio/mpeg',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  mp4: 'video/mp4',
  pdf: 'application/pdf',
}

function typeByName(url: string): string {
  return TYPES[/\.(\w+)$/.exec(new URL(url).pathname)?.[1]?.toLowerCase() ?? ''] ?? 'application/octet-stream'
}
