import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSandbox } from '../../sandbox/sandbox.ts'
import { startPgvector } from '../../scripts/eval/pgvector.ts'
import { createEmbedder } from '../../src/knowledge/embed.ts'
import { openKnowledge } from '../../src/knowledge/open-knowledge.ts'
import { createLog } from '../../src/log.ts'
import type { Database } from '../../src/store/database.ts'
import { ACCOUNT, temporaryFolder } from '../support/world.ts'
import { ANA_ID, BEN_ID, openDocuments, write } from './support.ts'

let stack: AsyncDisposableStack
let sandbox: Awaited<ReturnType<typeof startSandbox>>
let database: Database
let folder: string

beforeAll(async () => {
  stack = new AsyncDisposableStack()
  sandbox = stack.use(await startSandbox({ ...ACCOUNT, thinkMs: 0 }))
  database = stack.use(await startPgvector()).database
  folder = join(stack.use(await temporaryFolder()).path, 'docs')
  await write(folder, {
    'umbrellas.md': '# Umbrellas\n\nUmbrellas are lent to guests at the counter.\n',
    'parking.md': '# Parking\n\nCars stand behind the church. Bicycles belong in the cellar.\n',
  })
}, 120_000)
afterAll(() => stack.disposeAsync())

const settings = (model = 'hashed', apiKey = 'sk-test') => ({
  apiKey,
  model,
  baseUrl: sandbox.settings().OPENAI_BASE_URL,
})
const open = (model?: string, apiKey?: string) =>
  openDocuments(database, createEmbedder(settings(model, apiKey), 5))
const embedded = async () =>
  (
    await database.pool.query<{ n: number }>(
      'SELECT count(*)::integer AS n FROM documents WHERE embedded_with IS NOT NULL',
    )
  ).rows[0]?.n

describe('with pgvector and a key', () => {
  test('documents that could get no vectors are found by words, and get them at the next run', async () => {
    sandbox.embeddings.misbehave({ kind: '401', times: 1 })
    const documents = open()
    expect(await documents.ingest([folder])).toEqual(['new docs/parking.md', 'new docs/umbrellas.md'])
    expect(documents.failures).toHaveLength(1)
    expect(await documents.find('umbrellas for guests')).toEqual(['Umbrellas'])
    expect(await embedded()).toBeLessThan(2)
    await documents.ingest([folder])
    expect(await embedded()).toBe(2)
    expect(await open().ingest([folder])).toEqual(['same docs/parking.md', 'same docs/umbrellas.md'])
  })

  test('what shares no whole word with the question is found by its vector, for whom it is for', async () => {
    const documents = open()
    expect(await documents.find('umbrela', ANA_ID, 'words')).toEqual([])
    expect(await documents.find('umbrela lending', ANA_ID, 'vectors')).toEqual(['Umbrellas'])
    expect(await documents.find('umbrela lending')).toEqual(['Umbrellas'])
    await documents.ingest([join(folder, 'umbrellas.md')], { audience: [ANA_ID] })
    expect(await documents.find('umbrela lending', BEN_ID, 'vectors')).toEqual([])
    expect(await documents.find('umbrela lending', ANA_ID, 'vectors')).toEqual(['Umbrellas'])
    await documents.ingest([folder], { audience: 'everyone' })
  })

  test('a search goes on with words when vectors fail or do not come in time', async () => {
    const documents = open()
    for (const kind of ['500', 'hang', 'tooFew', 'cut'] as const) {
      sandbox.embeddings.misbehave({ kind, times: 1 })
      expect(await documents.find('bicycles in the cellar')).toEqual(['Parking'])
    }
    expect(documents.logged).toHaveLength(4)
    expect(documents.logged.join()).not.toContain('bicycles')
  })

  test('too many requests are waited for', async () => {
    sandbox.embeddings.misbehave({ kind: '429', times: 2 })
    await write(folder, { 'garden.md': '# Garden\n\nLemon trees want water.\n' })
    const documents = open()
    await documents.ingest([join(folder, 'garden.md')])
    expect(documents.failures).toEqual([])
    expect(await embedded()).toBe(3)
  })

  test('another model takes the place of the first, with vectors of another length', async () => {
    const documents = open('text-embedding-3-large')
    expect(await documents.find('umbrela lending', ANA_ID, 'vectors')).toEqual([])
    await documents.ingest([folder])
    const { rows } = await database.pool.query('SELECT DISTINCT embedded_with FROM documents')
    expect(rows).toEqual([{ embedded_with: 'text-embedding-3-large' }])
    expect(
      await open('text-embedding-3-large').find('umbrellas lent guests counter', ANA_ID, 'vectors'),
    ).toEqual(['Umbrellas'])
  })

  test('the start table says how documents are searched', async () => {
    const log = createLog('silent')
    const knowledge = openKnowledge({ database, embeddings: settings('text-embedding-3-large'), log })
    expect(await knowledge.state()).toEqual({
      state: 'real',
      detail: '3 passages of 3 documents; words and vectors (text-embedding-3-large)',
    })
    expect((await openKnowledge({ database, embeddings: undefined, log }).state()).hint).toContain(
      'OPENAI_API_KEY',
    )
    expect((await openKnowledge({ database, embeddings: settings('other'), log }).state()).hint).toContain(
      'ingest',
    )
  })
})
