/**
 * The baseline of the acknowledgement: `node:http` alone, which checks the Twilio signature, writes one row and
 * answers 200. Settings: DATABASE_URL. Prints its address first; ends on SIGTERM.
 */
import { timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { sign } from './account.ts'

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 })
await pool.query('CREATE TABLE bare (sid text PRIMARY KEY, sender text NOT NULL, body text NOT NULL)')

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
  const expected = Buffer.from(sign(url + (request.url ?? ''), form))
  const given = Buffer.from(String(request.headers['x-twilio-signature'] ?? ''))
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    response.writeHead(403, { 'content-length': 0 }).end()
    return
  }
  await pool.query({
    name: 'store',
    text: 'INSERT INTO bare (sid, sender, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    values: [form.get('MessageSid'), form.get('From'), form.get('Body')],
  })
  response.writeHead(200, { 'content-type': 'text/xml', 'content-length': 11 }).end('<Response/>')
}

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.writeHead(503, { 'content-length': 0 }).end())
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
process.stdout.write(`${url}\n`)
process.once('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
  void pool.end()
})
