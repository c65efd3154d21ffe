import { access, mkdir, writeFile } from 'node:fs/promises'
import { dirname, relative } from 'node:path'
import { cwd } from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { PermanentError } from '../src/errors.ts'
import { problemOfName } from '../src/graph/load-tools.ts'
import { oneLine, runCommand, UsageError } from './command.ts'
import { testOf, toolOf } from './new-tool/template.ts'

const USAGE = `npm run new-tool -- <name>: writes a tool that works, and its test

  <name>   lower case letters, digits and "-", such as train-times; it is the file's name and the tool's

The tool is in src/tools/, its test in tests/tools/. Change both to what you need: the service takes the tool over as it
is saved.`

await runCommand(USAGE, async (args) => {
  const { positionals } = parseArgs({ args, allowPositionals: true, options: {} })
  const [name, ...more] = positionals
  if (name === undefined || more.length > 0) throw new UsageError('new-tool takes one name.')
  const problem = problemOfName(name)
  if (problem) throw new UsageError(`"${oneLine(name, 80)}" cannot be the name of a tool: ${problem}.`)
  const files = [
    { path: fileURLToPath(new URL(`../src/tools/${name}.ts`, import.meta.url)), text: toolOf(name) },
    { path: fileURLToPath(new URL(`../tests/tools/${name}.test.ts`, import.meta.url)), text: testOf(name) },
  ]
  for (const { path } of files) {
    if (await isThere(path))
      throw new PermanentError(`${place(path)} is there already. Choose another name, or change that file.`)
  }
  for (const { path, text } of files) {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text, { flag: 'wx' })
  }
  const [tool, test] = files.map(({ path }) => place(path))
  console.log(`Written: ${tool} and ${test}. It works as it is:

  npm run try-tool -- ${name} '{"choices":["tea","coffee"]}'   runs it by itself
  npx vitest run ${test}   tests it
  npm start   and write: use ${name} {"choices":["tea","coffee"]}

With the sandbox model a tool is used by its name, as above; a real model goes by its description. A running npm start
takes every change over. README.md, "Add a tool", says what else a tool can have.`)
})

function place(path: string): string {
  return relative(cwd(), path)
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
