import { sendJson, type Exchange } from '../exchange.ts'
import type { Senders } from './message-rules.ts'

/** The account itself and its numbers: enough for a check that the credentials and senders are right. */
export function sendAccount({ response }: Exchange, accountSid: string): void {
  sendJson(response, 200, {
    sid: accountSid,
    friendly_name: 'Sandbox account',
    owner_account_sid: accountSid,
    status: 'active',
    type: 'Full',
    date_created: 'Thu, 01 Jan 2026 00:00:00 +0000',
    date_updated: 'Thu, 01 Jan 2026 00:00:00 +0000',
    uri: `/2010-04-01/Accounts/${accountSid}.json`,
    subresource_uris: { messages: `/2010-04-01/Accounts/${accountSid}/Messages.json` },
  })
}

export function sendNumbers(exchange: Exchange, accountSid: string, senders: Senders, webhook: string): void {
  const asked = exchange.query.get('PhoneNumber')
  const uri = `/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers`
  const sid = 'PN00000000000000000000000000000001'
  const number = {
    sid,
    account_sid: accountSid,
    phone_number: senders.smsFrom,
    friendly_name: senders.smsFrom,
    sms_url: webhook,
    sms_method: 'POST',
    sms_fallback_url: '',
    status_callback: '',
    voice_url: '',
    capabilities: { voice: false, sms: true, mms: true, fax: false },
    status: 'in-use',
    origin: 'twilio',
    api_version: '2010-04-01',
    date_created: 'Thu, 01 Jan 2026 00:00:00 +0000',
    date_updated: 'Thu, 01 Jan 2026 00:00:00 +0000',
    uri: `${uri}/${sid}.json`,
  }
  const found = asked && !senders.smsFrom.includes(asked) ? [] : [number]
  sendJson(exchange.response, 200, {
    incoming_phone_numbers: found,
    page: 0,
    page_size: 50,
    start: 0,
    end: Math.max(found.length - 1, 0),
    first_page_uri: `${uri}.json?Page=0`,
    next_page_uri: null,
    previous_page_uri: null,
    uri: `${uri}.json`,
  })
}
