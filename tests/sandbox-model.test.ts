import { ChatAnthropic } from '@langchain/anthropic'
import {
  AIMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
  type BaseMessage,
} from '@langchain/core/messages'
import { tool } from '@langchain/core/tools'
import { ChatOpenAI } from '@langchain/openai'
import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import { startSandbox } from '../sandbox/sandbox.ts'

const ACCOUNT = {
  accountSid: `AC${'0'.repeat(31)}1`,
  authToken: 'token',
  whatsappFrom: 'whatsapp:+14155238886',
  smsFrom: '+15550100002',
}
const start = () => startSandbox(ACCOUNT)
type World = Awaited<ReturnType<typeof start>>

const openai = (world: World, options: ConstructorParameters<typeof ChatOpenAI>[0] = {}) =>
  new ChatOpenAI({
    model: 'gpt-4o-mini',
    apiKey: 'sk-test',
    maxRetries: 0,
    configuration: { baseURL: `${world.url}/openai/v1` },
    ...(options as object),
  })
const responses = (world: World) => openai(world, { useResponsesApi: true })
const anthropic = (world: World, apiKey = 'sk-ant-test') =>
  new ChatAnthropic({ model: 'claude-x', apiKey, maxRetries: 0, anthropicApiUrl: `${world.url}/anthropic` })

const APIS = { chat: openai, responses, anthropic: (world: World) => anthropic(world) }

const search = tool(() => '', {
  name: 'web-search',
  description: 'Search the web.',
  schema: z.object({ query: z.string() }),
})
const read = tool(() => '', {
  name: 'read-page',
  description: 'Read a web page.',
  schema: z.object({ url: z.string() }),
})
const call = { id: 'call_1', name: 'web-search', args: { query: 'x' } }
const asked = (...rest: BaseMessage[]) => [
  new HumanMessage('go'),
  new AIMessage({ content: '', tool_calls: [call] }),
  ...rest,
]

for (const [name, create] of Object.entries(APIS)) {
  test(`${name}: a scripted text and tool call arrive, with usage, whole and streamed`, async () => {
    await using world = await start()
    const model = create(world).bindTools([search])
    for (const way of ['invoke', 'stream'] as const) {
      world.model.replies({ text: 'Let me look that up.', toolCalls: [call] })
      let message: AIMessage
      if (way === 'invoke') message = await model.invoke('hello there')
      else {
        const chunks = await Array.fromAsync(await model.stream('hello there'))
        expect(chunks.length).toBeGreaterThan(3)
        message = chunks.reduce((whole, chunk) => whole.concat(chunk))
      }
      expect(message.text).toBe('Let me look that up.')
      expect(message.tool_calls).toMatchObject([{ name: 'web-search', args: { query: 'x' }, id: 'call_1' }])
      expect(message.usage_metadata?.output_tokens).toBeGreaterThan(5)
      expect(message.usage_metadata?.input_tokens).toBeGreaterThan(5)
    }
    expect(world.model.requests.map((request) => request.messages.at(-1)?.text)).toEqual([
      'hello there',
      'hello there',
    ])
    expect(world.model.requests[0]?.tools[0]).toMatchObject({
      name: 'web-search',
      description: 'Search the web.',
    })
  })

  test(`${name}: a tool call without its result is refused, with it accepted`, async () => {
    await using world = await start()
    const model = create(world)
    await expect(model.invoke(asked(new HumanMessage('and?')))).rejects.toMatchObject({ status: 400 })
    const stray = new ToolMessage({ content: 'r', tool_call_id: 'call_other' })
    await expect(model.invoke(asked(stray))).rejects.toMatchObject({ status: 400 })
    world.model.replies('fine')
    const result = new ToolMessage({ content: 'r', tool_call_id: 'call_1' })
    expect((await model.invoke(asked(result, new HumanMessage('and?')))).text).toBe('fine')
    expect(world.model.requests.at(-1)?.messages.map((message) => message.role)).toEqual([
      'user',
      'assistant',
      'tool',
      'user',
    ])
  })

  test(`${name}: misbehaves as told, then answers again`, async () => {
    await using world = await start()
    const model = create(world)
    for (const kind of ['401', '429', '500', '502', 'cut', 'truncatedJson', 'insufficientQuota'] as const) {
      world.model.misbehave({ kind })
      await expect(model.invoke('hi'), kind).rejects.toThrow()
    }
    world.model.misbehave({ kind: '429', retryAfter: 3 })
    await expect(model.invoke('hi')).rejects.toMatchObject({ status: 429 })
    world.model.misbehave({ kind: 'emptyContent' })
    expect((await model.invoke('hi')).text).toBe('')
    world.model.misbehave({ kind: 'hang' })
    await expect(model.invoke('hi', { signal: AbortSignal.timeout(50) })).rejects.toThrow()
    world.model.replies('back')
    expect((await model.invoke('hi')).text).toBe('back')
  })
}

test('refuses bad keys and empty conversations', async () => {
  await using world = await start()
  await expect(openai(world, { apiKey: 'sk-bad' }).invoke('hi')).rejects.toMatchObject({ status: 401 })
  await expect(anthropic(world, 'sk-bad').invoke('hi')).rejects.toMatchObject({ status: 401 })
  await expect(openai(world).invoke([])).rejects.toMatchObject({ status: 400 })
})

test('the Anthropic stand-in refuses text that is nothing but blanks, as the real one does', async () => {
  await using world = await start()
  const refusal = (content: string | object[]) =>
    fetch(`${world.url}/anthropic/v1/messages`, {
      method: 'POST',
      headers: {
        'x-api-key': 'sk-ant-test',
        'anthropic-version': '2023-06-01',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ model: 'claude-x', max_tokens: 10, messages: [{ role: 'user', content }] }),
    })
  for (const content of [
    ' \n',
    [
      { type: 'text', text: 'hi' },
      { type: 'text', text: '\u00a0\t' },
    ],
  ]) {
    const response = await refusal(content)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message: 'messages: text content blocks must contain non-whitespace text',
      },
    })
  }
  expect((await refusal(' hi ')).status).toBe(200)
})

test('scripted answers go to the requests they are for', async () => {
  await using world = await start()
  const about = (word: string) => ({
    when: (request: World['model']['requests'][number]) =>
      request.messages.some((one) => one.text.includes(word)),
  })
  world.model.replies('for Bob', about('Bob'))
  world.model.replies((request) => `for ${request.messages[0]?.text}`)
  const [ana, bob] = await Promise.all([openai(world).invoke('Ana'), anthropic(world).invoke('Bob')])
  expect([ana.text, bob.text]).toEqual(['for Ana', 'for Bob'])
})

test('requests wait while the model is held', async () => {
  await using world = await start()
  const release = world.model.hold()
  world.model.replies('thought about it')
  let done = false
  const answer = openai(world)
    .invoke('hi')
    .finally(() => (done = true))
  await vi.waitUntil(() => world.model.counts.waiting === 1)
  expect(done).toBe(false)
  release()
  expect((await answer).text).toBe('thought about it')
})

test('the brain says once that it is the sandbox model, in the language of the person', async () => {
  await using world = await start()
  const model = openai(world)
  const first = await model.invoke('Olá!')
  expect(first.text).toMatch(/^Olá/)
  expect(first.text).toContain('**modelo de teste**')
  const second = await model.invoke([
    new HumanMessage('Olá!'),
    new AIMessage(first.text),
    new HumanMessage('hello'),
  ])
  expect(second.text).toBe('Hello! 👋 How can I help?')
  expect((await model.invoke('Guten Tag')).text).toMatch(/^Hallo/)
  expect((await model.invoke('Bonjour')).text).toMatch(/^Bonjour/)
  expect((await model.invoke('Buenos días')).text).toMatch(/^¡Hola/)
})

test('the brain remembers what it is given, in the messages and in the summary', async () => {
  await using world = await start()
  const model = anthropic(world)
  const thread = [new HumanMessage('hi, my name is Ana'), new AIMessage('Hi')]
  expect((await model.invoke([...thread, new HumanMessage('what is my name?')])).text).toBe(
    'Your name is **Ana**.',
  )
  expect((await model.invoke([...thread, new HumanMessage('What did I say first?')])).text).toContain(
    '> hi, my name is Ana',
  )
  const summary = new SystemMessage(
    'You are kind.\n\n## Summary of the conversation so far\n- my dog is Rex\n- name is Ana',
  )
  expect((await model.invoke([summary, new HumanMessage('what is my dog?')])).text).toBe(
    'Your dog is **Rex**.',
  )
  expect((await model.invoke([new HumanMessage('what is my name?')])).text).toMatch(/haven't told me/)
})

test('the brain tells the time its instructions state, and admits it when they do not', async () => {
  await using world = await start()
  const now = new SystemMessage('Be brief.\nNow: Saturday, 21 November 2026, 10:05 (Europe/Lisbon, +00:00)')
  const model = openai(world)
  expect((await model.invoke([now, new HumanMessage('What time is it?')])).text).toContain(
    '21 November 2026, 10:05',
  )
  expect((await model.invoke([now, new HumanMessage('what is the date today?')])).text).toContain('Saturday')
  expect((await model.invoke('What time is it?')).text).toContain("don't see a clock")
})

test('the brain uses the tools that are bound and reports only what they said', async () => {
  await using world = await start()
  const model = openai(world).bindTools([search, read])
  const calls = async (text: string) =>
    (await model.invoke(text)).tool_calls?.map(({ name, args }) => ({ name, args }))
  expect(await calls("what's the news about the harbour bridge?")).toEqual([
    { name: 'web-search', args: { query: 'the harbour bridge' } },
  ])
  expect(await calls('Search the web for lentil soup')).toEqual([
    { name: 'web-search', args: { query: 'lentil soup' } },
  ])
  expect(await calls('please read https://docs.example/a.')).toEqual([
    { name: 'read-page', args: { url: 'https://docs.example/a' } },
  ])
  const told = async (content: string) =>
    (await model.invoke(asked(new ToolMessage({ content, tool_call_id: 'call_1' })))).text
  expect(await told('Bridge open\nhttps://news.test/bridge')).toContain('https://news.test/bridge')
  expect(await told('Error: no connection')).toContain('**web-search** did not work: Error: no connection')
  expect((await openai(world).invoke('Search the web for soup')).text).toMatch(/only the \*\*sandbox model/)
})

test('the brain summarises by keeping names, numbers and dates', async () => {
  await using world = await start()
  const answer = await openai(world).invoke([
    new SystemMessage('Summarize the conversation. Keep names, numbers and dates.'),
    new HumanMessage('user: my name is Ana and I was born on 4 May 1990\nassistant: Nice.\nuser: ok'),
  ])
  expect(answer.text).toContain('my name is Ana and I was born on 4 May 1990')
  expect(answer.text).not.toMatch(/sandbox/)
})

test('the brain fits a required tool and a required schema', async () => {
  await using world = await start()
  const shape = z.object({ label: z.enum(['simple', 'hard']), reason: z.string() })
  for (const method of ['jsonSchema', 'functionCalling'] as const) {
    const model = openai(world).withStructuredOutput(shape, { method, name: 'route' })
    expect(shape.parse(await model.invoke('is this hard?'))).toMatchObject({ label: 'hard' })
  }
})
