import type { Logger } from 'pino'
import type { Channel } from './channels/channel.ts'
import type { Claim } from './store/turns.ts'

/** An answer that is there sooner needs no indicator, in milliseconds. */
const DELAY_MS = 250
/** WhatsApp takes the indicator away after 25 s (PROTOCOLS 1.11), in milliseconds. */
const REPEAT_MS = 20_000

/** Shows that an answer is being written until `stop`. Failure never matters. */
export function showTyping(channel: Channel, claim: Claim, log: Logger): { stop(): void } {
  const last = claim.rows.at(-1)
  if (!channel.typing || !last || claim.person.opted_out_at) return { stop() {} }
  const message = { medium: last.medium, providerId: last.provider_id }
  const show = (): void => {
    channel
      .typing?.(message, AbortSignal.timeout(5_000))
      .catch((err: Error) => log.debug({ err }, 'no typing indicator'))
    timer = setTimeout(show, REPEAT_MS)
  }
  let timer = setTimeout(show, DELAY_MS)
  return { stop: () => clearTimeout(timer) }
}
