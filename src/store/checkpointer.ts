import type { RunnableConfig } from '@langchain/core/runnables'
import {
  type ChannelVersions,
  type Checkpoint,
  type CheckpointMetadata,
  type PendingWrite,
  WRITES_IDX_MAP,
} from '@langchain/langgraph-checkpoint'
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres'
import type pg from 'pg'
import { z } from 'zod'
import { ClaimLost } from './turns.ts'

/** What is kept of what has left the window: of the conversation, and of what others wrote. */
const Known = z.object({
  summary: z.string().catch(''),
  reading: z.object({ text: z.string() }).catch({ text: '' }),
})

/**
 * The stock saver with the stock tables, but it keeps only the latest checkpoint of a thread: the stock one keeps each
 * with every version of every value, so that a conversation grows with the square of its length. Writing and
 * forgetting are one statement, where the stock one takes a transaction of about eight. With a turn in the config it
 * writes only while the turn's claim is current, and else throws `ClaimLost`: a process that was paused and comes back
 * must not put its thread over what was said meanwhile.
 */
export class LatestCheckpointSaver extends PostgresSaver {
  readonly #pool: pg.Pool

  constructor(pool: pg.Pool) {
    super(pool)
    this.#pool = pool
  }

  override async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    newVersions: ChannelVersions,
  ): Promise<RunnableConfig> {
    const thread = String(config.configurable?.thread_id)
    const namespace = String(config.configurable?.checkpoint_ns ?? '')
    const parent: unknown = config.configurable?.checkpoint_id
    const turn = config.configurable?.turn as { epoch?: string } | undefined
    // Serialised before a connection is taken: a large thread must not hold one while it is written out.
    const [blobs, described] = await Promise.all([
      this._dumpBlobs(thread, namespace, checkpoint.channel_values, newVersions),
      this._dumpMetadata(metadata),
    ])
    const put = await this.#pool.query({
      name: 'put-checkpoint',
      text: `
        WITH mine AS (
          SELECT WHERE $11::bigint IS NULL
          UNION ALL SELECT FROM (SELECT FROM conversations WHERE id = $1 AND epoch = $11 FOR SHARE) AS held
        ), blobs AS (
          INSERT INTO checkpoint_blobs (thread_id, checkpoint_ns, channel, version, type, blob)
          SELECT $1, $2, list.* FROM mine, unnest($7::text[], $8::text[], $9::text[], $10::bytea[]) AS list
          ON CONFLICT (thread_id, checkpoint_ns, channel, version) DO NOTHING
        ), old_blobs AS (
          DELETE FROM checkpoint_blobs USING mine WHERE thread_id = $1 AND checkpoint_ns = $2
            AND $5::jsonb->'channel_versions'->>channel IS DISTINCT FROM version
        ), old_writes AS (
          DELETE FROM checkpoint_writes USING mine WHERE thread_id = $1 AND checkpoint_ns = $2 AND checkpoint_id <> $3
        ), old_checkpoints AS (
          DELETE FROM checkpoints USING mine WHERE thread_id = $1 AND checkpoint_ns = $2 AND checkpoint_id <> $3
        )
        INSERT INTO checkpoints (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, checkpoint, metadata)
        SELECT $1, $2, $3, $4, $5, $6 FROM mine
        ON CONFLICT (thread_id, checkpoint_ns, checkpoint_id)
          DO UPDATE SET checkpoint = excluded.checkpoint, metadata = excluded.metadata`,
      values: [
        thread,
        namespace,
        checkpoint.id,
        parent ?? null,
        this._dumpCheckpoint(checkpoint),
        described,
        blobs.map(([, , channel]) => channel),
        blobs.map(([, , , version]) => version),
        blobs.map(([, , , , type]) => type),
        blobs.map(([, , , , , blob]) => (blob ? Buffer.from(blob) : null)),
        turn?.epoch ?? null,
      ],
    })
    if (put.rowCount !== 1) throw new ClaimLost('another process has taken over this conversation')
    return { configurable: { thread_id: thread, checkpoint_ns: namespace, checkpoint_id: checkpoint.id } }
  }

  override async putWrites(config: RunnableConfig, writes: PendingWrite[], taskId: string): Promise<void> {
    const thread = String(config.configurable?.thread_id)
    const namespace = String(config.configurable?.checkpoint_ns ?? '')
    const id = String(config.configurable?.checkpoint_id)
    const turn = config.configurable?.turn as { epoch?: string } | undefined
    const all = await this._dumpWrites(thread, namespace, id, taskId, writes)
    // One statement takes each place once; two interrupts at once have the same.
    const dumped = [...new Map(all.map((write) => [write[4], write])).values()]
    // As the stock saver has it: an error or an interrupt replaces the one before, all else stays as it was first.
    const replaces = writes.every(([channel]) => channel in WRITES_IDX_MAP)
    await this.#pool.query(
      `WITH mine AS (
         SELECT WHERE $9::bigint IS NULL
         UNION ALL SELECT FROM (SELECT FROM conversations WHERE id = $1 AND epoch = $9 FOR SHARE) AS held
       )
       INSERT INTO checkpoint_writes (thread_id, checkpoint_ns, checkpoint_id, task_id, idx, channel, type, blob)
       SELECT $1, $2, $3, $4, list.* FROM mine, unnest($5::integer[], $6::text[], $7::text[], $8::bytea[]) AS list
       ON CONFLICT (thread_id, checkpoint_ns, checkpoint_id, task_id, idx) ${
         replaces
           ? 'DO UPDATE SET channel = excluded.channel, type = excluded.type, blob = excluded.blob'
           : 'DO NOTHING'
       }`,
      [
        thread,
        namespace,
        id,
        taskId,
        dumped.map(([, , , , idx]) => idx),
        dumped.map(([, , , , , channel]) => channel),
        dumped.map(([, , , , , , type]) => type),
        dumped.map(([, , , , , , , blob]) => Buffer.from(blob)),
        turn?.epoch ?? null,
      ],
    )
  }

  /** What a thread still knows of what has left its window. */
  async summaryOf(thread: string): Promise<string | undefined> {
    const found = await this.getTuple({ configurable: { thread_id: thread } })
    const { summary, reading } = Known.parse(found?.checkpoint.channel_values ?? {})
    return [summary, reading.text].filter(Boolean).join('\n') || undefined
  }
}
