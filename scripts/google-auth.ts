import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { createGoogleClient } from '../src/calendars/google/client.ts'
import { GoogleFailed } from '../src/calendars/google/errors.ts'
import { type Grant, GrantIncomplete, readGrant, storeGrant } from '../src/calendars/google/grants.ts'
import { createGoogleOAuth } from '../src/calendars/google/oauth.ts'
import { phoneNumber } from '../src/channels/phone-number.ts'
import { type Config, readConfig } from '../src/config.ts'
import { createEncryption, localKey } from '../src/encryption.ts'
import { PermanentError } from '../src/errors.ts'
import { ensurePerson } from '../src/store/google-accounts.ts'
import { runCommand, UsageError } from './command.ts'
import { databaseFailure, isSetUp, openOwnersDatabase } from './database.ts'

const USAGE = `npm run google-auth -- <number>: connects a Google calendar from this machine, without a public address

  <number>           the phone number whose chat sees and changes the calendar, e.g. +15550100001

Needs GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET of an OAuth client of the type "Desktop app".
It prints a link to open in a browser on this machine, and waits ten minutes for the consent.`

const WAIT_MS = 10 * 60_000
const GOOGLE_MS = 30_000

await runCommand(USAGE, async (args) => {
  const { positionals } = parseArgs({ args, allowPositionals: true, options: {} })
  const [given, ...more] = positionals
  if (given === undefined || more.length > 0) throw new UsageError('Give one phone number.')
  const person = phoneNumber(given)
  if (person === undefined)
    throw new UsageError(`That is no phone number with its country code: ${given.slice(0, 30)}`)
  const config = readConfig(process.env)
  if (!config.google)
    throw new PermanentError(
      'GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET are not set. Make an OAuth client of the type "Desktop app" at https://console.cloud.google.com/apis/credentials and put both into .env.',
    )
  const encryption = createEncryption(await keysOf(config))
  await using open = await openOwnersDatabase(config)
  const { database, place } = open
  const ready = await isSetUp(database).catch((cause: unknown) => {
    throw new PermanentError(`The database at ${place} does not answer: ${databaseFailure(cause)}`, { cause })
  })
  if (!ready)
    throw new PermanentError(`The database at ${place} is not set up for this version: npm start does it.`)

  const grant = await askForConsent(config.google)
  await database.transaction(async (db) => {
    await ensurePerson(db, person)
    await storeGrant(db, encryption, person, grant)
  })
  const others = grant.calendars.length - 1
  console.log(`Connected: ${grant.email}${others > 0 ? ` and ${others} more of its calendars` : ''}.`)
})

async function keysOf({ encryptionKeys, environment, dataDir }: Config): Promise<string[]> {
  if (encryptionKeys.length > 0) return encryptionKeys
  if (environment === 'production')
    throw new PermanentError('ENCRYPTION_KEY is not set: nothing that gives access is stored without it.')
  return [await localKey(dataDir)]
}

/** The loopback recipe: Google sends the browser back to a port that only this machine reaches, and only for this long. */
async function askForConsent(google: NonNullable<Config['google']>): Promise<Grant> {
  const oauth = createGoogleOAuth(google)
  const client = createGoogleClient(google)
  const state = randomBytes(32).toString('base64url')
  const verifier = randomBytes(32).toString('base64url')
  await using server = await listen()
  const redirectUri = server.url
  console.log(
    `Open this link in a browser on this machine:\n\n${oauth.consentUrl({ state, verifier, redirectUri })}\n`,
  )
  const { code, say } = await server.consent(state)
  try {
    const tokens = await oauth.exchange({ code, verifier, redirectUri }, AbortSignal.timeout(GOOGLE_MS))
    const grant = await readGrant(client, tokens, google.calendarId, AbortSignal.timeout(GOOGLE_MS))
    say(200, 'Connected. You can close this page.')
    return grant
  } catch (error) {
    const failure = failureOf(error)
    say(502, failure.message)
    throw failure
  }
}

function failureOf(error: unknown): Error {
  if (error instanceof GrantIncomplete) {
    const needed = error.missing.join('; ') || 'lasting access'
    return new PermanentError(
      `Google did not grant everything that is needed: ${needed}. Leave every box ticked.`,
    )
  }
  if (!(error instanceof GoogleFailed)) return error instanceof Error ? error : new Error(String(error))
  if (error.reason === 'invalid_client')
    return new PermanentError('Google does not know GOOGLE_CLIENT_ID with this GOOGLE_CLIENT_SECRET.', {
      cause: error,
    })
  return new PermanentError(`Google did not connect the account (${error.message}). Nothing was stored.`, {
    cause: error,
  })
}

interface Loopback extends AsyncDisposable {
  url: string
  /** The one request that carries our state; `say` answers it. */
  consent(state: string): Promise<{ code: string; say: (status: number, text: string) => void }>
}

async function listen(): Promise<Loopback> {
  const server: Server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const url = `http://127.0.0.1:${address.port}`
  return {
    url,
    consent(state) {
      const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<Loopback['consent']>>>()
      const timer = setTimeout(
        () => reject(new PermanentError('Nobody consented within ten minutes.')),
        WAIT_MS,
      )
      server.on('request', (request, response) => {
        const query = new URL(request.url ?? '/', url).searchParams
        const say = (status: number, text: string): void => {
          const headers = { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }
          response.writeHead(status, headers).end(`${text}\n`)
        }
        // A browser asks for an icon too, and any page it has open may call a port of this machine.
        if (!isSame(query.get('state') ?? '', state)) return say(404, 'There is nothing here.')
        const code = query.get('code')
        if (code) return resolve({ code, say })
        say(403, 'Not connected: it was not allowed at Google.')
        reject(new PermanentError('It was not allowed at Google, so nothing was connected.'))
      })
      return promise.finally(() => clearTimeout(timer))
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      await closed
    },
  }
}

function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
