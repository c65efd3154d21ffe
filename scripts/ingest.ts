import { parseArgs } from 'node:util'
import { phoneNumber } from '../src/channels/phone-number.ts'
import { readConfig } from '../src/config.ts'
import { PermanentError } from '../src/errors.ts'
import { createEmbedder, type EmbeddingSettings } from '../src/knowledge/embed.ts'
import { settlePath } from '../src/knowledge/find-files.ts'
import { ingest, type IngestRequest } from '../src/knowledge/ingest.ts'
import { openVectors } from '../src/knowledge/make-vectors.ts'
import { createDecoder } from '../src/media/decode.ts'
import { listDocuments, removeDocument } from '../src/store/documents.ts'
import { recountWords } from '../src/store/passages.ts'
import { vectorSupport } from '../src/store/vectors.ts'
import { oneLine, runCommand, UsageError } from './command.ts'
import { isSetUp, openOwnersDatabase, type OwnersDatabase } from './database.ts'
import { openProgress } from './ingest/progress.ts'

const USAGE = `npm run ingest -- <files and folders>: the documents that the assistant answers from

  Reads Markdown, plain text, saved web pages (HTML), PDF, DOCX, PPTX, ODT, ODP, ODS, RTF, CSV, TSV and XLSX.
  Run it again whenever they have changed: only what changed is read, what is gone from a folder goes.

  --for +15550100001   only for this person (again for more of them); --for everyone opens them again.
                       Without it known documents stay as they are and new ones are for whom those beside them are for.
  --remove <path>      forgets documents: a file, a folder, or a source as --list shows it (again for more)
  --list               the documents there are
  --dry-run            only says what would be done`

/** A long document on a slow machine, in milliseconds. */
const READ_MS = 180_000

await runCommand(USAGE, async (args) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      for: { type: 'string', multiple: true },
      remove: { type: 'string', multiple: true },
      list: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
    },
  })
  const { remove = [], list } = values
  const dryRun = values['dry-run']
  const audience = readAudience(values.for)
  if (positionals.length === 0 && remove.length === 0 && !list)
    throw new UsageError('Say which files and folders.')
  const config = readConfig(process.env)
  await using open = await openOwnersDatabase(config)
  if (!(await isSetUp(open.database)))
    throw new PermanentError(
      `The database at ${open.place} is not set up for this version: npm start does it.`,
    )
  if (remove.length > 0) await forget(open, remove, dryRun)
  if (positionals.length > 0) {
    await read(open, config.embeddings, { paths: positionals, audience, dryRun })
  }
  if (list) await showList(open)
})

function readAudience(given: string[] | undefined): IngestRequest['audience'] {
  if (!given) return undefined
  if (given.includes('everyone')) {
    if (given.length > 1) throw new UsageError('Either everyone, or numbers.')
    return 'everyone'
  }
  return given.map((one) => {
    const number = phoneNumber(one)
    if (!number) throw new UsageError(`${oneLine(one, 40)} is no phone number such as +15550100001.`)
    return number
  })
}

async function read(
  { database }: OwnersDatabase,
  embeddings: EmbeddingSettings | undefined,
  request: IngestRequest,
): Promise<void> {
  const stop = new AbortController()
  const onSignal = () => stop.abort()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal)
  const progress = openProgress(request.dryRun)
  const embedder = embeddings && createEmbedder(embeddings)
  const vectors = await openVectors(database, embedder, (error) => {
    const reason = error instanceof Error ? error.message : String(error)
    progress.say(`No vectors from here on: ${reason}. Run it again to add them.`)
  })
  const decoder = createDecoder({ timeoutMs: READ_MS })
  try {
    const { otherKinds } = await ingest({ database, decoder, vectors }, request, progress.report, stop.signal)
    progress.finish(otherKinds)
  } catch (error) {
    if (!stop.signal.aborted) throw error
    progress.say('Stopped. What is done is kept; run it again to go on.')
    process.exitCode = 130
    return
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal)
  }
  if (progress.failed()) process.exitCode = 1
  else if (vectors === undefined && embeddings && (await vectorSupport(database.pool)) === 'missing')
    progress.say('Found by words alone: vectors need a Postgres with pgvector 0.8 (DATABASE_URL).')
}

async function forget({ database }: OwnersDatabase, given: string[], dryRun: boolean): Promise<void> {
  const documents = await listDocuments(database.pool)
  for (const one of given) {
    const path = await settlePath(one)
    const there = documents.filter(
      (document) => document.path === path || document.path.startsWith(`${path}/`),
    )
    // What is called the same but lies elsewhere is another document.
    const meant = there.length > 0 ? there : documents.filter(({ source }) => source === one)
    if (meant.length === 0)
      throw new PermanentError(`There is no document ${oneLine(one, 80)}: --list shows them.`)
    for (const { id, source } of meant) {
      if (!dryRun) await removeDocument(database, id)
      console.log(`${dryRun ? 'would remove' : 'removed'}  ${oneLine(source, 100)}`)
    }
  }
  if (!dryRun) await recountWords(database)
}

async function showList({ database }: OwnersDatabase): Promise<void> {
  const documents = await listDocuments(database.pool)
  if (documents.length === 0) return console.log('There are no documents yet.')
  for (const { source, title, passages, language, audience, embeddedWith } of documents) {
    const facts = [
      `${passages} passages`,
      language === 'und' ? undefined : language,
      audience ? `for ${audience.join(', ')}` : 'for everyone',
      embeddedWith && `vectors by ${embeddedWith}`,
    ]
    console.log(`${oneLine(source, 100)}\n    ${oneLine(title, 80)} (${facts.filter(Boolean).join('; ')})`)
  }
}
