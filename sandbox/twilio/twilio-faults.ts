import { z } from 'zod'

const common = {
  times: z.number().optional().describe('how many requests or messages it hits, 1 when absent'),
  ms: z.number().optional().describe('for slow, late and lag'),
  retryAfter: z.number().optional().describe('seconds, with 429'),
  code: z.number().optional().describe("Twilio's error code, with 400, 429 and fail"),
}

/** The kinds that are played on the HTTP exchange itself, before anything is accepted. */
const api = ['400', '401', '403', '404', '429', '500', '502', '503', 'hang', 'cut', 'slow'] as const
const redirect = z.string().optional().describe('with redirect: the address it leads to')

/**
 * How the Twilio stand-in can misbehave.
 * - `messages`: besides the HTTP kinds, `acceptThenCut`, `acceptThen500` and `acceptThenHang` record and send the
 *   message but never say so (`callbacks: false` also keeps the status callbacks back).
 * - `list`: `lag` hides the next accepted or received message from the list for `ms`.
 * - `callbacks` (per message): each one twice, in reversed order, `late` by `ms`, dropped, or `fail` with `code`.
 * - `media` and `cdn`, the two hops of a download: also `redirect` to `to`; `cdn` also `lyingLength` (the file behind
 *   a Content-Length of `claims`, or of twice its size) and `endless` (no length, bytes until the caller hangs up).
 * - `webhook` (per inbound message): delivered twice at the same time, after the next one, or lost.
 */
export const TwilioFault = z.discriminatedUnion('route', [
  z.object({
    route: z.literal('messages'),
    kind: z.enum([...api, 'acceptThenCut', 'acceptThen500', 'acceptThenHang']),
    callbacks: z.boolean().optional(),
    ...common,
  }),
  z.object({ route: z.literal('list'), kind: z.enum([...api, 'lag']), ...common }),
  z.object({ route: z.literal('typing'), kind: z.enum(api), ...common }),
  z.object({ route: z.literal('content'), kind: z.enum(api), ...common }),
  z.object({ route: z.literal('media'), kind: z.enum([...api, 'redirect']), to: redirect, ...common }),
  z.object({
    route: z.literal('cdn'),
    kind: z.enum([...api, 'redirect', 'lyingLength', 'endless']),
    to: redirect,
    claims: z.number().optional(),
    ...common,
  }),
  z.object({
    route: z.literal('callbacks'),
    kind: z.enum(['duplicate', 'reversed', 'late', 'drop', 'fail']),
    status: z.enum(['failed', 'undelivered']).optional(),
    ...common,
  }),
  z.object({ route: z.literal('webhook'), kind: z.enum(['duplicate', 'reorder', 'drop']), ...common }),
])
export type TwilioFault = z.infer<typeof TwilioFault>
