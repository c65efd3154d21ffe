import { tavily } from '@tavily/core'
import { expect, test } from 'vitest'
import { startSandbox } from '../sandbox/sandbox.ts'

const ACCOUNT = {
  accountSid: 'AC1',
  authToken: 't',
  whatsappFrom: 'whatsapp:+14155238886',
  smsFrom: '+15550100002',
}

async function setup(apiKey = 'tvly-test') {
  const sandbox = await startSandbox(ACCOUNT)
  const client = tavily({ apiKey, apiBaseURL: `${sandbox.url}/tavily` })
  return { sandbox, client, [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose]() }
}

test('finds the invented pages that share words with the query, news by their date', async () => {
  await using world = await setup()
  const found = await world.client.search('harbour bridge', {
    topic: 'news',
    maxResults: 2,
    includeAnswer: true,
  })
  expect(found.results[0]).toMatchObject({
    url: 'https://news.test/harbour-bridge-reopens',
    publishedDate: 'Mon, 02 Mar 2026 00:00:00 GMT',
  })
  expect(found).toMatchObject({ images: [], query: 'harbour bridge' })
  expect(found.answer).toMatch(/two years/)
  const docs = await world.client.search('what is LangGraph?', { includeDomains: ['docs.example'] })
  expect(docs.results.map((result) => result.url)).toEqual(['https://docs.example/langgraph/overview'])
})

test('extracts known pages and lists the others as failed', async () => {
  await using world = await setup()
  const { results, failedResults } = await world.client.extract([
    'https://recipes.test/lentil-soup',
    'https://nowhere.invalid/',
  ])
  expect(results[0]?.rawContent).toContain('lentils')
  expect(failedResults).toEqual([{ url: 'https://nowhere.invalid/', error: 'Failed to fetch url' }])
})

test('answers with what was scripted', async () => {
  await using world = await setup()
  world.sandbox.tavily.returns({
    results: [{ title: 'T', url: 'https://e.test', content: 'c' }],
    answer: 'A',
  })
  expect(await world.client.search('anything')).toMatchObject({
    answer: 'A',
    results: [{ title: 'T', score: 0.9 }],
  })
  expect(world.sandbox.tavily.requests).toMatchObject([{ route: 'search', body: { query: 'anything' } }])
})

test('refuses bad keys and misbehaves as told', async () => {
  await using world = await setup()
  const stranger = tavily({ apiKey: 'tvly-bad', apiBaseURL: `${world.sandbox.url}/tavily` })
  await expect(stranger.search('q')).rejects.toThrow('Unauthorized: missing or invalid API key.')
  for (const [kind, words] of [
    ['429', 'excessive requests'],
    ['432', 'usage limit'],
    ['500', 'Internal server error'],
    ['truncated', ''],
    ['cut', ''],
  ] as const) {
    world.sandbox.tavily.misbehave({ kind })
    await expect(world.client.search('q'), kind).rejects.toThrow(words)
  }
  world.sandbox.tavily.misbehave({ kind: 'hang' })
  await expect(world.client.search('q', { timeout: 0.1 })).rejects.toThrow('timed out')
})
