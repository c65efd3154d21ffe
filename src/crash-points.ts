/**
 * The instants at which the crash tests kill the process, in the order of a message's way. `server.ts` passes a
 * function that kills at the point named by `CRASH_AT`; everywhere else it does nothing.
 */
export type CrashPoint =
  | 'inbox-stored'
  | 'turn-claimed'
  | 'media-downloaded'
  | 'media-transcribed'
  | 'media-stored'
  | 'model-answered'
  | 'turn-joined'
  | 'effect-begun'
  | 'effect-acted'
  | 'turn-answered'
  | 'erasing'
  | 'turn-committed'
  | 'outbox-sending'
  | 'outbox-sent'
  | 'outbox-accepted'
  | 'reminders-taken'
  | 'reminders-fired'

export type Reach = (point: CrashPoint) => void
