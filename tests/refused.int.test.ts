import { describe, expect, test } from 'vitest'
import { startWorld } from './support/world.ts'

const form = { 'content-type': 'application/x-www-form-urlencoded' }

describe('bad webhooks are refused, and nothing is stored', () => {
  test('missing and forged signatures 403, other methods 405, too large 413, unknown paths 404', async () => {
    await using world = await startWorld()
    const url = `${world.service.url}/webhooks/twilio`
    const body = 'MessageSid=SM1&From=whatsapp%3A%2B15550100001&Body=hi'
    const status = async (init: RequestInit, at = url): Promise<number> => (await fetch(at, init)).status
    expect(await status({ method: 'POST', body, headers: form })).toBe(403)
    expect(
      await status({ method: 'POST', body, headers: { ...form, 'x-twilio-signature': 'Zm9yZ2Vk' } }),
    ).toBe(403)
    expect(await status({ method: 'GET' })).toBe(405)
    expect(await status({ method: 'PUT', body, headers: form })).toBe(405)
    expect(await status({ method: 'GET' }, `${url}/status`)).toBe(405)
    expect(await status({ method: 'POST', body: `Body=${'x'.repeat(1_100_000)}`, headers: form })).toBe(413)
    expect(await status({ method: 'GET' }, `${world.service.url}/nothing`)).toBe(404)
    expect(await status({ method: 'POST', body, headers: form }, `${url}/status?outbox=1.2`)).toBe(403)
    expect(await world.query('SELECT 1 FROM inbox')).toEqual([])
    expect(world.sandbox.twilio.requests.media).toBe(0)
  })

  test('60,000 fields and no signature do not hold up anybody else', async () => {
    await using world = await startWorld()
    const url = `${world.service.url}/webhooks/twilio`
    const body = Array.from({ length: 60_000 }, (_, i) => `F${i}=x`).join('&')
    const start = performance.now()
    const refused = [{ ...form }, { ...form, 'x-twilio-signature': 'Zm9yZ2Vk' }].map((headers) =>
      fetch(url, { method: 'POST', body, headers }).then((response) => response.status),
    )
    expect((await fetch(`${world.service.url}/healthz`)).status).toBe(200)
    expect(await Promise.all(refused)).toEqual([403, 400])
    expect(performance.now() - start).toBeLessThan(3_000)
  })

  test('our own number as the sender is acknowledged and nothing is stored', async () => {
    await using world = await startWorld()
    for (const from of ['whatsapp:+15550100002', '+15550100003'])
      expect((await world.sandbox.twilio.inbound({ from, body: 'echo' })).status).toBe(200)
    expect(await world.query('SELECT 1 FROM inbox')).toEqual([])
  })

  test('a signature mismatch is explained in the log once, with the address that was signed against, and no token', async () => {
    await using world = await startWorld()
    const url = `${world.service.url}/webhooks/twilio`
    for (const _ of [1, 2, 3])
      await fetch(url, { method: 'POST', body: 'From=x', headers: { ...form, 'x-twilio-signature': 'bad' } })
    const told = world.logs.filter((line) => line.includes(url))
    expect(told).toHaveLength(1)
    expect(world.logs.join('')).not.toContain('0123456789abcdef0123456789abcdef')
  })

  test('missing From or MessageSid is a 400 with a plain reason', async () => {
    await using world = await startWorld()
    const response = await world.sandbox.twilio.inbound({
      from: 'whatsapp:+15550100001',
      body: 'x',
      extra: { MessageSid: '' },
    })
    expect(response.status).toBe(400)
    expect(await world.query('SELECT 1 FROM inbox')).toEqual([])
  })

  test('unknown fields are signed and ignored', async () => {
    await using world = await startWorld()
    const response = await world.sandbox.twilio.inbound({
      from: 'whatsapp:+15550100001',
      body: 'x',
      extra: { NewField: 'ä & b' },
    })
    expect(response.status).toBe(200)
  })

  test(
    'database down is a 503 without a stack trace, and the message comes in when it is tried again',
    { timeout: 60_000 },
    async () => {
      await using world = await startWorld()
      const restore = await world.interruptDatabase()
      const sid = `SM${'c'.repeat(32)}`
      const refused = await world.whatsapp('hi', { sid })
      expect(refused.status).toBe(503)
      expect((await fetch(`${world.service.url}/readyz`)).status).toBe(503)
      expect((await fetch(`${world.service.url}/healthz`)).status).toBe(200)
      const metrics = await fetch(`${world.service.url}/metrics`)
      expect(metrics.status).toBe(200)
      expect(await metrics.text()).toMatch(/http_server_request_duration_seconds_count\{.*"503"\} \d/)
      expect(world.logs.filter((line) => line.includes('missing from the metrics'))[0]).toContain(
        '"level":40',
      )
      await restore()
      expect((await world.whatsapp('hi', { sid })).status).toBe(200)
      await world.drain(40_000)
      expect(world.sentTo()).toHaveLength(1)
    },
  )
})
