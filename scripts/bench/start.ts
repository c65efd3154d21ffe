import { atMost, figure, median, type Row } from './figures.ts'
import { freePort, startNode, untilReady } from './processes.ts'
import type { Rig } from './rig.ts'

const SERVER = new URL('../../src/server.ts', import.meta.url)
const SERVICE = new URL('../../src/service.ts', import.meta.url)
const IMPORTER = new URL('./import-time.ts', import.meta.url)

/** From the command to ready, without any account: embedded Postgres and every stand-in. */
export async function benchStart(rig: Rig): Promise<Row[]> {
  const repetitions = rig.options.quick ? 2 : rig.options.repetitions
  const first = await startOnce(rig)
  const again: number[] = []
  const importing: number[] = []
  const empty: number[] = []
  for (let at = 0; at < repetitions; at += 1) {
    again.push(await startOnce(rig))
    importing.push(await timeImport(rig, SERVICE.href))
    empty.push(await timeImport(rig, 'node:http'))
  }
  return [
    atMost(
      'start',
      'ready, on an existing folder',
      median(again),
      's',
      3,
      'embedded Postgres, sandbox, /readyz 200',
    ),
    figure('start', 'ready, the very first time', first, 's', 'creates the cluster and the schemas; 1 run'),
    figure('start', 'of that: importing src/service.ts', median(importing), 's', 'with the start of Node'),
    figure('start', 'of that: Node itself', median(empty), 's'),
  ]
}

async function startOnce(rig: Rig): Promise<number> {
  const port = await freePort()
  const env = {
    PORT: String(port),
    SANDBOX_PORT: String(await freePort()),
    DATA_DIR: `${rig.folder}/start`,
    NODE_ENV: 'development',
    NODE_COMPILE_CACHE: `${rig.folder}/compiled`, // as `npm start` has one
  }
  const begun = performance.now()
  await using child = await startNode(SERVER, { env, folder: rig.folder, name: 'start' })
  await untilReady(`http://127.0.0.1:${port}/readyz`, child)
  return (performance.now() - begun) / 1000
}

async function timeImport(rig: Rig, what: string): Promise<number> {
  const begun = performance.now()
  await using child = await startNode(IMPORTER, { args: [what], env: {}, folder: rig.folder, name: 'import' })
  await child.ended
  return (performance.now() - begun) / 1000
}
