import type { TwilioMessage } from './message-log.ts'

const rfc2822 = (at: number) => new Date(at).toUTCString().replace('GMT', '+0000')

/** A message in the REST API's words (PROTOCOLS 1.7). */
export function messageJson(message: TwilioMessage, accountSid: string) {
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${message.sid}`
  return {
    sid: message.sid,
    account_sid: accountSid,
    messaging_service_sid: message.messagingServiceSid,
    from: message.from,
    to: message.to,
    body: message.body,
    status: message.status,
    direction: message.direction,
    num_segments: '1',
    num_media: String(message.media.filter((item) => !item.deleted).length),
    error_code: message.errorCode,
    error_message: message.errorMessage,
    date_created: rfc2822(message.createdAt),
    date_sent: message.sentAt === null ? null : rfc2822(message.sentAt),
    date_updated: rfc2822(message.updatedAt),
    price: null,
    price_unit: null,
    api_version: '2010-04-01',
    uri: `${uri}.json`,
    subresource_uris: { media: `${uri}/Media.json` },
  }
}

export function mediaJson(message: TwilioMessage, sid: string, contentType: string, accountSid: string) {
  return {
    sid,
    account_sid: accountSid,
    parent_sid: message.sid,
    content_type: contentType,
    date_created: rfc2822(message.createdAt),
    date_updated: rfc2822(message.createdAt),
    uri: `/2010-04-01/Accounts/${accountSid}/Messages/${message.sid}/Media/${sid}.json`,
  }
}

/** One page of the list, newest first: filters To, From, DateSent (`DateSent>`, `DateSent<`), PageSize, PageToken. */
export function listJson(
  messages: readonly TwilioMessage[],
  query: URLSearchParams,
  accountSid: string,
  now: number,
) {
  const fits = dateFilter(query)
  const [to, from] = [query.get('To'), query.get('From')]
  const found = messages
    .filter(
      (message) =>
        message.listedAt <= now &&
        (!to || message.to === to) &&
        (!from || message.from === from) &&
        fits(message),
    )
    .toReversed()
  const size = Math.min(Math.max(Number(query.get('PageSize') ?? 50) || 50, 1), 1000)
  const after = query.get('PageToken')?.slice(2)
  const start = after ? found.findIndex((message) => message.sid === after) + 1 : 0
  const page = found.slice(start, start + size)
  const number = Number(query.get('Page') ?? 0) || 0
  const path = `/2010-04-01/Accounts/${accountSid}/Messages.json`
  const last = page.at(-1)
  const uri = (changes: Record<string, string>) => {
    const next = new URLSearchParams(query)
    for (const [key, value] of Object.entries({ PageSize: String(size), ...changes })) next.set(key, value)
    return `${path}?${next}`
  }
  return {
    messages: page.map((message) => messageJson(message, accountSid)),
    page: number,
    page_size: size,
    start,
    end: start + Math.max(page.length - 1, 0),
    first_page_uri: uri({ Page: '0' }),
    previous_page_uri: null,
    next_page_uri:
      last && start + size < found.length
        ? uri({ Page: String(number + 1), PageToken: `PA${last.sid}` })
        : null,
    uri: uri({ Page: String(number) }),
  }
}

/** Twilio writes `DateSent>=…`, which a form parser reads as the key `DateSent>`: both ends are inclusive. */
function dateFilter(query: URLSearchParams): (message: TwilioMessage) => boolean {
  const [on, since, until] = [query.get('DateSent'), query.get('DateSent>'), query.get('DateSent<')]
  const at = (message: TwilioMessage) => Math.floor((message.sentAt ?? message.createdAt) / 1000) * 1000
  const day = 86_400_000
  const endOf = (value: string) => Date.parse(value) + (value.includes('T') ? 999 : day - 1)
  return (message) =>
    (!on || (at(message) >= Date.parse(on) && at(message) <= endOf(on))) &&
    (!since || at(message) >= Math.floor(Date.parse(since) / 1000) * 1000) &&
    (!until || at(message) <= endOf(until))
}
