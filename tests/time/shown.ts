import type { Resolved } from '../../src/time/when.ts'

/** A result on one line: "Lisbon 2026-11-24 15:00+00:00", "2026-11-24..2026-11-25", "gap: a | b". */
export function shown(result: Resolved): string {
  if (result.kind === 'unclear')
    return [result.problem, result.choices?.map(short).join(' | ')].filter(Boolean).join(': ')
  if (result.kind === 'days') {
    const { first, last } = result
    return first.equals(last) ? first.toString() : `${first.toString()}..${last.toString()}`
  }
  const end = result.end ? ` > ${short(result.end.toString({ smallestUnit: 'minute' }))}` : ''
  return short(result.at.toString({ smallestUnit: 'minute' })) + end
}

const short = (at: string) => at.replace('T', ' ').replace(/\[.*/, '')

export const instant = (wall: string, zone: string): Temporal.Instant =>
  Temporal.PlainDateTime.from(wall).toZonedDateTime(zone).toInstant()

/** Rows of a table, one a line, with its cells between bars; blank lines and lines with # are for the reader. */
export const rows = (table: string): string[][] =>
  table
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(' => ').map((cell) => cell.trim()))
