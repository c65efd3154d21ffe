import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readMcpFile } from '../../src/mcp/mcp-file.ts'
import { temporaryFolder } from '../support/world.ts'

const ENV = { PATH: '/bin', HOME: '/home/us', TOKEN: 'secret-token', OPENAI_API_KEY: 'sk-secret' }

async function read(file: unknown) {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'mcp.json')
  await writeFile(path, typeof file === 'string' ? file : JSON.stringify(file))
  return await readMcpFile(path, ENV).catch((error: Error) => error.message.replaceAll(folder.path, ''))
}

test('a file that is not there names no servers', async () => {
  expect(await readMcpFile('/no/such/mcp.json', ENV)).toEqual({ servers: [], off: [] })
})

test('the usual format is read, with variables filled in', async () => {
  const file = await read({
    mcpServers: {
      My_Files: {
        command: 'npx',
        args: ['-y', 'files', '${HOME}/docs'],
        env: { KEY: '${TOKEN}' },
        tools: ['read'],
      },
      web: {
        type: 'http',
        url: 'https://mcp.example.test/x',
        headers: { Authorization: 'Bearer ${TOKEN}' },
        tools: { get: { effect: 'read', timeoutMs: 500 }, send: { confirm: 'never' } },
        trusted: true,
      },
    },
  })
  const usual = { effect: 'outward', confirm: undefined, timeoutMs: 20_000, description: undefined }
  expect(file).toEqual({
    off: [],
    servers: [
      {
        name: 'my-files',
        reach: {
          kind: 'stdio',
          command: 'npx',
          args: ['-y', 'files', '/home/us/docs'],
          env: { PATH: '/bin', HOME: '/home/us', KEY: 'secret-token' },
          cwd: undefined,
        },
        rules: new Map([['read', usual]]),
        trusted: false,
        connectMs: 30_000,
      },
      {
        name: 'web',
        reach: {
          kind: 'http',
          url: 'https://mcp.example.test/x',
          headers: { Authorization: 'Bearer secret-token' },
        },
        rules: new Map([
          ['get', { ...usual, effect: 'read', timeoutMs: 500 }],
          ['send', { ...usual, confirm: 'never' }],
        ]),
        trusted: true,
        connectMs: 5_000,
      },
    ],
  })
})

test('a server whose variable is not set is off, and the others are on', async () => {
  const file = await read({
    mcpServers: {
      one: { url: 'https://one.example.test', headers: { Key: '${NOT_SET}' }, tools: '*' },
      two: { url: 'https://two.example.test', tools: '*' },
      three: { url: 'https://three.example.test', tools: '*', disabled: true },
    },
  })
  expect(file).toMatchObject({
    servers: [{ name: 'two' }],
    off: [
      { name: 'one', why: 'set NOT_SET' },
      { name: 'three', why: 'it is disabled in the file' },
    ],
  })
})

test('every mistake is told with its place, all at once', async () => {
  const said = await read({
    mcpServers: {
      one: { command: 'npx', comand: 'npx' },
      two: { url: 'ftp://example.test', tools: '*' },
      three: { url: 'https://example.test', tools: { get: { effect: 'reed' } } },
      'my files': { command: 'a', tools: [] },
      my_files: { type: 'sse', url: 'https://example.test', tools: '*' },
    },
  })
  expect(typeof said === 'string' && said.split('\n')).toEqual([
    expect.stringMatching(/^\/mcp\.json: mcpServers\.one\.tools: name the tools to add: /),
    expect.stringMatching(/^\/mcp\.json: mcpServers\.one: Unrecognized key: "comand"/),
    '/mcp.json: mcpServers.two: url: it must begin with http:// or https://',
    expect.stringMatching(/^\/mcp\.json: mcpServers\.three\.tools\.get\.effect: Invalid option/),
    expect.stringMatching(/^\/mcp\.json: mcpServers\.my files\.tools: name the tools to add/),
    '/mcp.json: mcpServers.my_files: too much like "my files"; choose another name',
    '/mcp.json: mcpServers.my_files.type: only "http" is spoken, not the older "sse"',
  ])
})

test('what is not JSON is told by its place, without its text', async () => {
  for (const [file, place] of [
    ['{\n  "mcpServers": { "key": secret-token }\n}', 'line 2, column 26'],
    ['{ secret }', 'line 1, column 3'],
    ['{"a": 1,\n "b": 2,\n}', 'line 3, column 1'],
    ['{"a": {', 'line 1, column 8'],
  ] as const)
    expect(await read(file)).toBe(`/mcp.json: ${place}: this is not JSON`)
  expect(await read('[]')).toContain('/mcp.json: the file: ')
})
