import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { ACCOUNT } from './account.ts'
import { type Process, startNode } from './processes.ts'

const Line = z.object({ url: z.string(), settings: z.record(z.string(), z.string()) })
const Sent = z.object({
  sent: z.array(z.object({ to: z.string(), body: z.string(), createdAt: z.number() })),
})
const Stats = z.object({
  twilio: z.object({ sent: z.number(), callbacks: z.number(), webhooks: z.number() }),
})

/** A reply that reached the stand-in for Twilio. `createdAt`: epoch milliseconds, whole ones. */
export type SentReply = z.infer<typeof Sent>['sent'][number]
export type CallbackLevel = 'none' | 'delivered'

export interface StandIn extends AsyncDisposable {
  /** What points the service here. */
  settings: Record<string, string>
  sent(skip: number): Promise<SentReply[]>
  stats(): Promise<z.infer<typeof Stats>['twilio']>
  callbacks(level: CallbackLevel): Promise<void>
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
  async function post(path: string, body: object): Promise<void> {
    const headers = { 'content-type': 'application/json' }
    const signal = AbortSignal.timeout(20_000)
    const answer = await fetch(`${url}/control${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      signal,
    })
    if (!answer.ok) throw new Error(`the stand-in refused ${path}: ${await answer.text()}`)
  }
  const stats = async () => Stats.parse(await get('/stats')).twilio

  return {
    settings,
    sent: async (skip) => Sent.parse(await get(`/twilio/sent?skip=${skip}`)).sent,
    stats,
    callbacks: (level) => post('/settings', { callbacks: { level } }),
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
