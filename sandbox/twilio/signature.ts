import { createHmac } from 'node:crypto'

/** `X-Twilio-Signature` of a form request: HMAC-SHA1 over the URL and the sorted parameters (PROTOCOLS 1.3). */
export function signForm(authToken: string, url: string, fields: Record<string, string | string[]>): string {
  const fragment = url.indexOf('#')
  let data = fragment < 0 ? url : url.slice(0, fragment)
  for (const key of Object.keys(fields).toSorted(byCodeUnit)) {
    const value = fields[key] ?? ''
    if (typeof value === 'string') data += key + value
    else for (const one of [...new Set(value)].toSorted(byCodeUnit)) data += key + one
  }
  return createHmac('sha1', authToken).update(data, 'utf8').digest('base64')
}

const byCodeUnit = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
