import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'
import { PassThrough, type Readable } from 'node:stream'
import { RequestFilteringHttpsAgent } from 'request-filtering-agent'
import { PermanentError, TransientError } from '../errors.ts'
import type { Download } from './channel.ts'

export interface DownloadSettings {
  /** Where the credentials go: one host, and of it these paths alone. */
  api: { host: string; paths: RegExp; authorization: string }
  /** Domains whose subdomains serve files to anybody, e.g. `twiliocdn.com`. */
  fileDomains: readonly string[]
  /** Replaces scheme and host of the API. Its origin is the only one that may be http or a private address. */
  baseUrl?: string | undefined
  /** In milliseconds: until the headers of an answer, between two of its bytes, and of it all. */
  timeouts?: { headers?: number; idle?: number; whole?: number } | undefined
  /** Resolves names in place of the system. */
  lookup?: LookupFunction | undefined
}

interface Hop {
  url: URL
  /** Only for an address of the API. */
  authorization?: string
}

const mostRedirects = 3
const redirects = new Set([301, 302, 303, 307, 308])
/** Fresh media can be 404 for a moment (PROTOCOLS 1.6). */
const worthTrying = new Set([404, 408, 425, 429])

/**
 * Opens files at a provider, and nowhere else. Every address, of a redirect too, is checked by its name before
 * anything is asked, and by what the name resolves to when the connection is made. Throws and fails as
 * `Channel.download` says; no message of an error holds more of an address than its host.
 */
export function createDownloads(settings: DownloadSettings) {
  const { api, fileDomains, lookup } = settings
  const base = settings.baseUrl?.replace(/\/+$/, '')
  const baseOrigin = base === undefined ? undefined : new URL(base).origin
  const timeouts = { headers: 10_000, idle: 15_000, whole: 60_000, ...settings.timeouts }
  const publicOnly = new RequestFilteringHttpsAgent()

  /** Throws `PermanentError` for an address that is none of the provider's. */
  function allowed(url: URL | null): Hop {
    if (!url) throw new PermanentError('media: not an address')
    if (url.username || url.password) throw new PermanentError('media: an address with credentials in it')
    const isApi = url.origin === `https://${api.host}` || url.origin === baseOrigin
    if (isApi && api.paths.test(url.pathname))
      return { url: new URL((base ?? url.origin) + url.pathname), authorization: api.authorization }
    if (url.origin === baseOrigin) return { url }
    if (url.protocol !== 'https:')
      throw new PermanentError(`media: an address that begins with ${url.protocol}`)
    if (fileDomains.some((domain) => url.host.endsWith(`.${domain}`))) return { url }
    throw new PermanentError(`media: an address at ${url.host} that is not the provider's`)
  }

  /** Resolves with the headers of the answer. */
  function ask({ url, authorization }: Hop, signal: AbortSignal): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    const headers = { Accept: '*/*', ...(authorization && { Authorization: authorization }) }
    const secure = url.protocol === 'https:'
    const agent = url.origin === baseOrigin ? false : publicOnly
    const request = (secure ? https : http).get(url, { headers, agent, lookup, signal })
    const timer = setTimeout(() => request.destroy(new Error('no answer in time')), timeouts.headers)
    request.on('close', () => clearTimeout(timer))
    request.on('error', (err) => reject(isFiltered(err) ? notPublic(url, err) : cutOff(url, err)))
    request.on('response', (response) => {
      clearTimeout(timer)
      response.setTimeout(timeouts.idle, () => request.destroy(new Error('no more bytes in time')))
      resolve(response)
    })
    return promise
  }

  return async function open(ref: string, signal: AbortSignal): Promise<Download> {
    const whole = AbortSignal.any([signal, AbortSignal.timeout(timeouts.whole)])
    let hop = allowed(URL.parse(ref))
    for (let count = 0; count <= mostRedirects; count++) {
      const response = await ask(hop, whole)
      const { statusCode: status = 0, headers } = response
      if (status === 200) {
        const contentType = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
        return { contentType, body: bodyOf(response, hop.url) }
      }
      response.destroy()
      if (!redirects.has(status) || headers.location === undefined) throw failure(status, hop.url)
      hop = allowed(URL.parse(headers.location, hop.url))
    }
    throw new PermanentError(`media: more than ${mostRedirects} redirects`)
  }
}

function bodyOf(response: IncomingMessage, url: URL): Readable {
  const body = new PassThrough()
  // Nobody may be reading yet when it fails; whoever comes later is told.
  body.on('error', () => {})
  body.on('close', () => response.destroy())
  response.on('error', (err) => body.destroy(cutOff(url, err)))
  return response.pipe(body)
}

function failure(status: number, { host }: URL): TransientError | PermanentError {
  const message = `media: HTTP ${status} from ${host}`
  return worthTrying.has(status) || status >= 500 ? new TransientError(message) : new PermanentError(message)
}

/** The agent has no other mark on its errors. */
const isFiltered = (err: Error) => /^DNS lookup .* is not allowed/.test(err.message)

const notPublic = ({ host }: URL, cause: Error) =>
  new PermanentError(`media: ${host} resolves to a private address`, { cause })

const cutOff = ({ host }: URL, cause: Error) =>
  new TransientError(`media: the connection to ${host} failed`, { cause })
