import { ToolFailure } from '../errors.ts'
import type { Prepared, ToolResult } from '../graph/tool.ts'
import { phrase } from '../phrases.ts'
import { oneLine, plainMarkdown } from '../plain-text.ts'
import { setDefaultCalendar } from '../store/calendars.ts'
import { readFeed, revokeFeed } from '../store/feeds.ts'
import type { Agenda } from './agenda.ts'
import type { Desk } from './agenda-turn.ts'
import { chooseCalendar } from './plan-booking.ts'

type OwnCalendars = Pick<
  Agenda,
  'calendars' | 'connect' | 'planDisconnect' | 'disconnect' | 'setDefault' | 'feed'
>

/** Which calendars a person has, where new events go, and how they come and go. */
export function createOwnCalendars(desk: Desk): OwnCalendars {
  const { settings, person, conversation, signal } = desk
  const { database } = settings
  const open = () => settings.calendars.of(person.id)

  function connectOr(): NonNullable<Desk['settings']['connect']> {
    if (settings.connect) return settings.connect
    throw new ToolFailure(
      'Google calendars cannot be connected here: the owner of this assistant has not set that up. The own calendar of the ' +
        'person works without it, and calendar-link shows it on their phone.',
    )
  }

  return {
    async calendars(): Promise<ToolResult> {
      const { all, default: first, accounts } = await open()
      const lines = all.map(({ id, name, kind }) => {
        const what = kind === 'local' ? 'kept here, without any account' : 'Google'
        return `- "${oneLine(name)}" (${what})${id === first.id ? ': new events go here' : ''}`
      })
      const states = accounts.map(({ email, status }) =>
        status === 'live'
          ? `Connected: ${email}.`
          : `The access to ${email} has ended; it has to be connected again.`,
      )
      return { text: ['Calendars:', ...lines, ...states].join('\n') }
    },

    async connect() {
      const link = await connectOr().linkFor(person.id, conversation)
      const text =
        'The link to connect a Google calendar is shown below your answer, so do not write one. It is for this person alone, good ' +
        'once and for 15 minutes. When they have used it they are told so in this chat.'
      return { text, receipt: `🔗 ${link}` }
    },

    async planDisconnect(account): Promise<Prepared<{ account: string }>> {
      connectOr()
      const emails = (await open()).accounts.map(({ email }) => email)
      const wanted = account?.trim().toLowerCase()
      const fitting = wanted ? emails.filter((email) => email === wanted) : emails
      const [email, second] = fitting
      const list = emails.join(', ')
      if (!email)
        throw new ToolFailure(
          `Nothing was done: ${list ? `there is only ${list}` : 'no Google calendar is connected'}.`,
        )
      if (second) throw new ToolFailure(`Nothing was done: several are connected (${list}). Ask which.`)
      const ask = [phrase('askDisconnect', person.language, { account: plainMarkdown(email) })]
      return { plan: { account: email }, ask, about: email }
    },

    async disconnect({ account }) {
      // Again after a crash it is gone already, which is what was wanted.
      await connectOr().disconnect(person.id, account, signal)
      const { default: first } = await open()
      return {
        text: `The Google account ${account} is disconnected, and the access to it deleted. New events go to "${oneLine(first.name)}".`,
      }
    },

    async setDefault(name) {
      const calendar = chooseCalendar(await open(), name)
      await database.transaction((db) => setDefaultCalendar(db, person.id, calendar.id))
      return { text: `Set: new events go to the calendar "${oneLine(calendar.name)}" from now on.` }
    },

    async feed(renew) {
      const local = (await open()).all.find(({ kind }) => kind === 'local')
      if (local && renew) await revokeFeed(database.pool, local.id)
      const feed = local && (await readFeed(database.pool, local.id))
      if (!feed) throw new ToolFailure('There is no calendar to link to.')
      const link = settings.publicUrl() + settings.feed.pathFor(feed)
      const old = renew ? ' The old link does not work any more.' : ''
      // The link is a key: it goes to the person and not through a model.
      const text =
        `The private link of the calendar "${oneLine(feed.name)}" is shown below your answer, so do not write one.${old} With it any ` +
        'phone or computer can subscribe to the calendar. Whoever has it can read the calendar; a new one can be made at any time.'
      return { text, receipt: `🔗 ${link}` }
    },
  }
}
