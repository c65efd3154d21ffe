import { z } from 'zod'
import { WebhookRejected } from '../errors.ts'
import type { Choice, InboundMessage, Media, Place, StatusUpdate } from './channel.ts'
import { phoneNumber } from './phone-number.ts'

/** A field that is absent and one that is empty mean the same. */
export type Fields = Record<string, string | undefined>

/** What Twilio's signature covers: every field, a repeated one with all its values. */
export type Form = Record<string, string | string[]>

/** Twilio sends a few dozen. More would only make the check of the signature slow. */
const mostFields = 500

/** Reads a form that nobody has vouched for yet, in time in proportion to its length. Throws `WebhookRejected`. */
export function readForm(body: Buffer): Form {
  const text = body.toString('utf8')
  if (text.split('&', mostFields + 1).length > mostFields)
    throw new WebhookRejected(400, `The request has more than ${mostFields} fields.`)
  const form: Form = Object.create(null)
  for (const [name, value] of new URLSearchParams(text)) {
    const earlier = form[name]
    if (Array.isArray(earlier)) earlier.push(value)
    else form[name] = earlier === undefined ? value : [earlier, value]
  }
  return form
}

/** Fields of a form, cleaned of what Postgres and JSON cannot store. Of a repeated field the first counts. */
export function readFields(form: Form): Fields {
  const fields: Fields = {}
  for (const [name, values] of Object.entries(form)) {
    const value = [values].flat()[0]?.toWellFormed().replaceAll('\0', '')
    if (value) fields[name] = value
  }
  return fields
}

/** Twilio writes the prefix in small letters, and wants it so. */
export const lowerPrefix = (address: string): string => address.replace(/^whatsapp:/i, 'whatsapp:')

/** An inbound message (PROTOCOLS 1.2). `From` and `MessageSid` must be there. */
export function readMessage(
  fields: Fields & { From: string; MessageSid: string },
  media = readMedia(fields),
): InboundMessage {
  const { MessageSid: providerId } = fields
  const from = lowerPrefix(fields.From)
  const medium = from.startsWith('whatsapp:') ? 'whatsapp' : 'sms'
  const conversation = phoneNumber(from) ?? from
  const choice = readChoice(fields)
  const text = fields['Body'] ?? choice?.title ?? ''
  return {
    providerId,
    medium,
    conversation,
    aliases: readAliases(fields['ExternalUserId'], conversation),
    from,
    to: lowerPrefix(fields['To'] ?? ''),
    text,
    profileName: fields['ProfileName'],
    choice,
    repliesTo: fields['OriginalRepliedMessageSid'],
    place: choice ? undefined : readPlace(fields),
    media,
    forwarded: fields['Forwarded'] === 'true' || fields['FrequentlyForwarded'] === 'true',
    keywordHandled: readKeyword(fields['OptOutType'], medium === 'sms' ? text : ''),
  }
}

function readAliases(id: string | undefined, conversation: string): string[] {
  if (!id) return []
  const address = lowerPrefix(id)
  const alias = address.startsWith('whatsapp:') ? address : `whatsapp:${address}`
  return alias === conversation ? [] : [alias]
}

/** A button, else a list row. Twilio documents no fields for rows, so they are looked for in the raw data as well. */
function readChoice(fields: Fields): Choice | undefined {
  const { ButtonPayload, ButtonText, ListId, ListTitle, Body } = fields
  const buttonId = ButtonPayload ?? ButtonText
  if (buttonId) return { id: buttonId, title: ButtonText ?? Body ?? buttonId }
  if (ListId) return { id: ListId, title: ListTitle ?? Body ?? ListId }
  const found =
    findChoice(parseJson(fields['InteractiveData'])) ?? findChoice(parseJson(fields['ChannelMetadata']))
  return found && { id: found.id, title: found.title ?? Body ?? found.id }
}

const object = z.record(z.string(), z.unknown())
const reply = z.object({ id: z.string().min(1), title: z.string().min(1).optional() })

/** Meta's `list_reply` or `button_reply` (PROTOCOLS 3.3), or a bare `ListId`, wherever it lies. */
function findChoice(value: unknown, depth = 0): z.infer<typeof reply> | undefined {
  const entries = object.safeParse(value).data
  if (!entries || depth > 6) return undefined
  const bare = reply.safeParse({ id: entries['ListId'], title: entries['ListTitle'] })
  if (bare.success) return bare.data
  for (const [name, inner] of Object.entries(entries)) {
    const named = /^(list|button)_?reply$/i.test(name) ? reply.safeParse(inner).data : undefined
    const found = named ?? findChoice(inner, depth + 1)
    if (found) return found
  }
  return undefined
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined // what Twilio puts there is not ours to insist on
  }
}

function readPlace({ Latitude, Longitude, Label, Address }: Fields): Place | undefined {
  if (!Latitude || !Longitude) return undefined
  const latitude = Number(Latitude)
  const longitude = Number(Longitude)
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return undefined
  return { latitude, longitude, name: Label, address: Address }
}

/** Ten is the most a message can hold (PROTOCOLS 1.6). */
function readMedia(fields: Fields): Media[] {
  const media: Media[] = []
  const count = Math.min(Number(fields['NumMedia'] ?? 0) || 0, 10)
  for (let i = 0; i < count; i++) {
    const ref = fields[`MediaUrl${i}`]
    if (ref) media.push({ ref, contentType: fields[`MediaContentType${i}`] ?? 'application/octet-stream' })
  }
  return media
}

/**
 * Words Twilio answers itself on SMS (PROTOCOLS 1.13), whatever their case. YES is not among ours: it also answers
 * questions, and Twilio acts on it only for people who are opted out.
 */
const keywords = new Map<string, 'stop' | 'start' | 'help'>([
  ['STOP', 'stop'],
  ['STOPALL', 'stop'],
  ['UNSUBSCRIBE', 'stop'],
  ['CANCEL', 'stop'],
  ['END', 'stop'],
  ['QUIT', 'stop'],
  ['REVOKE', 'stop'],
  ['OPTOUT', 'stop'],
  ['START', 'start'],
  ['UNSTOP', 'start'],
  ['HELP', 'help'],
  ['INFO', 'help'],
])

const readKeyword = (optOutType: string | undefined, smsText: string) =>
  keywords.get(optOutType?.toUpperCase() ?? '') ?? keywords.get(smsText.trim().toUpperCase())

const statuses = new Map<string, StatusUpdate['status']>([
  ['accepted', 'accepted'],
  ['scheduled', 'accepted'],
  ['queued', 'accepted'],
  ['sending', 'accepted'],
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['failed', 'failed'],
  ['undelivered', 'failed'],
  ['canceled', 'failed'],
])

/** A status of one of our messages (PROTOCOLS 1.8), or nothing for one that tells us nothing. */
export function readStatus(fields: Fields & { MessageSid: string }): StatusUpdate | undefined {
  const status = statuses.get((fields['MessageStatus'] ?? fields['SmsStatus'] ?? '').toLowerCase())
  return status && { providerId: fields.MessageSid, status, errorCode: fields['ErrorCode'] }
}
