import type { Reader } from './tokens.ts'

export type Part = 'morning' | 'afternoon' | 'evening' | 'night'

export interface ClockSaid {
  hour: number
  minute: number
  second: number
  /** `open`: nobody said whether it is before or after noon. `literal`: with minutes, which some read as written. */
  reading: 'exact' | 'open' | 'literal'
  midnight?: boolean
}

/**
 * A time of day. A bare number is one only where something says so: `bare` after "at" or in a range; otherwise it
 * needs "pm", "o'clock", "Uhr" or a part of the day.
 */
export function clock(read: Reader, bare: boolean): ClockSaid | undefined {
  return read.attempt(() => {
    if (read.word('noon')) return exact(12, 0)
    if (read.word('midnight')) return { ...exact(0, 0), midnight: true }
    return relative(read) ?? digital(read) ?? counted(read, bare)
  })
}

const exact = (hour: number, minute: number): ClockSaid => ({ hour, minute, second: 0, reading: 'exact' })

/** "half past 3", "quarter to 4", "ten past 3", "halb vier". */
function relative(read: Reader): ClockSaid | undefined {
  return read.attempt(() => {
    if (read.word('halfto')) return shifted(read, -30)
    if (read.word('threequarter')) return shifted(read, -15)
    const minutes = fraction(read)
    if (minutes === undefined) return undefined
    if (read.word('past')) return shifted(read, minutes)
    // "ten to four" is also a range; only a quarter or spelt-out minutes cannot be.
    if (read.word('before') || (minutes === 15 && read.word('to'))) return shifted(read, -minutes)
    // German "viertel vier" is 3:15 in some regions and unknown in others.
    return undefined
  })
}

function fraction(read: Reader): number | undefined {
  if (read.word('half')) return 30
  if (read.word('quarter')) return 15
  const minutes = read.take('number')?.value ?? numberWord(read)
  if (read.sees('unit')?.value === 'minutes') read.skip()
  return minutes && Number.isInteger(minutes) && minutes < 60 ? minutes : undefined
}

const numberWord = (read: Reader) => {
  const word = read.word('num')
  return word ? Number(word.value) : undefined
}

function shifted(read: Reader, minutes: number): ClockSaid | undefined {
  const said = read.word('noon') ? exact(12, 0) : read.word('midnight') ? exact(0, 0) : counted(read, true)
  if (!said || said.minute !== 0) return undefined
  const total = said.hour * 60 + minutes + (said.hour === 0 && minutes < 0 ? 24 * 60 : 0)
  const hour = Math.floor(total / 60)
  // "half one" is 12:30, not half past midnight.
  return { ...said, hour: hour === 0 && said.reading === 'open' ? 12 : hour, minute: total % 60 }
}

function digital(read: Reader): ClockSaid | undefined {
  const token = read.take('clock')
  if (!token) return undefined
  const { hour, minute, second, padded } = token
  read.word('oclock')
  return half(read, {
    hour,
    minute,
    second,
    reading: padded || hour > 12 || hour === 0 ? 'exact' : 'literal',
  })
}

function counted(read: Reader, bare: boolean): ClockSaid | undefined {
  return read.attempt(() => {
    const number = read.take('number')
    if (number && number.ordinal !== 'sure') return numeric(read, number, bare)
    const hour = number ? undefined : numberWord(read)
    if (hour === undefined || !Number.isInteger(hour) || hour > 12) return undefined
    return finished(read, { hour, minute: 0, second: 0, reading: 'open' }, bare)
  })
}

function numeric(
  read: Reader,
  { value, digits, minutes }: { value: number; digits: string; minutes?: number },
  bare: boolean,
): ClockSaid | undefined {
  if (read.sees('unit') && read.sees('unit')?.value !== 'hours') return undefined
  if (minutes !== undefined) {
    const hour = Math.trunc(value)
    if (minutes > 59 || hour > 24 || read.sees('unit')) return undefined
    return finished(
      read,
      { hour, minute: minutes, second: 0, reading: hour > 12 ? 'exact' : 'literal' },
      true,
    )
  }
  if (!Number.isInteger(value) || digits === '') return undefined
  if (digits.length === 4 && (bare || digits.startsWith('0') || read.sees('unit', 'oclock'))) {
    if (!read.word('oclock')) read.word('unit')
    return exact(Math.trunc(value / 100), value % 100)
  }
  if (digits.length > 2) return undefined
  const literal = value > 12 || value === 0 || (digits.length === 2 && digits.startsWith('0'))
  return finished(read, { hour: value, minute: 0, second: 0, reading: literal ? 'exact' : 'open' }, bare)
}

/** What may follow the hour: "o'clock", "Uhr 30", "y media", "pm". */
function finished(read: Reader, said: ClockSaid, bare: boolean): ClockSaid | undefined {
  let sure = bare
  let { minute, hour } = said
  // "15 heures" and "15 horas" are times of day too; "2 horas" is one only behind "at".
  const hours = read.sees('unit')?.value === 'hours' && (bare || hour > 12)
  if (read.word('oclock') || (hours && read.word('unit'))) {
    sure = true
    const rest = read.peek()
    if (
      rest?.is === 'number' &&
      rest.digits.length === 2 &&
      rest.value < 60 &&
      !read.seesAt(1, 'unit', 'of')
    ) {
      minute = rest.value
      read.skip()
    }
  }
  const before = read.word('lessquarter')
  if (read.word('andhalf')) minute = 30
  else if (read.word('andquarter')) minute = 15
  else if (before) [hour, minute] = [hour === 1 ? 12 : hour - 1, 45]
  const done = half(read, { ...said, hour, minute })
  // A part of the day makes a number a time: "3 in the afternoon".
  const told = done.reading === 'exact' && said.reading !== 'exact'
  return sure || told || minute !== said.minute || read.sees('part') ? done : undefined
}

/** With "am" or "pm" behind it. A contradiction ("13 am") becomes an hour that does not exist. */
function half(read: Reader, said: ClockSaid): ClockSaid {
  const word = read.word('am', 'pm')?.word
  if (!word) return said
  const { hour } = said
  if (word === 'pm') {
    if (hour === 0) return { ...said, hour: 99 }
    return { ...said, hour: hour < 12 ? hour + 12 : hour, reading: 'exact' }
  }
  return { ...said, hour: hour > 12 ? 99 : hour % 12, reading: 'exact' }
}
