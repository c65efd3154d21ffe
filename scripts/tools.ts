import { fileURLToPath } from 'node:url'
import { parseArgs, styleText } from 'node:util'
import { PermanentError } from '../src/errors.ts'
import { findToolFiles, readToolFile, stateOf, toolNameOf } from '../src/graph/load-tools.ts'
import { createLog } from '../src/log.ts'
import { openMcp } from '../src/mcp/open-mcp.ts'
import { manyLines, runCommand } from './command.ts'
import { describeDefinition, describeTool } from './tools/describe.ts'
import { openToolEnv } from './tools/tool-env.ts'

const USAGE = `npm run tools: every tool, whether it is on, and what it may do

Those of src/tools/ with the settings of .env, and those of the servers in mcp.json, to which it connects. Ends with 1 when
one is broken.`

const COLORS = { on: 'green', off: 'gray', broken: 'red' } as const

interface Row {
  name: string
  state: keyof typeof COLORS
  lines: string[]
}

await runCommand(USAGE, async (args) => {
  parseArgs({ args, options: {} })
  await using settings = await openToolEnv(process.env)
  const { env, config } = settings
  const rows: Row[] = []
  for (const path of await findToolFiles(fileURLToPath(new URL('../src/tools/', import.meta.url))))
    rows.push(await readRow(path, env))
  await using mcp = await openMcp({ path: config.mcpConfig, env: process.env, log: createLog('silent') })
  await mcp.tried()
  for (const { name, state, why } of mcp.states()) rows.push({ name, state, lines: why ? [why] : [] })
  for (const tool of mcp.tools()) rows.push({ name: tool.name, state: 'on', lines: [describeTool(tool)] })

  const width = Math.max(...rows.map(({ name }) => name.length))
  for (const { name, state, lines } of rows) {
    const [first = '', ...rest] = lines
    console.log(`${name.padEnd(width)}  ${styleText(COLORS[state], state.padEnd(6))}  ${first}`.trimEnd())
    for (const line of rest) console.log(`${' '.repeat(width + 10)}${line}`)
  }
  const count = (wanted: Row['state']) => rows.filter(({ state }) => state === wanted).length
  console.log(`\n${count('on')} on, ${count('off')} off, ${count('broken')} broken`)
  if (count('broken') > 0) process.exitCode = 1
})

async function readRow(path: string, env: Record<string, string | undefined>): Promise<Row> {
  try {
    const file = await readToolFile(path, env)
    const { name, state, why } = stateOf(file)
    const settings = Object.keys(file.definition.env ?? {})
    const lines = [
      ...(why ? [why] : []),
      describeDefinition(file.definition),
      ...(settings.length > 0 ? [`settings: ${settings.join(', ')}`] : []),
    ]
    return { name, state, lines }
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error
    return { name: toolNameOf(path), state: 'broken', lines: manyLines(error.message).split('\n') }
  }
}
