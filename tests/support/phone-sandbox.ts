import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'vitest'
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts'
import type { PhoneOwner } from './phone-page.ts'

const WHATSAPP_FROM = 'whatsapp:+14155238886'
export const SMS_FROM = '+14155550100'
const account = { accountSid: `AC${'a'.repeat(32)}`, authToken: 'token' }

export interface WebhookSink extends AsyncDisposable {
  url: string
  webhooks: URLSearchParams[]
  /** What it answers. */
  status: number
  /** Waits for a webhook with this text. */
  heard(body: string): Promise<URLSearchParams>
  /** Waits until so many webhooks came, and gives them. */
  all(count: number): Promise<URLSearchParams[]>
}

/** Stands in for our service: takes Twilio's webhooks and answers with empty TwiML. */
export async function startWebhookSink(): Promise<WebhookSink> {
  const webhooks: URLSearchParams[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    if (request.url?.endsWith('/webhooks/twilio')) webhooks.push(new URLSearchParams(body))
    response.writeHead(sink.status, { 'content-type': 'text/xml' }).end('<Response/>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const find = (body: string) => webhooks.find((one) => one.get('Body') === body)
  const sink: WebhookSink = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    webhooks,
    status: 200,
    async heard(body) {
      await expect.poll(() => find(body), { timeout: 10_000 }).toBeDefined()
      return find(body) ?? new URLSearchParams()
    },
    async all(count) {
      await expect.poll(() => webhooks.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(count)
      return webhooks
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return sink
}

/** A sandbox whose webhooks go to the sink, and with the built page when `pages` is given. */
export function startPhoneSandbox(options: { serviceUrl: string; pages: string; port?: number }) {
  return startSandbox({ ...account, port: 0, whatsappFrom: WHATSAPP_FROM, smsFrom: SMS_FROM, ...options })
}

/** What the real service does with Twilio's REST API. */
export async function callTwilio(
  sandbox: Sandbox,
  path: string,
  form: Record<string, string>,
): Promise<void> {
  const response = await fetch(`${sandbox.url}/twilio${path}`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${account.accountSid}:${account.authToken}`)}` },
    body: new URLSearchParams(form),
  })
  expect(response.ok, await response.text()).toBe(true)
}

/** The assistant writes to a person. */
export function reply(sandbox: Sandbox, to: PhoneOwner, message: Record<string, string>): Promise<void> {
  const whatsapp = to.channel === 'whatsapp'
  const addresses = {
    To: whatsapp ? `whatsapp:${to.number}` : to.number,
    From: whatsapp ? WHATSAPP_FROM : SMS_FROM,
  }
  const path = `/2010-04-01/Accounts/${account.accountSid}/Messages.json`
  return callTwilio(sandbox, path, { ...addresses, ...message })
}

/** The bytes of the one item a webhook speaks of. */
export async function mediaOf(sandbox: Sandbox, webhook: URLSearchParams | undefined): Promise<Buffer> {
  const sid = webhook?.get('MediaUrl0')?.split('/').at(-1)
  const response = await fetch(`${sandbox.url}/twilio/cdn/${sid}`)
  expect(response.status).toBe(200)
  return Buffer.from(await response.arrayBuffer())
}
