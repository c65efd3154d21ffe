import { randomUUID } from 'node:crypto'
import type { Channel, RenderedMessage, Reply } from './channels/channel.ts'
import type { Queryable } from './store/database.ts'
import { type NoticeKind, type NoticeMessage, queueNotices, routesOf } from './store/notices.ts'
import type { Queue } from './store/queue.ts'

export interface AnnounceSettings {
  queue: Queue
  channels: Map<string, Channel>
  /** Most messages that are started for one person in an hour. */
  mostPerHour: number
}

/** What a message that we start says, in CommonMark. */
export interface Said {
  reply: Reply
  /** It holds what others wrote, such as the title of an invitation. */
  outside?: boolean | undefined
}

export interface Notice extends Said {
  conversation: string
  kind: NoticeKind
}

export interface Announce {
  /** Queues a message that we start, with the job that sends it. Pass the `db` of a transaction. */
  one(db: Queryable, notice: Notice): Promise<void>
  /**
   * The same for many, without jobs: who calls it sees to their delivery. Returns the outbox id of each, of its last message
   * when there are several; undefined when there was nothing to show.
   */
  many(db: Queryable, notices: Notice[]): Promise<(string | undefined)[]>
}

/**
 * Messages that nobody asked for just now: reminders, briefings, news of a calendar. They go where the person wrote last,
 * between the answers in the order of the outbox.
 */
export function createAnnounce({ queue, channels, mostPerHour }: AnnounceSettings): Announce {
  async function many(db: Queryable, notices: Notice[]): Promise<(string | undefined)[]> {
    if (notices.length === 0) return []
    const routes = await routesOf(db, [...new Set(notices.map(({ conversation }) => conversation))])
    const messages: NoticeMessage[] = []
    const ids = notices.map(({ conversation, reply, kind, outside = false }) => {
      const route = routes.get(conversation)
      if (!route) return undefined
      const rendered = render(channels, reply, route)
      const queued = rendered.map((message) => ({ id: randomUUID(), ...message, kind, outside, route }))
      messages.push(...queued)
      return queued.at(-1)?.id
    })
    await queueNotices(db, messages, mostPerHour)
    return ids
  }

  return {
    many,
    async one(db, notice) {
      await many(db, [notice])
      await queue.enqueue('deliver', notice.conversation, { db })
    },
  }
}

/** Only real buttons: a number under a reminder would be taken for the answer to a question that is still open. */
function render(
  channels: Map<string, Channel>,
  reply: Reply,
  { channel: name, medium }: { channel: string; medium: string },
): RenderedMessage[] {
  const channel = channels.get(name)
  if (!channel) throw new Error(`a notice is for the channel ${name}, which is not set up`)
  const rendered = channel.render(reply, medium)
  if (!reply.quickReplies || rendered.some(({ quickReplies }) => quickReplies)) return rendered
  return channel.render({ text: reply.text }, medium)
}
