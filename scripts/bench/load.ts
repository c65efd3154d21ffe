import { type LoadOutcome, runLoad } from './conversations.ts'
import { atLeast, atMost, figure, median, type Row } from './figures.ts'
import type { Rig } from './rig.ts'
import type { CallbackLevel } from './stand-in.ts'

const PEOPLE = 500
const RATES = [50, 100, 150, 200, 250, 300, 350, 400, 450, 500, 550, 600]
const TARGET = 300

/** What one process of ROLE=all adds to a reply, and how many messages a second it answers for long. */
export async function benchLoad(rig: Rig): Promise<Row[]> {
  const { repetitions, quick } = rig.options
  const database = await rig.createDatabase('load')
  await using service = await rig.startService(database, 'all')
  const run = async (
    rate: number,
    seconds: number,
    level: CallbackLevel = 'delivered',
  ): Promise<LoadOutcome> => {
    await rig.standIn.callbacks(level)
    return runLoad(rig, service, database, { rate, seconds, people: PEOPLE })
  }
  await run(100, quick ? 3 : 6)

  const delivered: LoadOutcome[] = []
  const none: LoadOutcome[] = []
  for (let at = 0; at < repetitions; at += 1) {
    delivered.push(await run(100, quick ? 3 : 6))
    none.push(await run(100, quick ? 3 : 6, 'none'))
  }
  const largest = await ramp(run, quick ? 4 : 5)
  const sustained: LoadOutcome[] = []
  // A service that is too slow for it would only pile up what the rest of the bench waits for: one short run then.
  const runs = largest < TARGET ? 1 : quick ? 1 : repetitions
  for (let at = 0; at < runs; at += 1) sustained.push(await run(TARGET, largest < TARGET || quick ? 5 : 15))

  const all = [...delivered, ...none, ...sustained]
  const sum = (key: Count): number => all.reduce((total, one) => total + one[key], 0)
  const middle = (of: LoadOutcome[], key: Figure): number => median(of.map((one) => one[key]))
  const share = (sustained.filter(isSustained).length / sustained.length) * 100
  const ofAll = `of ${sum('sent')} at 100/s and 300/s`
  const two = '2 status callbacks a reply'
  return [
    atMost('load', 'added at 100/s, p50', middle(delivered, 'p50'), 'ms', 15, two),
    atMost('load', 'added at 100/s, p95', middle(delivered, 'p95'), 'ms', 40, two),
    figure('load', 'added at 100/s, p50', middle(none, 'p50'), 'ms', 'no status callbacks'),
    figure('load', 'added at 100/s, p95', middle(none, 'p95'), 'ms', 'no status callbacks'),
    figure('load', 'added at 300/s, p50', middle(sustained, 'p50'), 'ms', two),
    figure('load', 'added at 300/s, p95', middle(sustained, 'p95'), 'ms', two),
    figure('load', '300/s, last reply after the last message', middle(sustained, 'drainSeconds'), 's'),
    atLeast('load', 'runs at 300/s that were sustained', share, '%', 100, SUSTAINED),
    atLeast('load', 'largest rate sustained', largest, '/s', TARGET, SUSTAINED),
    atMost('load', 'webhooks not answered with 200', sum('refused'), '', 0, ofAll),
    atMost('load', 'messages without a reply', sum('lost'), '', 0, ofAll),
    atMost('load', 'messages answered twice', sum('doubled'), '', 0, ofAll),
    figure('load', 'late sends of the generator at 300/s, p99', middle(sustained, 'late'), 'ms'),
  ]
}

type Figure = 'p50' | 'p95' | 'drainSeconds' | 'late'
type Count = 'sent' | 'refused' | 'lost' | 'doubled'

const SUSTAINED = 'all answered once, within 5 s of the last message, p95 < 500 ms'

function isSustained({ refused, lost, doubled, drainSeconds, p95 }: LoadOutcome): boolean {
  return refused === 0 && lost === 0 && doubled === 0 && drainSeconds <= 5 && p95 < 500
}

/** A rate that fails is tried once more, so that one hiccup of the machine does not decide. */
async function ramp(
  run: (rate: number, seconds: number) => Promise<LoadOutcome>,
  seconds: number,
): Promise<number> {
  let largest = 0
  for (const rate of RATES) {
    if (!isSustained(await run(rate, seconds)) && !isSustained(await run(rate, seconds))) break
    largest = rate
  }
  return largest
}
