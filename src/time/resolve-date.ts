import { dated, dayOfMonth, numeric } from './calendar-date.ts'
import { dayName, one, weekdays, type DateContext, type DateResolved, type Days } from './days.ts'
import type { DateSaid } from './said.ts'
import { unclear } from './when.ts'

/** What a day or span that was said is today. */
export function resolveDate(said: DateSaid, context: DateContext): DateResolved {
  const { today } = context
  const ahead = { ...context, today: context.from ?? today }
  switch (said.is) {
    case 'offset':
      return one(today.add({ days: said.days }))
    case 'weekday':
      return weekday(said, ahead)
    case 'date':
      return dated(said, ahead)
    case 'numeric':
      return numeric(said, ahead)
    case 'day-of-month':
      return dayOfMonth(said, ahead)
    case 'month': {
      const month = monthOf(said, ahead.today)
      return { ...wholeMonth(month), span: true }
    }
    case 'span':
      return span(said, context)
    case 'stretch': {
      const end = said.back ? today.subtract(said.amount) : today.add(said.amount)
      return said.back
        ? { kind: 'days', first: end, last: today, span: true }
        : { kind: 'days', first: today, last: end.subtract({ days: 1 }), span: true }
    }
    case 'edge':
      return edge(said, context)
    case 'nth':
      return nth(said, context)
    case 'after': {
      const base = resolveDate(said.base, context)
      return base.kind === 'days' ? one(base.first.add(said.amount)) : base
    }
  }
}

function weekday(
  { weekday: day, which }: Extract<DateSaid, { is: 'weekday' }>,
  { today, passed }: DateContext,
): DateResolved {
  const ahead = (day - today.dayOfWeek + 7) % 7
  const coming = today.add({ days: ahead === 0 && passed ? 7 : ahead })
  if (which === 'coming') return one(coming)
  if (which === 'last') return one(today.subtract({ days: (today.dayOfWeek - day + 7) % 7 || 7 }))
  const following = today.add({ days: ahead || 7 })
  // Said on a Wednesday, "next Friday" is in two days to some and in nine to others.
  if (day <= today.dayOfWeek) return one(following)
  const later = following.add({ days: 7 })
  const question = `"Next ${weekdays[day - 1]}": ${dayName(following)} or ${dayName(later)}?`
  return { kind: 'choose', problem: 'ambiguous', question, days: [following, later] }
}

function monthOf(
  { month, year }: { month: number; year?: number },
  today: Temporal.PlainDate,
): Temporal.PlainDate {
  const next = month < today.month ? today.year + 1 : today.year
  return Temporal.PlainDate.from({ year: Math.min(9999, Math.max(1, year ?? next)), month, day: 1 })
}

const wholeMonth = (day: Temporal.PlainDate): Days => ({
  kind: 'days',
  first: day.with({ day: 1 }),
  last: day.with({ day: day.daysInMonth }),
})

function span(
  { span: name, offset }: Extract<DateSaid, { is: 'span' }>,
  { today }: DateContext,
): DateResolved {
  const monday = today.subtract({ days: today.dayOfWeek - 1 }).add({ weeks: offset })
  if (name === 'week') return { kind: 'days', first: monday, last: monday.add({ days: 6 }), span: true }
  if (name === 'month') return { ...wholeMonth(today.with({ day: 1 }).add({ months: offset })), span: true }
  if (name === 'year') {
    const first = today.with({ month: 1, day: 1 }).add({ years: offset })
    return { kind: 'days', first, last: first.with({ month: 12, day: 31 }), span: true }
  }
  const saturday = monday.add({ days: 5 })
  // Before the weekend has come, "next weekend" is this one to some.
  if (offset === 1 && today.dayOfWeek < 6) {
    const days = [saturday.subtract({ days: 7 }), saturday]
    const question = `"Next weekend": the one of ${days.map(dayName).join(' or of ')}?`
    return { kind: 'choose', problem: 'ambiguous', question, days }
  }
  const first = offset === 0 && today.dayOfWeek === 7 ? today : saturday
  return { kind: 'days', first, last: saturday.add({ days: 1 }) }
}

function edge(said: Extract<DateSaid, { is: 'edge' }>, context: DateContext): DateResolved {
  const whole = resolveDate(said.of, context)
  if (whole.kind !== 'days') return whole
  const isWeek = said.of.is === 'span' && said.of.span === 'week'
  if (said.edge === 'start') return one(whole.first)
  if (!isWeek) return one(whole.last)
  const days = [whole.last.subtract({ days: 2 }), whole.last]
  const question = `The end of the week: ${days.map(dayName).join(' or ')}?`
  return { kind: 'choose', problem: 'ambiguous', question, days }
}

function nth(said: Extract<DateSaid, { is: 'nth' }>, context: DateContext): DateResolved {
  const whole = resolveDate(said.in, context)
  if (whole.kind !== 'days') return whole
  const days: Temporal.PlainDate[] = []
  for (let day = whole.first; Temporal.PlainDate.compare(day, whole.last) <= 0; day = day.add({ days: 1 })) {
    if (said.weekday === undefined || said.weekday === day.dayOfWeek) days.push(day)
  }
  const day = days.at(said.nth < 0 ? said.nth : said.nth - 1)
  return day ? one(day) : unclear('impossible', 'There are not that many of these days. Which date is meant?')
}
