import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OutcomeUnknown, ToolFailure } from '../../src/errors.ts'
import type { OpenMcp } from '../../src/mcp/open-mcp.ts'
import { until } from '../support/until.ts'
import { callTool, isAlive, mcpFolder, type McpFolder, opened, type StdioStandIn } from './mcp-support.ts'

const TOOLS = [
  { name: 'echo' },
  { name: 'environment', result: 'environment' },
  { name: 'hang', fault: 'hang' as const },
  { name: 'die', fault: 'die' as const },
  { name: 'flood', fault: 'flood' as const },
  { name: 'secret-door' },
]

describe('a server that is started as a process', () => {
  let folder: McpFolder
  let server: StdioStandIn
  let mcp: OpenMcp
  const logs: string[] = []

  beforeAll(async () => {
    folder = await mcpFolder()
    server = await folder.stdio('box', { tools: TOOLS })
    const read = { effect: 'read' }
    const path = await folder.write({
      box: {
        ...server.entry,
        env: { GREETING: 'Hello ${WHO}' },
        tools: { echo: read, environment: read, hang: { ...read, timeoutMs: 300 }, die: {}, flood: read },
      },
    })
    const env = { PATH: process.env.PATH, HOME: '/home/of-nobody', WHO: 'world', OPENAI_API_KEY: 'sk-secret' }
    mcp = await opened(path, env, logs)
  })
  afterAll(async () => {
    await mcp[Symbol.asyncDispose]()
    await folder[Symbol.asyncDispose]()
  })

  test('adds what the owner named and nothing else', () => {
    expect(mcp.tools().map(({ name }) => name)).toEqual([
      'box_die',
      'box_echo',
      'box_environment',
      'box_flood',
      'box_hang',
    ])
    expect(mcp.states()).toEqual([
      { name: 'MCP box', state: 'on', why: expect.stringMatching(/^5 tools: box_die, box_echo/) },
    ])
    expect(logs.join('\n')).toContain('the stand-in is up')
  })

  test('gets the arguments, and its words come back as those of others', async () => {
    expect(await callTool(mcp, 'box_echo', { a: [1, 'two'] })).toBe('{"a":[1,"two"]}')
    expect(mcp.tools().every(({ outside, foreign, idempotent }) => outside && foreign && !idempotent)).toBe(
      true,
    )
  })

  test('is given the path, the home and what the owner named for it, and none of our secrets', async () => {
    const environment = JSON.parse(await callTool(mcp, 'box_environment'))
    expect(environment).toEqual({
      PATH: process.env.PATH,
      HOME: '/home/of-nobody',
      GREETING: 'Hello world',
    })
  })

  test('that hangs costs its time limit and nothing more', async () => {
    await expect(callTool(mcp, 'box_hang')).rejects.toMatchObject({ name: 'TimeoutError' })
    expect(await callTool(mcp, 'box_echo', { still: 'there' })).toBe('{"still":"there"}')
  })

  test('that floods loses the answer and not the connection', async () => {
    const [pid] = (await server.pids()).slice(-1)
    await expect(callTool(mcp, 'box_flood')).rejects.toThrow('its answer is too long')
    expect(await callTool(mcp, 'box_echo')).toBe('{}')
    expect((await server.pids()).at(-1)).toBe(pid)
  })

  test('that dies in a call leaves its outcome unknown, and is started again by itself', async () => {
    const before = (await server.pids()).length
    await expect(callTool(mcp, 'box_die')).rejects.toBeInstanceOf(OutcomeUnknown)
    await until(async () => (await server.pids()).length > before)
    expect(await callTool(mcp, 'box_echo', { back: 1 })).toBe('{"back":1}')
  })

  test('that is killed is away for no longer than it takes to start', async () => {
    const pids = await server.pids()
    process.kill(pids.at(-1)!, 'SIGKILL')
    await until(async () => (await server.pids()).length > pids.length)
    await until(() => mcp.states()[0]?.state === 'on')
    expect(await callTool(mcp, 'box_echo', { back: 2 })).toBe('{"back":2}')
  })
})

test('a server that never answers is away, its tools were never there, and the process is ended with the service', async () => {
  await using folder = await mcpFolder()
  const server = await folder.stdio('deaf', { tools: TOOLS, deaf: true })
  const path = await folder.write({ deaf: { ...server.entry, tools: '*', connectTimeoutMs: 400 } })
  const mcp = await opened(path)
  expect(mcp.states()[0]).toEqual({
    name: 'MCP deaf',
    state: 'off',
    why: 'away: it did not answer in time, tries again; lets in every tool it has ("*")',
  })
  expect(mcp.tools()).toEqual([])
  await mcp[Symbol.asyncDispose]()
  expect((await server.pids()).filter(isAlive)).toEqual([])
})

test('a command that is not there is said', async () => {
  await using folder = await mcpFolder()
  const path = await folder.write({ none: { command: '/no/such/program', tools: '*' } })
  await using mcp = await opened(path)
  expect(mcp.states()[0]?.why).toContain('away: its command is not found, tries again')
})

test('the process of a server ends with the service', async () => {
  await using folder = await mcpFolder()
  const server = await folder.stdio('box', { tools: TOOLS })
  const mcp = await opened(await folder.write({ box: { ...server.entry, tools: ['echo', 'gone'] } }))
  const [pid] = await server.pids()
  expect(isAlive(pid!)).toBe(true)
  expect(mcp.states()[0]?.why).toBe('1 tool: box_echo; it has no tool gone')
  await mcp[Symbol.asyncDispose]()
  expect(isAlive(pid!)).toBe(false)
  await expect(callTool(mcp, 'box_echo')).rejects.toBeInstanceOf(ToolFailure)
})
