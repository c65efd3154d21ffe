import type * as calendarModule from 'googleapis/build/src/apis/calendar/index.js'

export type CalendarSdk = typeof calendarModule
export type CalendarApi = ReturnType<CalendarSdk['calendar']>

let sdk: Promise<CalendarSdk> | undefined

/** Google's SDK, the calendar's part alone. 90 ms to import, so not before the first call. */
export const loadSdk = (): Promise<CalendarSdk> =>
  (sdk ??= import('googleapis/build/src/apis/calendar/index.js'))
