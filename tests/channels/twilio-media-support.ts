import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { LookupFunction } from 'node:net'
import { createTwilioClient } from '../../src/channels/twilio-client.ts'
import { createTwilioMedia } from '../../src/channels/twilio-media.ts'
import { accountSid, authToken } from './twilio-support.ts'

export const mediaPath = `/2010-04-01/Accounts/${accountSid}/Messages/MM1/Media/ME1`
export const mediaUrl = `https://api.twilio.com${mediaPath}`

/** The media side of a channel, with what only tests change. */
export const openMedia = (settings: Partial<Parameters<typeof createTwilioMedia>[0]> = {}) => {
  const account = { accountSid, authToken, requestTimeoutMs: 5_000, ...settings }
  return createTwilioMedia(account, createTwilioClient(account))
}

/** Answers every name with these addresses, and keeps the names. */
export function resolver(answer: (count: number) => string[]): { lookup: LookupFunction; asked: string[] } {
  const asked: string[] = []
  const lookup: LookupFunction = (hostname, options, callback) => {
    asked.push(hostname)
    const found = answer(asked.length).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    if (found.length === 0) callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), '')
    else if (options.all) callback(null, found)
    else callback(null, found[0]?.address ?? '', found[0]?.family)
  }
  return { lookup, asked }
}

/** Counts the HTTP requests that are begun in this process. */
export function countRequests() {
  let count = 0
  const began = () => void count++
  subscribe('http.client.request.created', began)
  return {
    get count() {
      return count
    },
    [Symbol.dispose]: () => void unsubscribe('http.client.request.created', began),
  }
}
