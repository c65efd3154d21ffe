import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { COMPILE_CACHE } from './compile-cache.ts'

export interface ScriptResult {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs `scripts/<name>.ts` as its own process in `cwd`, with nothing of this process's settings. */
export async function runScript(
  name: string,
  args: string[],
  { env, cwd, input = '' }: { env: Record<string, string>; cwd: string; input?: string },
): Promise<ScriptResult> {
  const script = fileURLToPath(new URL(`../../scripts/${name}.ts`, import.meta.url))
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, [script, ...args], { cwd, env: { PATH, ...COMPILE_CACHE, ...env } })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  child.stdin.end(input)
  const code = await new Promise<number | null>((done, failed) => child.on('close', done).on('error', failed))
  return { code, stdout, stderr }
}
