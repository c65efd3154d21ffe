const KINDS = [
  'messages',
  'list',
  'typing',
  'content',
  'media',
  'mediaDeleted',
  'cdn',
  'account',
  'callbacks',
  'webhooks',
  'refused',
] as const

/** How many requests of each kind came in (or, for callbacks and webhooks, went out). */
export type TwilioRequests = Record<(typeof KINDS)[number], number>

export const noRequests = () => Object.fromEntries(KINDS.map((kind) => [kind, 0])) as TwilioRequests
