import type { Logger } from 'pino'
import { batched } from './batch.ts'
import type { Channel, InboundMessage, StatusUpdate, WebhookRequest } from './channels/channel.ts'
import type { Reach } from './crash-points.ts'
import { commandOf } from './keywords.ts'
import type { Metrics } from './metrics.ts'
import { phrase } from './phrases.ts'
import type { Database, Queryable } from './store/database.ts'
import { applyStatuses, laterStatus } from './store/delivery-statuses.ts'
import { addAliases, ignoreInbound, resolveAlias, storeInbound } from './store/inbox.ts'
import { queueKeywordAnswer } from './store/outbox.ts'
import { keywordContext, setOptedOut } from './store/people.ts'
import type { Fingerprint } from './store/fingerprint.ts'
import type { Queue } from './store/queue.ts'

export interface ReceiveSettings {
  database: Database
  queue: Queue
  metrics: Metrics
  log: Logger
  reach: Reach
  assistantName: string
  language: string
  /** Files of messages that nobody answers are deleted at the provider too. */
  deleteMedia: boolean
  /** Knows what was erased when it comes again. */
  fingerprint: Fingerprint
}

export interface Receive {
  /** Resolves when every message of the webhook is on disk. Throws `WebhookRejected`, or whatever the database does. */
  messages(channel: Channel, request: WebhookRequest): Promise<void>
  statuses(channel: Channel, request: WebhookRequest): Promise<void>
  /** The same for one status, however it came. */
  status(channel: Channel, update: StatusUpdate): Promise<void>
  /** Stores one message, however it came; false when it is here already. */
  store(channel: Channel, message: InboundMessage): Promise<boolean>
}

/** The first step: verify, parse, one commit. */
export function createReceive({
  database,
  queue,
  metrics,
  log,
  reach,
  ...settings
}: ReceiveSettings): Receive {
  /** By channel; a crowd of messages shares one commit. */
  const storeTogether = new Map<string, (message: InboundMessage) => Promise<boolean>>()

  function storePlain(channel: Channel, message: InboundMessage): Promise<boolean> {
    let together = storeTogether.get(channel.name)
    if (!together) {
      together = batched(async (messages) => {
        const stored = await storeInbound(database.pool, channel.name, messages, true, settings.fingerprint)
        return messages.map(({ providerId }) => stored.delete(providerId)) // the second of a pair is a duplicate
      })
      storeTogether.set(channel.name, together)
    }
    return together(message)
  }

  async function store(channel: Channel, given: InboundMessage): Promise<boolean> {
    const isNew = needsCare(given)
      ? await database.transaction((db) => storeWithCare(db, channel, given))
      : await storePlain(channel, given)
    if (isNew) reach('inbox-stored')
    metrics.inbound.inc({
      channel: channel.name,
      medium: given.medium,
      result: isNew ? 'stored' : 'duplicate',
    })
    return isNew
  }

  /** A keyword, or a person who is known by more than one address. */
  async function storeWithCare(db: Queryable, channel: Channel, given: InboundMessage): Promise<boolean> {
    const message = await withKnownAddress(db, given)
    const stored = await storeInbound(db, channel.name, [message], false, settings.fingerprint)
    if (stored.size === 0) return false
    if (message.aliases.length > 0) await addAliases(db, message.conversation, message.aliases)
    if (!(await obeyKeyword(db, channel, message)))
      await queue.enqueue('answer', message.conversation, { db })
    return true
  }

  /** STOP, START and HELP are the code's, not the model's: they hold from this commit on, also for a turn under way. */
  async function obeyKeyword(db: Queryable, channel: Channel, message: InboundMessage): Promise<boolean> {
    if (!mayBeKeyword(message)) return false
    const person = await keywordContext(db, message.conversation)
    const optedOut = person?.opted_out_at != null
    const offered = (person?.offered ?? []).map((choice) => choice.title)
    const command = message.keywordHandled ?? commandOf(message.text, { optedOut, offered })
    // START means something only to a person who has stopped; to anybody else it is a word like another.
    if (!command || (command === 'start' && !optedOut)) return false
    // "Info" under a picture asks about the picture.
    if (command === 'help' && message.media.length > 0 && !message.keywordHandled) return false
    if (command !== 'help') await setOptedOut(db, message.conversation, command === 'stop')
    const { deleteMedia } = settings
    await ignoreInbound(db, channel.name, message.providerId, { reason: `keyword ${command}`, deleteMedia })
    if (message.keywordHandled) return true
    const language = person?.language ?? settings.language
    const text =
      command === 'help'
        ? phrase('help', language, { name: settings.assistantName })
        : phrase(command === 'stop' ? 'stopped' : 'started', language)
    const route = {
      conversation: message.conversation,
      channel: channel.name,
      medium: message.medium,
      sender: message.to,
      recipient: message.from,
    }
    await queueKeywordAnswer(db, route, channel.render({ text }, message.medium))
    await queue.enqueue('deliver', message.conversation, { db })
    return true
  }

  const moveOnTogether = new Map<string, (update: StatusUpdate) => Promise<void>>()

  function moveOn(channel: Channel, update: StatusUpdate): Promise<void> {
    let together = moveOnTogether.get(channel.name)
    if (!together) {
      together = batched(async (updates) => {
        const latest = new Map<string, StatusUpdate>()
        for (const one of updates) {
          const key = one.outboxId ?? one.providerId
          latest.set(key, laterStatus(latest.get(key) ?? one, one))
        }
        const news = [...latest.values()]
        const unblocked = await applyStatuses(database.pool, channel.name, news, channel.templateMedia)
        for (const conversation of unblocked) await queue.enqueue('deliver', conversation)
        return updates.map(() => undefined)
      })
      moveOnTogether.set(channel.name, together)
    }
    metrics.statuses.inc({ channel: channel.name, status: update.status })
    if (update.status === 'failed')
      log.warn({ outbox: update.outboxId, code: update.errorCode }, 'message not delivered')
    return together(update)
  }

  return {
    store,
    status: moveOn,
    async messages(channel, request) {
      for (const message of channel.receive(request)) await store(channel, message)
    },
    async statuses(channel, request) {
      for (const update of channel.status(request)) await moveOn(channel, update)
    },
  }
}

/** Most messages are stored in one statement shared with others; these need to be looked at. */
function needsCare(message: InboundMessage): boolean {
  return message.aliases.length > 0 || !message.conversation.startsWith('+') || mayBeKeyword(message)
}

/** Recognises every keyword there is; whether it is one here depends on the person. */
function mayBeKeyword({ choice, keywordHandled, text }: InboundMessage): boolean {
  return !choice && (keywordHandled !== undefined || commandOf(text, { optedOut: true }) !== undefined)
}

/** A person whose number is hidden this time is still who they were when it was not. */
async function withKnownAddress(db: Queryable, message: InboundMessage): Promise<InboundMessage> {
  if (message.conversation.startsWith('+')) return message
  const known = await resolveAlias(db, message.conversation)
  return known ? { ...message, conversation: known } : message
}
