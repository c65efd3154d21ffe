import type { GoogleRoute } from './google-faults.ts'

export const SCOPE_PREFIX = 'https://www.googleapis.com/auth/'

const ALL = ['calendar']
const READ = [
  'calendar',
  'calendar.readonly',
  'calendar.events',
  'calendar.events.readonly',
  'calendar.events.owned',
  'calendar.events.owned.readonly',
]
const WRITE = ['calendar', 'calendar.events', 'calendar.events.owned']

/** Any one of these is enough, as googleapis 188 lists them for each method. Those that only see who is busy see no event. */
const NEEDED: Record<GoogleRoute, readonly string[]> = {
  calendarList: [...ALL, 'calendar.readonly', 'calendar.calendarlist', 'calendar.calendarlist.readonly'],
  'calendars.get': [...ALL, 'calendar.readonly', 'calendar.calendars', 'calendar.calendars.readonly'],
  'events.list': READ,
  'events.get': READ,
  'events.instances': READ,
  'events.insert': WRITE,
  'events.patch': WRITE,
  'events.update': WRITE,
  'events.delete': WRITE,
  freeBusy: [...ALL, 'calendar.readonly', 'calendar.freebusy', 'calendar.events.freebusy'],
  auth: [],
  token: [],
  revoke: [],
  tokeninfo: [],
}

export function mayDo(route: GoogleRoute, scopes: readonly string[]): boolean {
  return NEEDED[route].some((scope) => scopes.includes(SCOPE_PREFIX + scope))
}

const WORDS: Record<string, string> = {
  calendar: 'See, edit, share and delete all calendars',
  'calendar.readonly': 'See all calendars',
  'calendar.events': 'See and edit events on all calendars',
  'calendar.events.owned': 'See and edit events on own calendars',
  'calendar.events.readonly': 'See events on all calendars',
  'calendar.freebusy': 'See when calendars are free or busy',
  'calendar.events.freebusy': 'See when calendars are free or busy',
  'calendar.calendarlist.readonly': 'See the list of calendars',
}

/** What the consent page calls a scope. */
export const scopeWords = (scope: string): string => WORDS[scope.replace(SCOPE_PREFIX, '')] ?? scope
