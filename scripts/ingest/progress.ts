import type { Progress } from '../../src/knowledge/ingest.ts'
import { type Change, CHANGES } from '../../src/knowledge/update-document.ts'
import { oneLine } from '../command.ts'

/** How often the line of a terminal is written anew, in milliseconds. */
const REFRESH_MS = 100

/** What an ingest is doing, on the terminal: a line for each document that changed, and how far it is. */
export function openProgress(dryRun: boolean) {
  const begun = performance.now()
  const counts = new Map<Change, number>()
  const failures: string[] = []
  const terminal = process.stdout.isTTY === true
  let passages = 0
  let pages = 0
  let writtenAt = 0

  const seconds = () => Math.max(0.001, (performance.now() - begun) / 1_000)
  const pace = () => `${(pages / seconds()).toFixed(1)} pages/s`
  const say = (line: string) => console.log(terminal ? `\r\u001b[K${line}` : line)

  function report({ source, change, note, done, of, ...more }: Progress): void {
    counts.set(change, (counts.get(change) ?? 0) + 1)
    passages += change === 'removed' || change === 'failed' ? 0 : more.passages
    pages += more.pages
    const shown = oneLine(source, 80)
    if (change === 'failed') failures.push(`  ${shown}: ${note ?? 'unknown'}`)
    if (change !== 'same') {
      const counted = change === 'new' || change === 'changed' ? `${more.passages} passages` : ''
      const facts = [dryRun ? '' : counted, note ?? ''].filter(Boolean).join('; ')
      say(
        `${(change === 'failed' ? 'FAILED' : change).padEnd(8)}  ${shown}${facts ? `  (${oneLine(facts, 200)})` : ''}`,
      )
    }
    if (!terminal || performance.now() - writtenAt < REFRESH_MS) return
    writtenAt = performance.now()
    const left = of - done
    const minutes = done > 0 ? Math.ceil(((seconds() / done) * left) / 60) : 0
    process.stdout.write(
      `\r\u001b[K${done} of ${of} documents, ${passages} passages, ${pace()}, ${left} left${minutes > 1 ? `, about ${minutes} minutes` : ''}`,
    )
  }

  return {
    say,
    report,
    failed: () => failures.length > 0,
    finish(otherKinds: number): void {
      const told = CHANGES.flatMap((change) => {
        const count = counts.get(change)
        return count ? [`${count} ${change}`] : []
      })
      const end = pages > 0 ? `; ${pages} pages at ${pace()}` : ''
      say(`${dryRun ? 'Would be: ' : ''}${told.join(', ') || 'nothing to do'}; ${passages} passages${end}.`)
      if (otherKinds > 0) say(`${otherKinds} files of other kinds were left out.`)
      if (failures.length > 0) say(`\nNot read:\n${failures.join('\n')}`)
    },
  }
}
