import type { ServerResponse } from 'node:http'
import { sendJson } from '../exchange.ts'

/** Why Twilio does not do what was asked: HTTP status, its error code, its words. */
export interface Refusal {
  status: number
  code: number
  message: string
}

export const refusal = (code: number, message: string, status = 400): Refusal => ({ status, code, message })

export function sendRefusal(
  response: ServerResponse,
  { status, code, message }: Refusal,
  headers: Record<string, string> = {},
): void {
  const more_info = `https://www.twilio.com/docs/errors/${code}`
  sendJson(response, status, { code, message, more_info, status }, headers)
}

/** What Twilio says for a status and code that a test asked for (PROTOCOLS 1.9). */
export function knownRefusal(status: number, code: number | undefined, accountSid: string): Refusal {
  const usual = USUAL[status] ?? [20500, 'Internal server error']
  const chosen = code ?? usual[0]
  const words = chosen === usual[0] ? usual[1] : (WORDS[chosen] ?? `Error ${chosen}`)
  return refusal(chosen, words.replace('{account}', accountSid), status)
}

const USUAL: Record<number, [number, string]> = {
  400: [20001, 'Invalid parameter'],
  401: [20003, 'Authenticate'],
  403: [20403, 'Forbidden'],
  404: [20404, 'The requested resource was not found'],
  429: [20429, 'Too Many Requests'],
  500: [20500, 'An internal server error has occurred'],
  503: [20503, 'Service unavailable'],
}

const WORDS: Record<number, string> = {
  21211: "Invalid 'To' Phone Number",
  21408: 'Permission to send an SMS has not been enabled for the region indicated by the To number',
  21610: 'Attempt to send to unsubscribed recipient',
  21611: "This 'From' number has exceeded the maximum number of queued messages",
  21620: 'Invalid media URL(s)',
  63007: 'Twilio could not find a Channel with the specified From address',
  63038: 'Account {account} exceeded the 50 daily messages limit',
}
