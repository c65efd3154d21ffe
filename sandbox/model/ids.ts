import { randomUUID } from 'node:crypto'

/** Random, because a service keeps the ids of messages and calls across restarts of the stand-in. */
export const newId = (prefix: string): string => prefix + randomUUID().replaceAll('-', '')
