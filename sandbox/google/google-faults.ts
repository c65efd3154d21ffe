import { z } from 'zod'
import { faultDetails } from '../faults.ts'

/** The routes of the stand-in, as requests and faults name them. */
export const GoogleRoute = z.enum([
  'calendarList',
  'calendars.get',
  'events.list',
  'events.get',
  'events.insert',
  'events.patch',
  'events.update',
  'events.delete',
  'events.instances',
  'freeBusy',
  'auth',
  'token',
  'revoke',
  'tokeninfo',
])
export type GoogleRoute = z.infer<typeof GoogleRoute>

/**
 * How the Google stand-in can misbehave. Besides what the wire can do, `cut-after`, `hang-after` and `500-after` carry the
 * call out and never say so; `truncated` sends half of the answer's JSON; `empty-page` is a page of a list with nothing on
 * it but the token of the next; `invalid_grant` is the token endpoint's word for a consent that has ended.
 */
export const GoogleFault = z.object({
  /** Absent: the next request to the calendar; for `invalid_grant` the next one for a token. */
  route: GoogleRoute.optional(),
  kind: z.enum([
    '401',
    '403-rate',
    '403-quota',
    '403-permission',
    '404',
    '409',
    '410',
    '412',
    '429',
    '500',
    '502',
    '503',
    'hang',
    'slow',
    'cut',
    'cut-after',
    'hang-after',
    '500-after',
    'truncated',
    'empty-page',
    'invalid_grant',
  ]),
  ...faultDetails,
})
export type GoogleFault = z.infer<typeof GoogleFault>

const OAUTH = new Set<GoogleRoute>(['auth', 'token', 'revoke', 'tokeninfo'])

export function hits(fault: GoogleFault, route: GoogleRoute): boolean {
  if (fault.kind === 'empty-page' && route !== 'events.list' && route !== 'events.instances') return false
  if (fault.route !== undefined) return fault.route === route
  return fault.kind === 'invalid_grant' ? route === 'token' : !OAUTH.has(route)
}
