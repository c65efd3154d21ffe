import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Config, readConfig } from '../../src/config.ts'
import { playedBySandbox } from '../../src/sandbox-edge.ts'

export interface ToolEnv extends AsyncDisposable {
  /** With the addresses of the stand-ins where the service would use them. */
  config: Config
  env: Record<string, string | undefined>
  /** A folder that is gone in the end. */
  folder: string
}

/** The settings as the service would have them, without its data: stand-ins of our own play what has no credentials. */
export async function openToolEnv(env: Record<string, string | undefined>): Promise<ToolEnv> {
  await using stack = new AsyncDisposableStack()
  const folder = stack.adopt(await mkdtemp(join(tmpdir(), 'majordomo-tools-')), (path) =>
    rm(path, { recursive: true, force: true }),
  )
  const config = { ...readConfig(env), dataDir: folder, sandboxPort: 0 }
  const sandbox = await playedBySandbox(config, 'http://127.0.0.1:9', () => Promise.resolve())
  if (sandbox) stack.use(sandbox)
  const owned = stack.move()
  return {
    config: sandbox?.config ?? config,
    env: { ...env, ...sandbox?.env },
    folder,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
