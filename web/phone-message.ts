/** What the sandbox says about a phone (its `/api`), read with care: nothing else reaches the page. */

import type { DraftMedia, Media } from './media.ts'

const STATUSES = ['sending', 'sent', 'delivered', 'read', 'failed'] as const
export type MessageStatus = (typeof STATUSES)[number]

export interface Place {
  latitude: number
  longitude: number
  name?: string
  address?: string
}

export interface PhoneMessage {
  sid: string
  /** `in` is written by the person, `out` by the assistant. */
  direction: 'in' | 'out'
  body: string
  at: string
  status: MessageStatus
  buttons?: { id: string; title: string }[]
  place?: Place
  media?: Media[]
  repliesToSid?: string
  errorCode?: string
}

/** What a person sends: the body of `POST /api/phones/messages`, but for who it is from. */
export interface Draft {
  body?: string
  buttonPayload?: string
  buttonText?: string
  repliesToSid?: string
  place?: Place
  /** One item a message, as on WhatsApp; `body` is its caption. */
  media?: DraftMedia
}

/** A recorded voice note whose words the sandbox knows. */
export interface Sample {
  id: string
  label: string
  /** ISO 639-1, e.g. `es`. */
  language: string
  transcript: string
  seconds: number
  url: string
}

export interface PageConfig {
  whatsappFrom: string
  smsFrom: string
  assistantName: string
}

export function readConfig(value: unknown): PageConfig {
  const from = (key: string) => text(field(value, key))?.replace(/^whatsapp:/, '') ?? ''
  const assistantName = text(field(value, 'assistantName')) || 'Majordomo'
  return { whatsappFrom: from('whatsappFrom'), smsFrom: from('smsFrom'), assistantName }
}

/** A message, or nothing when the value is not one. */
export function readMessage(value: unknown): PhoneMessage | undefined {
  const sid = text(field(value, 'sid'))
  const direction = field(value, 'direction')
  if (!sid || (direction !== 'in' && direction !== 'out')) return undefined
  return {
    sid,
    direction,
    body: text(field(value, 'body')) ?? '',
    at: text(field(value, 'at')) ?? '',
    status: readStatus(field(value, 'status')) ?? 'sent',
    buttons: list(field(value, 'buttons')).map((button) => ({
      id: text(field(button, 'id')) ?? '',
      title: text(field(button, 'title')) ?? '',
    })),
    place: readPlace(field(value, 'place')),
    media: list(field(value, 'media')).map((item) => ({
      url: ownPath(field(item, 'url')),
      contentType: text(field(item, 'contentType')) ?? '',
      fileName: text(field(item, 'fileName')),
    })),
    repliesToSid: text(field(value, 'repliesToSid')),
    errorCode: readCode(field(value, 'errorCode')),
  }
}

export function readStatus(value: unknown): MessageStatus | undefined {
  return STATUSES.find((status) => status === value)
}

/** Twilio's error codes come as numbers in some places and as text in others. */
export function readCode(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : text(value) || undefined
}

export function readMessages(value: unknown): PhoneMessage[] {
  return list(field(value, 'messages')).flatMap((item) => readMessage(item) ?? [])
}

export function readSamples(value: unknown): Sample[] {
  return list(value).map((item) => ({
    id: text(field(item, 'id')) ?? '',
    label: text(field(item, 'label')) ?? '',
    language: text(field(item, 'language')) ?? '',
    transcript: text(field(item, 'transcript')) ?? '',
    seconds: Number(field(item, 'seconds')) || 0,
    url: ownPath(field(item, 'url')),
  }))
}

export function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/** The path of an address of this page's own origin; empty for any other, which is never loaded. */
function ownPath(value: unknown): string {
  const address = text(value)
  if (!address || !URL.canParse(address, location.href)) return ''
  const { origin, protocol, pathname, search } = new URL(address, location.href)
  return origin === location.origin && /^https?:$/.test(protocol) ? pathname + search : ''
}

function readPlace(value: unknown): Place | undefined {
  const latitude = Number(field(value, 'latitude') ?? Number.NaN)
  const longitude = Number(field(value, 'longitude') ?? Number.NaN)
  if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) return undefined
  return { latitude, longitude, name: text(field(value, 'name')), address: text(field(value, 'address')) }
}
