import { z } from 'zod'
import { faultDetails } from '../faults.ts'

/**
 * How the model stand-ins can misbehave: an HTTP status (529 is Anthropic's "overloaded"), an HTML 502, no answer,
 * a late one (`ms`), a connection cut (a stream half way), `insufficientQuota`, broken JSON, an answer without words.
 */
export const ModelFault = z.object({
  /** Absent: whichever is asked next. */
  provider: z.enum(['openai', 'anthropic']).optional(),
  kind: z.enum([
    '400',
    '401',
    '403',
    '404',
    '429',
    '500',
    '502',
    '503',
    '529',
    'hang',
    'slow',
    'cut',
    'insufficientQuota',
    'truncatedJson',
    'emptyContent',
  ]),
  ...faultDetails,
})
export type ModelFault = z.infer<typeof ModelFault>
