import { z } from 'zod'

/** A message that a person writes to the assistant. Numbers are E.164; WhatsApp ones begin with `whatsapp:`. */
export const InboundMessage = z.object({
  from: z.string(),
  /** Absent: the account's number on the same channel. */
  to: z.string().optional(),
  body: z.string().optional(),
  profileName: z.string().optional(),
  messageSid: z.string().optional(),
  buttonPayload: z.string().optional(),
  buttonText: z.string().optional(),
  listId: z.string().optional(),
  listTitle: z.string().optional(),
  listDescription: z.string().optional(),
  latitude: z.number().optional(),
  longitude: z.number().optional(),
  label: z.string().optional(),
  address: z.string().optional(),
  repliesToSid: z.string().optional(),
  media: z
    .array(
      z.object({
        bytes: z.instanceof(Uint8Array).optional(),
        /** Instead of `bytes`, over HTTP. */
        base64: z.string().optional(),
        contentType: z.string(),
        fileName: z.string().optional(),
      }),
    )
    .optional(),
  /** Further fields of the webhook, or others in place of the usual ones. */
  extra: z.record(z.string(), z.string()).optional(),
  /** false: the message is only recorded, as one whose webhook was lost. */
  deliverWebhook: z.boolean().optional(),
  /** How often a delivery is tried again; Twilio's default is once, and only when it could not connect. */
  retries: z.number().optional(),
  retryOn: z.enum(['connect', 'all']).optional(),
})
export type InboundMessage = z.infer<typeof InboundMessage>

/** The fields of the inbound webhook (PROTOCOLS 1.2). */
export function inboundFields(
  input: InboundMessage,
  known: { sid: string; to: string; accountSid: string; media: { url: string; contentType: string }[] },
): Record<string, string> {
  const { from } = input
  const fields: Record<string, string> = {
    MessageSid: known.sid,
    SmsSid: known.sid,
    SmsMessageSid: known.sid,
    AccountSid: known.accountSid,
    From: from,
    To: known.to,
    Body: bodyOf(input),
    NumMedia: String(known.media.length),
    NumSegments: '1',
    SmsStatus: 'received',
    ApiVersion: '2010-04-01',
  }
  for (const [n, { url, contentType }] of known.media.entries()) {
    fields[`MediaUrl${n}`] = url
    fields[`MediaContentType${n}`] = contentType
  }
  if (from.startsWith('whatsapp:')) Object.assign(fields, whatsappFields(input, known.to))
  else {
    const geo = { City: '', State: '', Zip: '', Country: 'US' }
    for (const [key, value] of Object.entries(geo)) {
      fields[`From${key}`] = value
      fields[`To${key}`] = value
    }
  }
  return { ...fields, ...input.extra }
}

/** What the message reads as: a button's or a list row's title when one was chosen. */
export function bodyOf(input: InboundMessage): string {
  return input.body ?? input.buttonText ?? input.listTitle ?? ''
}

function whatsappFields(input: InboundMessage, to: string): Record<string, string> {
  const digits = input.from.replace(/\D/g, '')
  const name = input.profileName ?? 'Sandbox person'
  const context = { ProfileName: name, WaId: digits, Forwarded: 'false' }
  const fields: Record<string, string> = {
    ProfileName: name,
    WaId: digits,
    MessageType: messageType(input),
    Forwarded: 'false',
    FrequentlyForwarded: 'false',
    ReferralNumMedia: '0',
    ChannelMetadata: JSON.stringify({ type: 'whatsapp', data: { context } }),
  }
  if (input.buttonPayload !== undefined) {
    fields.ButtonPayload = input.buttonPayload
    fields.ButtonText = input.buttonText ?? ''
    fields.ButtonType = 'REPLY'
  }
  if (input.listId !== undefined) {
    fields.ListId = input.listId
    fields.ListTitle = input.listTitle ?? ''
    if (input.listDescription) fields.ListDescription = input.listDescription
  }
  if (input.latitude !== undefined && input.longitude !== undefined) {
    fields.Latitude = String(input.latitude)
    fields.Longitude = String(input.longitude)
    if (input.label) fields.Label = input.label
    if (input.address) fields.Address = input.address
  }
  if (input.repliesToSid) {
    fields.OriginalRepliedMessageSid = input.repliesToSid
    fields.OriginalRepliedMessageSender = to
  }
  return fields
}

function messageType(input: InboundMessage): string {
  if (input.buttonPayload !== undefined || input.listId !== undefined) return 'interactive'
  if (input.latitude !== undefined) return 'location'
  const type = input.media?.[0]?.contentType.split(';')[0]?.trim().toLowerCase()
  if (!type) return 'text'
  if (type === 'text/vcard' || type === 'text/x-vcard') return 'contacts'
  if (type === 'image/webp') return 'sticker'
  const kind = type.split('/')[0] ?? ''
  return ['audio', 'image', 'video'].includes(kind) ? kind : 'document'
}
