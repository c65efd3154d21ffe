import { parseArgs } from 'node:util'
import { readConfig } from '../src/config.ts'
import { runCommand, UsageError } from './command.ts'
import { evalKnowledge } from './eval/knowledge.ts'

const USAGE = `npm run eval -- knowledge: how well what people ask finds its answer

  knowledge   the questions of evals/knowledge.jsonl over the documents of evals/knowledge/, by words, by vectors and by
              both, apart for those it was tuned on and those it was not; with vectors of EMBEDDING_MODEL when OPENAI_API_KEY is set, otherwise with those of a stand-in
  --misses    also tells which questions went wrong`

await runCommand(USAGE, async (args) => {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { misses: { type: 'boolean', default: false } },
  })
  const [what, ...more] = positionals
  if (what !== 'knowledge' || more.length > 0) throw new UsageError('Say what: knowledge.')
  const { embeddings } = readConfig({ NODE_ENV: 'development', ...process.env })
  const { model, scores } = await evalKnowledge(embeddings)
  console.log(`vectors by ${model}\n`)
  console.log('questions  by       recall@5    MRR  nothing where nothing fits')
  const ordered = scores.toSorted((a, b) => (a.split < b.split ? 1 : -1))
  for (const { split, by, recall, mrr, nothing } of ordered)
    console.log(
      `${split.padEnd(10)} ${by.padEnd(8)} ${percent(recall)}  ${mrr.toFixed(2)}  ${percent(nothing)}`,
    )
  if (!values.misses) return
  for (const { split, by, missed, wrong } of ordered)
    for (const line of [...missed, ...wrong]) console.log(`${split.padEnd(10)} ${by.padEnd(8)} ${line}`)
})

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`.padStart(8)
}
