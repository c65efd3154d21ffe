import { clock, type Part } from './parse-clock.ts'
import { date, dateRange } from './parse-date.ts'
import { duration } from './parse-duration.ts'
import type { DateSaid, Said, Side } from './said.ts'
import type { Reader } from './tokens.ts'

/**
 * All that the tokens say, in any order; nothing when one of them is left over, or something is said twice. `more`
 * reads what only some callers know, such as "every Monday".
 */
export function parseWhen(read: Reader, more?: (said: Said) => true | undefined): Said | undefined {
  const said: Said = { start: { dates: [] } }
  while (!read.done()) {
    const understood = read.attempt(() => more?.(said)) ?? read.attempt(() => item(read, said))
    if (!understood) return undefined
  }
  return said
}

function item(read: Reader, said: Said): true | undefined {
  return (
    relative(read, said) ??
    read.attempt(() => range(read, said)) ??
    when(read, said, said.end ?? said.start) ??
    zone(read, said) ??
    other(read, said)
  )
}

/** "from 3 to 4:30 tomorrow": a day behind both is the day of both. */
function dayOf({ start, end }: Said, side: Side): Side {
  return side === end && side.time && start.time && start.dates.length + side.dates.length === 0
    ? start
    : side
}

/** "in 20 minutes", "2 days ago", "half an hour later", "for 45 minutes", "an hour longer". */
function relative(read: Reader, said: Said): true | undefined {
  return read.attempt(() => {
    const lead = read.word('in', 'for', 'agobefore', 'by')?.word
    const amount = duration(read)
    if (!amount) return undefined
    const tail = read.word('hence', 'later', 'earlier', 'longer', 'shorter', 'ago')?.word
    if ((lead === 'in' && !tail) || tail === 'hence') return once(said, 'fromNow', amount)
    if ((lead === 'agobefore' && !tail) || tail === 'ago') return once(said, 'fromNow', amount.negated())
    if (tail === 'later' || tail === 'earlier')
      return once(said, 'shift', tail === 'later' ? amount : amount.negated())
    if (lead === 'by') return once(said, 'shift', amount)
    if (tail) return once(said, 'longer', tail === 'longer' ? amount : amount.negated())
    return lead === 'for' ? once(said, 'length', amount) : undefined
  })
}

function once<Key extends 'fromNow' | 'shift' | 'longer' | 'length'>(said: Said, key: Key, value: Said[Key]) {
  if (said[key] !== undefined) return undefined
  said[key] = value
  return true as const
}

const hasStart = ({ start, fromNow }: Said) => Boolean(start.time ?? start.dates[0] ?? fromNow)

/** From "to" on, what follows is the end; "from 3 at 4" is how some languages say it. */
function range(read: Reader, said: Said): true | undefined {
  const both = said.start.dates.length === 0 && !said.end ? dateRange(read) : undefined
  if (both) {
    said.start.dates.push(both[0])
    said.end = { dates: [both[1]] }
    return true
  }
  if (!hasStart(said) && read.word('hence')) {
    said.from = true
    said.start.dates.push({ is: 'offset', days: 0 })
    return read.sees('to', 'until') ? true : undefined
  }
  if (read.word('between', 'from', 'starting')) {
    said.from = true
    return whenBare(read, said, said.start)
  }
  // "de 3 a 4": the same word is "of".
  if (!said.start.time && !said.end && read.word('of')) {
    said.from = true
    return whenBare(read, said, said.start)
  }
  // "3-4 pm": a bare number is a time when another one follows.
  if (!said.start.time && !said.end) {
    const ahead = read.attempt(() => {
      const first = clock(read, true)
      return first && read.sees('to', 'until') ? first : undefined
    })
    if (ahead) {
      said.start.time = ahead
      return true
    }
  }
  if (said.end) return undefined
  const joins = said.from && hasStart(said) ? ['to', 'until', 'at', 'and'] : ['to', 'until']
  const word = read.word(...joins)?.word
  if (!word || (word !== 'until' && !hasStart(said))) return undefined
  read.word('the')
  read.word('at')
  const end: Side = { dates: [] }
  if (!whenBare(read, said, end)) return undefined
  said.end = end
  return true
}

function whenBare(read: Reader, said: Said, side: Side): true | undefined {
  return read.attempt(() => {
    while (read.word('at', 'the')) continue
    const ahead: DateSaid | undefined = read.word('now') ? { is: 'offset', days: 0 } : date(read)
    if (ahead) {
      side.dates.push(ahead)
      return true
    }
    const time = clock(read, true)
    if (!time || side.time) return when(read, said, side)
    side.time = time
    return true
  })
}

function when(read: Reader, said: Said, side: Side): true | undefined {
  return read.attempt(() => {
    const at = read.word('at')
    if (at) {
      while (read.word('the')) continue
    }
    const day = at ? undefined : date(read)
    if (day) {
      dayOf(said, side).dates.push(day)
      return true
    }
    const part = read.word('part')
    if (part) {
      // "this evening" is today's, "the morning" any.
      return setPart(side, part.value)
    }
    if (read.seesAt(1, 'part') && read.word('this')) {
      side.dates.push({ is: 'offset', days: 0 })
      return setPart(side, read.word('part')?.value)
    }
    // "ten to four" behind "at" is 3:50 to some and a range to others.
    if (at && !said.from && read.seesAt(1, 'to') && minutesAhead(read) && !clockBehind(read)) return undefined
    const time = clock(read, at !== undefined)
    if (!time || side.time) return undefined
    side.time = time
    return true
  })
}

function minutesAhead(read: Reader): boolean {
  const token = read.peek()
  const value = token?.is === 'number' ? token.value : Number(read.sees('num')?.value)
  return value % 5 === 0
}

/** Whether what follows "10 to" says am or pm, or has minutes: then it is a range. */
function clockBehind(read: Reader): boolean {
  const third = read.peek(2)
  return third?.is === 'clock' || Boolean(read.seesAt(3, 'am', 'pm', 'oclock'))
}

function setPart(side: Side, value: string | undefined): true | undefined {
  const part = (['morning', 'afternoon', 'evening', 'night'] satisfies Part[]).find((one) => one === value)
  if (!part || side.part) return undefined
  side.part = part
  return true
}

/** "Berlin time", "15:00 UTC", "at 10 in Tokyo". */
function zone(read: Reader, said: Said): true | undefined {
  return read.attempt(() => {
    const lead = read.word('in', 'at', 'clocktime')
    if (lead) read.word('the')
    const token =
      read.take('zone') ??
      read.take('several') ??
      (lead || read.seesAt(1, 'clocktime') ? read.take('unknown') : undefined)
    if (!token || said.zone !== undefined || said.unknownZone) return undefined
    read.word('clocktime')
    if (token.is === 'zone') said.zone = token.zone
    else if (token.is === 'several') said.unknownZone = { name: 'this place', zones: token.zones }
    else said.unknownZone = { name: token.text, zones: [] }
    return true
  })
}

function other(read: Reader, said: Said): true | undefined {
  if (read.word('local', 'move')) return true
  if (read.word('allday')) {
    said.allDay = true
    return true
  }
  if (read.word('sametime')) {
    said.sameTime = true
    return true
  }
  if (read.word('now')) {
    said.now = true
    return true
  }
  const offset = read.take('offset')
  if (!offset) return undefined
  const side = said.end ?? said.start
  side.offset = offset.offset
  return true
}
