/**
 * The baseline of the long conversation: a graph as LangGraph's own guide builds it, one node, every message kept,
 * `PostgresSaver` with its defaults. Settings: DATABASE_URL, OPENAI_BASE_URL, TURNS. Prints one JSON line.
 */
import { END, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph'
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres'
import { ChatOpenAI } from '@langchain/openai'
import pg from 'pg'

const { DATABASE_URL, OPENAI_BASE_URL, TURNS } = process.env
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 20 })
const checkpointer = new PostgresSaver(pool)
await checkpointer.setup()
const model = new ChatOpenAI({
  model: 'gpt-4o-mini',
  apiKey: 'sk-bench',
  configuration: { baseURL: OPENAI_BASE_URL },
})
const graph = new StateGraph(MessagesAnnotation)
  .addNode('chat', async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
  .addEdge(START, 'chat')
  .addEdge('chat', END)
  .compile({ checkpointer })

async function turn(thread: string, text: string): Promise<{ ms: number; cpu: number }> {
  const [begun, cpu] = [performance.now(), process.cpuUsage()]
  await graph.invoke({ messages: [{ role: 'user', content: text }] }, { configurable: { thread_id: thread } })
  const used = process.cpuUsage(cpu)
  return { ms: performance.now() - begun, cpu: (used.user + used.system) / 1000 }
}

for (let at = 0; at < 100; at += 1) await turn(`warm-up ${at}`, 'note')
const turns: { ms: number; cpu: number }[] = []
for (let at = 1; at <= Number(TURNS); at += 1) {
  turns.push(await turn('long', `note number ${at}: the plants on the balcony want water again on day ${at}`))
}
await pool.end()
process.stdout.write(`${JSON.stringify(turns)}\n`)
