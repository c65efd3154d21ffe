import type { Logger } from 'pino'
import type { Channel, InboundMessage, StatusUpdate, WebhookRequest } from './channels/channel.ts'
import type { Reach } from './crash-points.ts'
import { commandOf } from './keywords.ts'
import type { Metrics } from './metrics.ts'
import { phrase } from './phrases.ts'
import type { Database, Queryable } from './store/database.ts'
import { addAliases, ignoreInbound, resolveAlias, storeInbound } from './store/inbox.ts'
import { applyStatus, queueOutbound } from './store/outbox.ts'
import { keywordContext, setOptedOut } from './store/people.ts'
import type { Queue } from './store/queue.ts'

export interface ReceiveSettings {
  database: Database
  queue: Queue
  metrics: Metrics
  log: Logger
  reach: Reach
  assistantName: string
  language: string
}

export interface Receive {
  /** Resolves when every message of the webhook is on disk. Throws `WebhookRejected`, or whatever the database does. */
  messages(channel: Channel, request: WebhookRequest): Promise<void>
  statuses(channel: Channel, request: WebhookRequest): Promise<void>
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
  async function store(channel: Channel, given: InboundMessage): Promise<boolean> {
    const isNew = await database.transaction(async (db) => {
      const message = await withKnownAddress(db, given)
      if (!(await storeInbound(db, channel.name, message))) return false
      if (message.aliases.length > 0) await addAliases(db, message.conversation, message.aliases)
      if (!(await obeyKeyword(db, channel, message)))
        await queue.enqueue('answer', message.conversation, { db })
      return true
    })
    if (isNew) reach('inbox-stored')
    metrics.inbound.inc({
      channel: channel.name,
      medium: given.medium,
      result: isNew ? 'stored' : 'duplicate',
    })
    return isNew
  }

  /** STOP, START and HELP are the code's, not the model's: they hold from this commit on, also for a turn under way. */
  async function obeyKeyword(db: Queryable, channel: Channel, message: InboundMessage): Promise<boolean> {
    if (message.choice) return false
    // The empty options recognise every keyword there is, so that other messages cost no further statement.
    if (!message.keywordHandled && !commandOf(message.text, { optedOut: true })) return false
    const person = await keywordContext(db, message.conversation)
    const optedOut = person?.opted_out_at != null
    const offered = (person?.offered ?? []).map((choice) => choice.title)
    const command = message.keywordHandled ?? commandOf(message.text, { optedOut, offered })
    // START means something only to a person who has stopped; to anybody else it is a word like another.
    if (!command || (command === 'start' && !optedOut)) return false
    if (command !== 'help') await setOptedOut(db, message.conversation, command === 'stop')
    await ignoreInbound(db, channel.name, message.providerId, `keyword ${command}`)
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
    await queueOutbound(db, route, channel.render({ text }, message.medium), { despiteOptOut: true })
    await queue.enqueue('deliver', message.conversation, { db })
    return true
  }

  async function moveOn(channel: Channel, update: StatusUpdate): Promise<void> {
    const unblocked = await applyStatus(database.pool, channel.name, update)
    metrics.statuses.inc({ channel: channel.name, status: update.status })
    if (unblocked) await queue.enqueue('deliver', unblocked)
    if (update.status === 'failed')
      log.warn({ outbox: update.outboxId, code: update.errorCode }, 'message not delivered')
  }

  return {
    store,
    async messages(channel, request) {
      for (const message of channel.receive(request)) await store(channel, message)
    },
    async statuses(channel, request) {
      for (const update of channel.status(request)) await moveOn(channel, update)
    },
  }
}

/** A person whose number is hidden this time is still who they were when it was not. */
async function withKnownAddress(db: Queryable, message: InboundMessage): Promise<InboundMessage> {
  if (message.conversation.startsWith('+')) return message
  const known = await resolveAlias(db, message.conversation)
  return known ? { ...message, conversation: known } : message
}
