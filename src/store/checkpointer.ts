import type { RunnableConfig } from '@langchain/core/runnables'
import type { ChannelVersions, Checkpoint, CheckpointMetadata } from '@langchain/langgraph-checkpoint'
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres'
import type pg from 'pg'

/**
 * The stock saver with the stock tables, but it keeps only the latest checkpoint of a thread: the stock one keeps each
 * with every version of every value, so that a conversation grows with the square of its length. Writing and
 * forgetting are one statement, where the stock one takes a transaction of about eight.
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
    // Serialised before a connection is taken: a large thread must not hold one while it is written out.
    const [blobs, described] = await Promise.all([
      this._dumpBlobs(thread, namespace, checkpoint.channel_values, newVersions),
      this._dumpMetadata(metadata),
    ])
    await this.#pool.query({
      name: 'put-checkpoint',
      text: `
        WITH blobs AS (
          INSERT INTO checkpoint_blobs (thread_id, checkpoint_ns, channel, version, type, blob)
          SELECT $1, $2, * FROM unnest($7::text[], $8::text[], $9::text[], $10::bytea[])
          ON CONFLICT (thread_id, checkpoint_ns, channel, version) DO NOTHING
        ), old_blobs AS (
          DELETE FROM checkpoint_blobs WHERE thread_id = $1 AND checkpoint_ns = $2
            AND $5::jsonb->'channel_versions'->>channel IS DISTINCT FROM version
        ), old_writes AS (
          DELETE FROM checkpoint_writes WHERE thread_id = $1 AND checkpoint_ns = $2 AND checkpoint_id <> $3
        ), old_checkpoints AS (
          DELETE FROM checkpoints WHERE thread_id = $1 AND checkpoint_ns = $2 AND checkpoint_id <> $3
        )
        INSERT INTO checkpoints (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, checkpoint, metadata)
        VALUES ($1, $2, $3, $4, $5, $6)
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
      ],
    })
    return { configurable: { thread_id: thread, checkpoint_ns: namespace, checkpoint_id: checkpoint.id } }
  }
}
