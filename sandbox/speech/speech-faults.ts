import { z } from 'zod'
import { faultDetails, playWireFault, type FaultQueue } from '../faults.ts'
import type { Exchange } from '../exchange.ts'
import { noQuota, sendModelError, usualError } from '../model/model-errors.ts'

const wire = [
  '400',
  '401',
  '403',
  '404',
  '413',
  '429',
  '500',
  '502',
  '503',
  'hang',
  'slow',
  'cut',
  'insufficientQuota',
] as const

/** How the transcriber can misbehave. */
export const TranscriberFault = z.object({ kind: z.enum(wire), ...faultDetails })
export type TranscriberFault = z.infer<typeof TranscriberFault>

/** How the speaker can misbehave; `bytes` answers with these instead of speech (`''`: with nothing at all). */
export const SpeakerFault = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('bytes'),
    base64: z.string(),
    contentType: z.string().optional(),
    ...faultDetails,
  }),
  z.object({ kind: z.enum(wire), ...faultDetails }),
])
export type SpeakerFault = z.infer<typeof SpeakerFault>

/** Plays the next fault of the wire; true when nothing is left to answer. */
export async function playSpeechFault<F extends TranscriberFault | SpeakerFault>(
  exchange: Exchange,
  faults: FaultQueue<F>,
): Promise<boolean> {
  const fault = faults.take((one) => one.kind !== 'bytes')
  if (!fault) return false
  if (fault.kind === 'insufficientQuota') {
    sendModelError(exchange.response, 'openai', noQuota('openai'))
    return true
  }
  return playWireFault(exchange, fault, (status, headers) =>
    sendModelError(exchange.response, 'openai', usualError('openai', status), headers),
  )
}
