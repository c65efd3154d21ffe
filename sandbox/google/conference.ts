import { createHash } from 'node:crypto'
import type { EventFields } from './google-event.ts'

type Conference = EventFields['conferenceData']

/**
 * The video call of an event after a write: without `conferenceDataVersion=1` what is asked for is ignored, and the same
 * `requestId` makes no second call (PROTOCOLS 6.2).
 */
export function withConference(fields: EventFields, before: Conference, version: string | null): EventFields {
  if (version !== '1') return { ...fields, conferenceData: before }
  const request = fields.conferenceData?.createRequest
  if (!request)
    return { ...fields, conferenceData: fields.conferenceData?.hangoutLink ? fields.conferenceData : null }
  if (before?.createRequest?.requestId === request.requestId) return { ...fields, conferenceData: before }
  const letters = createHash('sha256')
    .update(request.requestId)
    .digest('hex')
    .replace(/[^a-f]/g, '')
    .padEnd(10, 'x')
  const conferenceId = `${letters.slice(0, 3)}-${letters.slice(3, 7)}-${letters.slice(7, 10)}`
  const hangoutLink = `https://meet.google.com/${conferenceId}`
  return {
    ...fields,
    conferenceData: {
      createRequest: {
        requestId: request.requestId,
        conferenceSolutionKey: { type: 'hangoutsMeet' },
        status: { statusCode: 'success' },
      },
      entryPoints: [{ entryPointType: 'video', uri: hangoutLink, label: hangoutLink.slice(8) }],
      conferenceSolution: { key: { type: 'hangoutsMeet' }, name: 'Google Meet' },
      conferenceId,
      hangoutLink,
    },
  }
}
