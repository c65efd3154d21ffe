import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { readConfig } from '../src/config.ts'
import { PermanentError, ToolFailure } from '../src/errors.ts'
import { asError, trimResult } from '../src/graph/contain.ts'
import { findToolFiles, readToolFile, toolNameOf } from '../src/graph/load-tools.ts'
import type { CallContext, Tool, ToolResult } from '../src/graph/tool.ts'
import { createLog } from '../src/log.ts'
import { manyLines, oneLine, runCommand, UsageError } from './command.ts'
import { openToolEnv, type ToolEnv } from './tools/tool-env.ts'
import { openLater } from './try-tool/later.ts'

const USAGE = `npm run try-tool -- <name> ['<input as JSON>'] [options]: runs one tool by itself

  --yes    runs it also when the person would be asked first
  --undo   takes back what it did, right after

E.g. npm run try-tool -- weather '{"city":"Lisbon"}'. It has the settings of .env, as the service has; what keeps
something does so in a database of this run alone.`

const folder = fileURLToPath(new URL('../src/tools/', import.meta.url))

await runCommand(USAGE, async (args) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { yes: { type: 'boolean', default: false }, undo: { type: 'boolean', default: false } },
  })
  const [name, json = '{}', ...more] = positionals
  if (name === undefined || more.length > 0)
    throw new UsageError('try-tool takes the name of a tool and its input.')
  const given = parseInput(json)
  await using stack = new AsyncDisposableStack()
  const settings = once(async () => stack.use(await openToolEnv(process.env)))
  const tool = await openTool(name, settings)
  const { language, timeZone: timezone } = readConfig(process.env)
  const person = { id: '+15550100042', name: undefined, language, timezone, zoneSource: 'said' as const }
  const log = createLog('silent')
  const timeUp = new AbortController()
  const arm = () => setTimeout(() => timeUp.abort(), tool.timeoutMs)
  let timer = arm()
  let waited = 0
  const services = openLater(
    once(async () => {
      console.log('(starting a database for this run)')
      clearTimeout(timer) // that is no time of the tool's
      const begun = performance.now()
      const { startServices } = await import('./try-tool/services.ts') // most tools do without
      const { config, folder } = await settings()
      const { signal } = new AbortController()
      const starting = startServices({ config, folder, person, tools: [tool], signal, log }, stack)
      // What is half way to its start can only be ended afterwards.
      endTidily(() => starting.catch(() => undefined).then(() => stack.disposeAsync()))
      const started = await starting
      waited = performance.now() - begun
      timer = arm()
      return started
    }),
  )
  const { signal } = timeUp
  const context = { ...services, person, callId: randomUUID(), fetch: globalThis.fetch, signal, log }
  await inWords(() => run(tool, tool.check(given), context, { ...values, waitedMs: () => waited }))
})
process.exit() // whatever the tool has left running

/** Ctrl-C would leave the database running. Without one it ends the process at once, whatever a tool is doing. */
function endTidily(tidy: () => Promise<void>): void {
  const codes = { SIGINT: 130, SIGTERM: 143 } as const
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void tidy().finally(() => process.exit(codes[signal])))
}

function parseInput(json: string): unknown {
  try {
    const input: unknown = JSON.parse(json)
    return input
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new UsageError(
      `The input is no JSON (${oneLine(reason, 200)}). Mind the quotes: '{"city":"Lisbon"}'.`,
    )
  }
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined
  return () => (made ??= make())
}

/** `settings`: opened only for a tool that has some of its own. */
async function openTool(name: string, settings: () => Promise<ToolEnv>): Promise<Tool> {
  const paths = await findToolFiles(folder)
  const path = paths.find((one) => toolNameOf(one) === name)
  if (path === undefined)
    throw new PermanentError(
      `There is no tool ${oneLine(name, 60)} in src/tools/. There is: ${paths.map(toolNameOf).join(', ')}.`,
    )
  const file = await readToolFile(path, process.env)
  const needs = Object.keys(file.definition.env ?? {}).length > 0
  const { tool, missing } = needs ? await readToolFile(path, (await settings()).env) : file
  if (!tool) throw new PermanentError(`${name} is off: set ${missing.join(', ')} in .env.`)
  return tool
}

async function run(
  tool: Tool,
  checked: unknown,
  context: CallContext,
  { yes, undo, waitedMs }: { yes: boolean; undo: boolean; waitedMs(): number },
): Promise<void> {
  const late = Promise.withResolvers<never>()
  late.promise.catch(() => undefined) // whoever races it hears of it
  context.signal.addEventListener('abort', () =>
    late.reject(new PermanentError(`It came to no end within its ${tool.timeoutMs / 1_000} s.`)),
  )
  const prepared = await Promise.race([tool.prepare?.(checked, context), late.promise])
  const ask = prepared?.ask ?? (tool.mustConfirm(checked) ? [tool.summary(checked)] : undefined)
  if (ask) {
    print('It asks the person first', ask.join('\n'))
    if (!yes) return console.log('\nNothing was done. With --yes it is run as after a yes.')
  }
  const started = performance.now() - waitedMs()
  const plan: unknown = prepared && JSON.parse(JSON.stringify(prepared.plan ?? null))
  const result = await Promise.race([tool.run(checked, { ...context, plan }), late.promise])
  const took = Math.round(performance.now() - started - waitedMs())
  show(result, `The model reads (${took} ms)`)
  if (!undo) return
  if (!tool.undo || result.undo === undefined)
    return print('Undo', tool.undo ? 'This call left nothing to take it back with.' : 'It has no undo.')
  show(await tool.undo(result.undo, { ...context, callId: randomUUID() }), 'Taken back, and the model reads')
}

function show(result: ToolResult, head: string): void {
  const { text, receipt, links, undo, outside } = trimResult(result, (what) =>
    print(`Its ${what} is left out`, 'too large, or no JSON'),
  )
  print(outside ? `${head}, as written by others` : head, text)
  if (receipt) print('The person is shown', receipt)
  if (links?.length) print('Its sources', links.join('\n'))
  if (undo !== undefined) print('Kept to take it back', JSON.stringify(undo))
}

function print(head: string, text: string): void {
  console.log(`\n${head}:\n${manyLines(text).replace(/^/gm, '  ')}`)
}

/** What a tool says went wrong is for the model; anything else is a mistake in the tool. */
async function inWords(act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (thrown) {
    if (thrown instanceof PermanentError) throw thrown
    if (thrown instanceof ToolFailure)
      throw new PermanentError(`It could not be done. The model reads:\n  ${thrown.message}`, {
        cause: thrown,
      })
    const error = asError(thrown)
    const place = /\/(src\/tools\/[^:)]+:\d+)/.exec(error.stack ?? '')?.[1]
    throw new PermanentError(`It broke${place ? ` at ${place}` : ''}: ${error.message}`, { cause: thrown })
  }
}
