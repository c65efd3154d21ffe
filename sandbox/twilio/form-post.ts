import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { signForm } from './signature.ts'

export interface FormAnswer {
  status: number
  contentType: string
  body: string
}

/** A webhook that got no answer; `refused` when not even the connection was made. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
  readonly refused: boolean
  constructor(message: string, refused: boolean, options?: ErrorOptions) {
    super(message, options)
    this.refused = refused
  }
}

/** Posts signed forms to the service, as Twilio does. Throws `NoAnswer`, nothing else. */
export interface FormPost {
  (
    url: string,
    fields: Record<string, string>,
    signal: AbortSignal,
    idempotencyToken?: string,
  ): Promise<FormAnswer>
  close(): void
}

/** Twilio waits 15 s in all for a webhook (PROTOCOLS 1.5). */
const TOTAL_MS = 15_000

export function createFormPost(authToken: string): FormPost {
  const plain = new HttpAgent({ keepAlive: true, maxSockets: 256 })
  const secure = new HttpsAgent({ keepAlive: true, maxSockets: 256 })

  function post(
    url: string,
    fields: Record<string, string>,
    signal: AbortSignal,
    idempotencyToken?: string,
  ): Promise<FormAnswer> {
    const body = new URLSearchParams(fields).toString()
    const headers: Record<string, string | number> = {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'TwilioProxy/1.1',
      accept: '*/*',
      'x-twilio-signature': signForm(authToken, url, fields),
    }
    if (idempotencyToken) headers['i-twilio-idempotency-token'] = idempotencyToken
    return new Promise((resolve, reject) => {
      const https = url.startsWith('https:')
      const send = https ? httpsRequest : httpRequest
      const request = send(
        url,
        { method: 'POST', headers, agent: https ? secure : plain, signal },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('error', (error) => reject(new NoAnswer(error.message, false, { cause: error })))
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              contentType: response.headers['content-type'] ?? '',
              body: Buffer.concat(chunks).toString('utf8'),
            }),
          )
        },
      )
      request.setTimeout(TOTAL_MS, () => request.destroy(new Error(`no answer within ${TOTAL_MS} ms`)))
      request.on('error', (error: NodeJS.ErrnoException) => {
        const code = error.code ?? ''
        // An idle connection the service closed in the same moment: nothing was delivered, a fresh one decides.
        if (code === 'ECONNRESET' && request.reusedSocket && !signal.aborted) {
          resolve(post(url, fields, signal, idempotencyToken))
          return
        }
        reject(new NoAnswer(error.message, NOT_CONNECTED.has(code), { cause: error }))
      })
      request.end(body)
    })
  }

  return Object.assign(post, {
    close() {
      plain.destroy()
      secure.destroy()
    },
  })
}

const NOT_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN'])
