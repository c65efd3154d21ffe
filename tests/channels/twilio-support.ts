import { once } from 'node:events'
import http from 'node:http'
import { pino } from 'pino'
import webhooks from 'twilio/lib/webhooks/webhooks.js'
import type { Channel, OutboundMessage, WebhookRequest } from '../../src/channels/channel.ts'
import { createTwilioChannel, type TwilioSettings } from '../../src/channels/twilio.ts'

export const accountSid = 'AC00000000000000000000000000000001'
export const authToken = '0123456789abcdef0123456789abcdef'
export const publicUrl = 'https://bot.example.test'

/** A channel, and the lines it logged. */
export function openChannel(settings: Partial<TwilioSettings> = {}): { channel: Channel; logged: string[] } {
  const logged: string[] = []
  const channel = createTwilioChannel({
    accountSid,
    authToken,
    publicUrl,
    whatsappFrom: 'whatsapp:+15550100002',
    smsFrom: '+15550100003',
    log: pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }),
    ...settings,
  })
  return { channel, logged }
}

/** A form as Twilio posts it, signed for `url`. */
export function webhook(
  fields: Record<string, string | string[]>,
  { path = '/webhooks/twilio', url, token = authToken }: { path?: string; url?: string; token?: string } = {},
): WebhookRequest {
  const form = new URLSearchParams()
  for (const [name, values] of Object.entries(fields))
    for (const value of [values].flat()) form.append(name, value)
  const signature = webhooks.getExpectedTwilioSignature(token, url ?? publicUrl + path, fields)
  return { path, headers: { 'x-twilio-signature': signature }, body: Buffer.from(form.toString()) }
}

export const inbound = (
  fields: Record<string, string | string[]> = {},
): Record<string, string | string[]> => ({
  MessageSid: 'SM5a0000000000000000000000000000b1',
  AccountSid: accountSid,
  From: 'whatsapp:+15550100001',
  To: 'whatsapp:+15550100002',
  Body: 'hi',
  NumMedia: '0',
  ...fields,
})

export const outbound = (message: Partial<OutboundMessage> = {}): OutboundMessage => ({
  outboxId: '42',
  medium: 'whatsapp',
  from: 'whatsapp:+15550100002',
  to: 'whatsapp:+15550100001',
  body: 'Done ✅ & more + *bold*',
  ...message,
})

interface Received {
  method: string
  path: string
  query: URLSearchParams
  form: URLSearchParams
  headers: http.IncomingHttpHeaders
}

type Respond = (response: http.ServerResponse, request: Received, count: number) => void

/** A server on this machine that answers as told and keeps what it was asked. */
export async function startServer(respond: Respond) {
  const received: Received[] = []
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://local')
      const form = new URLSearchParams(Buffer.concat(chunks).toString())
      const { method = '', headers } = request
      received.push({ method, path: url.pathname, query: url.searchParams, form, headers })
      respond(response, received.at(-1) as Received, received.length)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    baseUrl: `http://127.0.0.1:${address.port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export const json =
  (status: number, body: object, headers: Record<string, string> = {}): Respond =>
  (response) =>
    void response
      .writeHead(status, { 'Content-Type': 'application/json', ...headers })
      .end(JSON.stringify(body))
