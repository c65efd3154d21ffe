import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { ACCOUNT } from './account.ts'
import { type Process, startNode } from './processes.ts'
import type { MediaField } from './webhooks.ts'

const Line = z.object({ url: z.string(), settings: z.record(z.string(), z.string()) })
const Sent = z.object({
  sent: z.array(z.object({ to: z.string(), body: z.string(), createdAt: z.number() })),
})
const Stats = z.object({
  twilio: z.object({ sent: z.number(), callbacks: z.number(), webhooks: z.number() }),
})

const Inbound = z.object({ sid: z.string() })
const MediaList = z.object({ media_list: z.tuple([z.object({ sid: z.string() })]) })

/** A reply that reached the stand-in for Twilio. `createdAt`: epoch milliseconds, whole ones. */
export type SentReply = z.infer<typeof Sent>['sent'][number]
export type CallbackLevel = 'none' | 'delivered'

export interface StandIn extends AsyncDisposable {
  /** What points the service here. */
  settings: Record<string, string>
  sent(skip: number): Promise<SentReply[]>
  stats(): Promise<z.infer<typeof Stats>['twilio']>
  callbacks(level: CallbackLevel): Promise<void>
  /** Keeps a file for a person's message and gives its address, as a webhook would. */
  upload(bytes: Buffer, contentType: string): Promise<MediaField>
  /** The next `times` recordings are heard as this text, each after `ms`. */
  hears(text: string, ms: number, times: number): Promise<void>
  /** Resolves when no status callback has gone out for a while, and forgets everything. */
  settle(): Promise<void>
}

/** `sandbox/main.ts` as a process of its own; the model answers at once. */
export async function startStandIn(folder: string): Promise<StandIn> {
  const main = new URL('../../sandbox/main.ts', import.meta.url)
  const env = {
    TWILIO_ACCOUNT_SID: ACCOUNT.sid,
    TWILIO_AUTH_TOKEN: ACCOUNT.token,
    TWILIO_WHATSAPP_FROM: ACCOUNT.whatsapp,
    TWILIO_SMS_FROM: ACCOUNT.sms,
    THINK_MS: '0',
    CALLBACKS: 'delivered',
  }
  const child: Process = await startNode(main, { env, folder, name: 'stand-in', firstLine: true })
  const { url, settings } = Line.parse(JSON.parse(child.line))

  async function get(path: string): Promise<unknown> {
    const answer = await fetch(`${url}/control${path}`, { signal: AbortSignal.timeout(20_000) })
    return answer.json()
  }
  async function post(path: string, body: object): Promise<unknown> {
    const headers = { 'content-type': 'application/json' }
    const signal = AbortSignal.timeout(20_000)
    const answer = await fetch(`${url}/control${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      signal,
    })
    if (!answer.ok) throw new Error(`the stand-in refused ${path}: ${await answer.text()}`)
    return answer.json()
  }
  const stats = async () => Stats.parse(await get('/stats')).twilio

  return {
    settings,
    sent: async (skip) => Sent.parse(await get(`/twilio/sent?skip=${skip}`)).sent,
    stats,
    async callbacks(level) {
      await post('/settings', { callbacks: { level } })
    },
    async upload(bytes, contentType) {
      const media = [{ base64: bytes.toString('base64'), contentType }]
      const message = { from: 'whatsapp:+15551999999', media, deliverWebhook: false }
      const { sid } = Inbound.parse(await post('/twilio/inbound', message))
      const path = `/2010-04-01/Accounts/${ACCOUNT.sid}/Messages/${sid}/Media`
      const authorization = `Basic ${Buffer.from(`${ACCOUNT.sid}:${ACCOUNT.token}`).toString('base64')}`
      const list = await fetch(`${url}/twilio${path}.json`, { headers: { authorization } })
      const [item] = MediaList.parse(await list.json()).media_list
      return { url: `https://api.twilio.com${path}/${item.sid}`, contentType }
    },
    async hears(text, ms, times) {
      await post('/transcriber/hears', { text, times })
      await post('/transcriber/misbehave', { kind: 'slow', ms, times })
    },
    async settle() {
      for (
        let before = -1, now = (await stats()).callbacks;
        now !== before;
        now = (await stats()).callbacks
      ) {
        before = now
        await pause(300)
      }
      await post('/reset', {})
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  }
}
