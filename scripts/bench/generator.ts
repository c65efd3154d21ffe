import { setTimeout as pause } from 'node:timers/promises'
import { type Connections } from './connections.ts'

export interface Sample {
  /** Epoch milliseconds with fractions. */
  sentAt: number
  /** From the request's first byte to the answer's last, in milliseconds. */
  ms: number
  /** 0: no answer. */
  status: number
  /** How much later than planned it was sent, in milliseconds: the generator's own trouble. */
  late: number
}

/** Open loop: request n leaves at n / rate, whatever became of those before it. Resolves when all are answered. */
export async function sendPaced(
  to: Connections,
  requests: readonly Buffer[],
  rate: number,
): Promise<Sample[]> {
  const samples: Sample[] = []
  const begun = performance.now()
  const answers: Promise<void>[] = []
  for (let at = 0; at < requests.length;) {
    const now = performance.now()
    const due = Math.min(requests.length, Math.floor(((now - begun) * rate) / 1000) + 1)
    for (; at < due; at += 1) {
      const request = requests[at]
      if (request)
        answers.push(sendOne(to, request, samples, at, performance.now() - begun - (at * 1000) / rate))
    }
    await pause(1)
  }
  await Promise.all(answers)
  return samples
}

/** Closed loop: `connections` requests are always under way. `perSecond` counts the requests that got a 200. */
export async function saturate(
  to: Connections,
  requests: readonly Buffer[],
  connections: number,
): Promise<{ perSecond: number; refused: number }> {
  const samples: Sample[] = []
  let next = 0
  const begun = performance.now()
  async function work(): Promise<void> {
    for (let at = next++; at < requests.length; at = next++) {
      const request = requests[at]
      if (request) await sendOne(to, request, samples, at, 0)
    }
  }
  await Promise.all(Array.from({ length: connections }, work))
  const seconds = (performance.now() - begun) / 1000
  const refused = countRefused(samples)
  return { perSecond: (requests.length - refused) / seconds, refused }
}

export function countRefused(samples: readonly Sample[]): number {
  return samples.filter((sample) => sample.status !== 200).length
}

async function sendOne(
  to: Connections,
  request: Buffer,
  into: Sample[],
  at: number,
  late: number,
): Promise<void> {
  const sent = performance.now()
  const status = await to.post(request).catch(() => 0)
  into[at] = { sentAt: performance.timeOrigin + sent, ms: performance.now() - sent, status, late }
}
