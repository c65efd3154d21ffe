import { createHmac } from 'node:crypto'

/** The Twilio account that the service, the stand-ins and the load generator agree on. */
export const ACCOUNT = {
  sid: `AC${'b'.repeat(32)}`,
  token: 'bench-auth-token-0123456789abcdef',
  whatsapp: 'whatsapp:+15550100002',
  sms: '+15550100003',
}

/** The settings that every service has that is measured. */
export const ENV = {
  SANDBOX: '0',
  TIMEZONE: 'Europe/Lisbon',
  COALESCE_MS: '0',
  TWILIO_ACCOUNT_SID: ACCOUNT.sid,
  TWILIO_AUTH_TOKEN: ACCOUNT.token,
  TWILIO_WHATSAPP_FROM: ACCOUNT.whatsapp,
  TWILIO_SMS_FROM: ACCOUNT.sms,
  OPENAI_API_KEY: 'sk-bench',
}

/** `X-Twilio-Signature`: HMAC-SHA1 over the URL and the parameters sorted by name (PROTOCOLS 1.3). */
export function sign(url: string, fields: Iterable<[string, string]>): string {
  const sorted = [...fields].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  const data = sorted.reduce((text, [name, value]) => text + name + value, url)
  return createHmac('sha1', ACCOUNT.token).update(data, 'utf8').digest('base64')
}
