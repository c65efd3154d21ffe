import { type BaseMessage, HumanMessage } from '@langchain/core/messages'
import { type BaseCheckpointSaver, copyCheckpoint, uuid6 } from '@langchain/langgraph-checkpoint'

/** Where a thread goes on once the turns that are not recent have left it: at the beginning of a turn, or nowhere. */
export function keptMessages(messages: BaseMessage[], isRecent: (turn: string) => boolean): BaseMessage[] {
  const first = messages.findIndex((message) => {
    const { turn, answer } = message.additional_kwargs
    return message instanceof HumanMessage && answer !== true && typeof turn === 'string' && isRecent(turn)
  })
  return first < 0 ? [] : messages.slice(first)
}

/**
 * Takes the messages of old turns out of a thread, as if they had never been in its window. Only for who holds the conversation
 * under `epoch`, and while the graph waits for nothing. `recent` is asked which of these turns stay.
 */
export async function pruneThread(
  saver: BaseCheckpointSaver,
  { conversation, epoch }: { conversation: string; epoch: string },
  recent: (turns: string[]) => Promise<Set<string>>,
): Promise<void> {
  const config = { configurable: { thread_id: conversation, checkpoint_ns: '' } }
  const found = await saver.getTuple(config)
  const messages: unknown = found?.checkpoint.channel_values.messages
  if (!found || !Array.isArray(messages)) return
  const said = messages as BaseMessage[]
  const turns = new Set(
    said.map(({ additional_kwargs: { turn } }) => turn).filter((turn) => typeof turn === 'string'),
  )
  const stay = await recent([...turns])
  const kept = keptMessages(said, (turn) => stay.has(turn))
  if (kept.length === said.length) return
  const checkpoint = copyCheckpoint(found.checkpoint)
  const version = saver.getNextVersion(Number(checkpoint.channel_versions.messages ?? 0))
  checkpoint.id = uuid6(0)
  checkpoint.channel_values = { ...checkpoint.channel_values, messages: kept }
  checkpoint.channel_versions = { ...checkpoint.channel_versions, messages: version }
  const metadata = found.metadata ?? { source: 'update', step: 0, parents: {} }
  const held = { configurable: { ...config.configurable, turn: { epoch } } }
  await saver.put(held, checkpoint, metadata, { messages: version })
}
