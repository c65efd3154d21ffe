import type { Reader } from './tokens.ts'

/** "Monday", "Monday, Wednesday and Friday", "weekdays", "Monday to Friday". */
export function weekdayList(read: Reader): number[] | undefined {
  if (read.word('workdays')) return [1, 2, 3, 4, 5]
  if (read.word('weekend')) return [6, 7]
  read.word('weekdays')
  const first = read.word('weekday')
  if (!first) return undefined
  const days = [Number(first.value)]
  for (;;) {
    const more = read.attempt(() => {
      const joined = read.word('and', 'to', 'until')?.word
      while (read.word('the', 'on', 'every', 'weekdays')) continue
      const next = read.word('weekday')
      return next && { day: Number(next.value), through: joined === 'to' || joined === 'until' }
    })
    if (!more) break
    const from = days.at(-1) ?? more.day
    const count = more.through ? (more.day - from + 7) % 7 : 1
    for (let back = count - 1; back >= 0; back--) days.push(((more.day - 1 - back + 7) % 7) + 1)
  }
  return [...new Set(days)].sort((a, b) => a - b)
}
