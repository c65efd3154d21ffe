import type { Queryable } from './database.ts'

/**
 * Keeps only the latest checkpoint of a thread. LangGraph keeps every one, with every version of every value, so a
 * conversation would grow with the square of its length. Tables: `@langchain/langgraph-checkpoint-postgres`.
 */
export async function pruneCheckpoints(db: Queryable, threadId: string): Promise<void> {
  await db.query({
    name: 'prune-checkpoints',
    text: `
      WITH latest AS (
        SELECT checkpoint_id, checkpoint->'channel_versions' AS versions FROM checkpoints
        WHERE thread_id = $1 AND checkpoint_ns = '' ORDER BY checkpoint_id DESC LIMIT 1
      ), old_checkpoints AS (
        DELETE FROM checkpoints USING latest
        WHERE thread_id = $1 AND checkpoints.checkpoint_id <> latest.checkpoint_id
      ), old_writes AS (
        DELETE FROM checkpoint_writes USING latest
        WHERE thread_id = $1 AND checkpoint_writes.checkpoint_id <> latest.checkpoint_id
      )
      DELETE FROM checkpoint_blobs USING latest
      WHERE thread_id = $1 AND versions->>channel IS DISTINCT FROM version`,
    values: [threadId],
  })
}
