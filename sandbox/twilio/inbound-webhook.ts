import type { FaultQueue } from '../faults.ts'
import { NoAnswer, type FormAnswer, type FormPost } from './form-post.ts'
import type { InboundMessage } from './inbound-fields.ts'
import { newSid } from './message-log.ts'
import type { TwilioFault } from './twilio-faults.ts'

/** How the delivery of a webhook ended. `status` is 0 when the service gave no answer. */
export interface Delivery {
  status: number
  attempts: number
  answer?: FormAnswer
}

/**
 * Delivers inbound webhooks by Twilio's rule: one more try when the connection failed, none when the service answered
 * or was slow (PROTOCOLS 1.5), unless the message asks for more.
 */
export function createInboundWebhook(edge: {
  url(): string | undefined
  faults: FaultQueue<TwilioFault>
  post: FormPost
  signal: AbortSignal
  posted(): void
}) {
  let release: (() => void) | undefined

  async function attempt(fields: Record<string, string>, input: InboundMessage): Promise<Delivery> {
    const url = edge.url()
    if (!url) return { status: 0, attempts: 0 }
    const token = newSid('')
    const limit = 1 + (input.retries ?? 1)
    for (let attempts = 1; ; attempts++) {
      edge.posted()
      const again = attempts < limit && !edge.signal.aborted
      try {
        const answer = await edge.post(url, fields, edge.signal, token)
        const failed = answer.status >= 400
        if (!failed || !again || input.retryOn !== 'all') return { status: answer.status, attempts, answer }
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error
        if (!again || (!error.refused && input.retryOn !== 'all')) return { status: 0, attempts }
      }
    }
  }

  return async function deliver(fields: Record<string, string>, input: InboundMessage): Promise<Delivery> {
    const fault = edge.faults.take((one) => one.route === 'webhook')
    if (fault?.kind === 'drop') return { status: 0, attempts: 0 }
    if (fault?.kind === 'reorder') {
      await new Promise<void>((resolve) => {
        release = resolve
        edge.signal.addEventListener('abort', () => resolve(), { once: true })
      })
      return attempt(fields, input)
    }
    const held = release
    release = undefined
    try {
      if (fault?.kind !== 'duplicate') return await attempt(fields, input)
      const [first, second] = await Promise.all([attempt(fields, input), attempt(fields, input)])
      return { ...first, attempts: first.attempts + second.attempts }
    } finally {
      held?.()
    }
  }
}
