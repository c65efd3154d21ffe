import { expect, test } from 'vitest'
import { think } from '../sandbox/model/brain.ts'
import type { ModelMessage } from '../sandbox/model/model-request.ts'

const TOOLS =
  `create-event find-events update-event delete-event find-free-time answer-invitation undo connect-calendar
  calendar-link time-zone create-reminder list-reminders change-reminder daily-briefing quiet-hours web-search`.split(
    /\s+/,
  )

type Args = Record<string, unknown>
const blank = { text: '', images: 0, pictures: [], toolCalls: [] }
const user = (text: string): ModelMessage => ({ ...blank, role: 'user', text })
const said = (text: string): ModelMessage => ({ ...blank, role: 'assistant', text })
let calls = 0
/** A call and what came of it. */
function called(name: string, args: Args, result: string): ModelMessage[] {
  const id = `call_${(calls += 1)}`
  return [
    { ...blank, role: 'assistant', toolCalls: [{ id, name, args }] },
    { ...blank, role: 'tool', text: result, toolCallId: id },
  ]
}

function answer(messages: ModelMessage[], { system = 'Be brief.', tools = TOOLS } = {}) {
  return think({
    provider: 'openai',
    api: 'chat',
    model: 'gpt',
    stream: false,
    system,
    messages,
    tools: tools.map((name) => ({ name, description: '', parameters: { type: 'object', properties: {} } })),
    raw: undefined,
  })
}
const call = (name: string, args: Args = {}) => ({ toolCalls: [{ name, args }] })
const text = (...messages: ModelMessage[]) => {
  const given = answer([user('hi'), said('Hello!'), ...messages])
  if (typeof given !== 'string') throw new Error(`a call: ${JSON.stringify(given)}`)
  return given
}

const BOOKED =
  'Booked: Meeting with Sarah, Sunday, 22 November 2026, 15:00–16:00 (Europe/Lisbon). ref: c1/ab12'
const meeting = { title: 'Meeting with Sarah', when: 'tomorrow at 3 PM' }
const booked = [
  user('Schedule a meeting with Sarah tomorrow at 3 PM'),
  ...called('create-event', meeting, BOOKED),
  said('Done.'),
]
const REMINDERS =
  'Reminders you sent that are still open; short replies such as "done" are about the last one:\n- r3: water the plants'

const wanted: [string, string, Args?][] = [
  ['Schedule a meeting with Sarah tomorrow at 3 PM', 'create-event', meeting],
  [
    'book lunch with ana@example.test on Friday at 1 for 45 minutes',
    'create-event',
    {
      title: 'Lunch',
      when: 'Friday at 1',
      duration: '45 minutes',
      attendees: [{ email: 'ana@example.test' }],
    },
  ],
  [
    'Please set up a video call with Ben Adams (ben@example.test) from 3 to 4:30 tomorrow',
    'create-event',
    {
      title: 'With Ben Adams',
      when: 'from 3 to 4:30 tomorrow',
      attendees: [{ email: 'ben@example.test', name: 'Ben Adams' }],
      meet: true,
    },
  ],
  [
    'add a team meeting every Monday at 9 to my calendar',
    'create-event',
    { title: 'Team meeting', when: 'Monday at 9', repeat: 'every Monday at 9' },
  ],
  [
    'book dinner on 24 November at 8 pm at Café Central',
    'create-event',
    { title: 'Dinner', when: '24 November at 8 pm', location: 'Café Central' },
  ],
  [
    'Agenda una reunión con Sara mañana a las 15:30',
    'create-event',
    { title: 'Reunión con Sara', when: 'mañana a las 15:30' },
  ],
  [
    'Marca uma reunião com a Sara amanhã às 15h',
    'create-event',
    { title: 'Reunião com a Sara', when: 'amanhã às 15h' },
  ],
  [
    'Trag ein Treffen mit Sara morgen um 15 Uhr ein',
    'create-event',
    { title: 'Treffen mit Sara', when: 'morgen um 15 Uhr' },
  ],
  [
    'Planifie une réunion avec Sara demain à 15h30',
    'create-event',
    { title: 'Réunion avec Sara', when: 'demain à 15h30' },
  ],
  ["what's on tomorrow?", 'find-events', { when: 'tomorrow' }],
  ['what do I have this week', 'find-events', { when: 'this week' }],
  ['am I free on Friday afternoon', 'find-events', { when: 'Friday afternoon' }],
  ['When is my meeting with Sarah?', 'find-events', { text: 'Sarah' }],
  ['do I have a meeting with Sarah on Friday?', 'find-events', { when: 'Friday', text: 'Sarah' }],
  ['¿Qué tengo mañana?', 'find-events', { when: 'mañana' }],
  ['O que tenho amanhã?', 'find-events', { when: 'amanhã' }],
  ['Was habe ich morgen?', 'find-events', { when: 'morgen' }],
  ["Qu'est-ce que j'ai demain ?", 'find-events', { when: 'demain' }],
  [
    'find a free hour next week with ana@example.test',
    'find-free-time',
    { when: 'next week', duration: 'an hour', people: ['ana@example.test'] },
  ],
  ['undo', 'undo'],
  ['connect my google calendar', 'connect-calendar', { action: 'connect' }],
  [
    'disconnect my Google calendar ana@example.test',
    'connect-calendar',
    { action: 'disconnect', name: 'ana@example.test' },
  ],
  ['which calendars do I have?', 'connect-calendar', { action: 'list' }],
  ['make Work my default calendar', 'connect-calendar', { action: 'default', name: 'Work' }],
  ['give me a link to my calendar', 'calendar-link'],
  ['I need a new calendar link', 'calendar-link', { renew: true }],
  ["I'm in Lisbon this week", 'time-zone', { place: 'Lisbon', until: 'this week' }],
  ['Estoy en Lisboa hasta el viernes', 'time-zone', { place: 'Lisboa', until: 'el viernes' }],
  ['remind me to send the report at 5', 'create-reminder', { what: 'send the report', when: 'at 5' }],
  [
    'remind me tomorrow at 9 to call Bob about the trip on Friday',
    'create-reminder',
    { what: 'call Bob about the trip on Friday', when: 'tomorrow at 9' },
  ],
  [
    'Remind me every Monday at 9 to water the plants',
    'create-reminder',
    { what: 'water the plants', repeat: 'every Monday at 9' },
  ],
  [
    'remind me 30 minutes before each meeting',
    'create-reminder',
    { what: 'each meeting', beforeEvents: '30 minutes' },
  ],
  [
    'Recuérdame enviar el informe a las 17:00',
    'create-reminder',
    { what: 'enviar el informe', when: 'a las 17:00' },
  ],
  [
    'Lembra-me de enviar o relatório às 17h',
    'create-reminder',
    { what: 'enviar o relatório', when: 'às 17h' },
  ],
  ['Erinnere mich um 17 Uhr an den Bericht', 'create-reminder', { what: 'den Bericht', when: 'um 17 Uhr' }],
  [
    "Rappelle-moi d'envoyer le rapport à 17h",
    'create-reminder',
    { what: 'envoyer le rapport', when: 'à 17h' },
  ],
  ['which reminders do I have', 'list-reminders'],
  ['cancel reminder r2', 'change-reminder', { reminder: 'r2', action: 'cancel' }],
  ['send me a briefing every morning at 8', 'daily-briefing', { at: 'every morning at 8' }],
  ['no more briefings please', 'daily-briefing', { off: true }],
  ["don't write to me between 22:00 and 7:00", 'quiet-hours', { from: '22:00', until: '7:00' }],
  ['Schreib mir nicht zwischen 22 Uhr und 7 Uhr', 'quiet-hours', { from: '22 Uhr', until: '7 Uhr' }],
  ['turn off quiet hours', 'quiet-hours', { off: true }],
]
test.each(wanted)('asked “%s” it calls %s', (words, name, args) => {
  expect(answer([user(words)])).toEqual(call(name, args))
})

test.each([
  'my meeting yesterday was long',
  'I met Sarah for lunch on Friday at 1',
  "what's the weather tomorrow?",
  'what is on TV tonight',
  'book me a flight to Lisbon tomorrow at 9',
  'make it 5 sentences at most',
  'cancel my order A-12',
  "I'm in a meeting",
  'done',
  'later',
  'in an hour',
  'delete that',
  'make that 4 PM',
  'how do I plan a wedding?',
  'can you add 5 and 7?',
  'tell me about the calendar of the Maya',
  'My name is Ana and I have a meeting tomorrow at 3',
])('leaves “%s” alone', (words) => {
  expect(typeof answer([user(words)])).toBe('string')
})

test('calls nothing that is not bound', () => {
  expect(typeof answer([user('remind me to send the report at 5')], { tools: ['web-search'] })).toBe('string')
})

test('a tool asked for by its name is called as written', () => {
  expect(answer([user('use create-event {"title": "x", "when": "tomorrow at 3"}')])).toEqual(
    call('create-event', { title: 'x', when: 'tomorrow at 3' }),
  )
})

test.each<[string, string, Args]>([
  ['Actually, make that 4 PM', 'update-event', { when: '4 PM' }],
  ['move it to Friday', 'update-event', { when: 'Friday' }],
  ['Mejor a las 16:00', 'update-event', { when: 'a las 16:00' }],
  ['push it half an hour later, please', 'update-event', { when: 'half an hour later' }],
  ['invite ana@example.test too', 'update-event', { addAttendees: [{ email: 'ana@example.test' }] }],
  ['make it 45 minutes', 'update-event', { duration: '45 minutes' }],
  ['rename it to Budget', 'update-event', { title: 'Budget' }],
  ['delete that', 'delete-event', {}],
  ['cancel it', 'delete-event', {}],
  ['undo that', 'undo', {}],
])('“%s” is about the event just booked', (words, name, args) => {
  expect(answer([...booked, user(words)])).toEqual(call(name, args))
})

const FOUND = `2 events:
- ref: c1/aaaa1111 Tuesday, 24 November 2026, 10:00–11:00 Dentist
- ref: c1/bbbb2222 Friday, 27 November 2026, 15:00–16:00 Meeting with Sarah`
test.each<[string, Args, string, Args]>([
  ['cancel the meeting with Sarah', { text: 'Sarah' }, 'delete-event', { event: 'c1/bbbb2222' }],
  [
    'move the meeting with Sarah to Monday',
    { text: 'Sarah' },
    'update-event',
    { event: 'c1/bbbb2222', when: 'Monday' },
  ],
  [
    'delete my dentist appointment on Tuesday',
    { when: 'Tuesday', text: 'dentist' },
    'delete-event',
    { event: 'c1/aaaa1111' },
  ],
  [
    'accept the invitation from Sarah',
    { text: 'Sarah' },
    'answer-invitation',
    { event: 'c1/bbbb2222', answer: 'accept' },
  ],
])('“%s” looks for the event first', (words, search, name, args) => {
  expect(answer([user(words)])).toEqual(call('find-events', search))
  const found = called('find-events', search, `<outside source="find-events">\n${FOUND}\n</outside>`)
  expect(answer([user(words), ...found])).toEqual(call(name, args))
  expect(text(user(words), ...called('find-events', search, 'Nothing was found.'))).toBe('Nothing was found.')
})

test('a reminder spoken of by what it says is looked up', () => {
  const asked = user('cancel the reminder to water the plants')
  expect(answer([asked])).toEqual(call('list-reminders'))
  const list = called(
    'list-reminders',
    {},
    '- r1: send the report, at 17:00\n- r3: water the plants, every Monday',
  )
  expect(answer([asked, ...list])).toEqual(call('change-reminder', { reminder: 'r3', action: 'cancel' }))
})

test.each<[string, Args]>([
  ['done', { action: 'done' }],
  ['later', { action: 'later' }],
  ['in an hour', { action: 'later', when: 'in an hour' }],
  ['In 1 hour', { action: 'later', when: 'In 1 hour' }],
  ['move it to tomorrow', { action: 'move', when: 'tomorrow' }],
  ['erledigt', { action: 'done' }],
  ['más tarde', { action: 'later' }],
])('“%s” answers the open reminder', (words, args) => {
  expect(answer([user(words)], { system: `Be brief.\n${REMINDERS}` })).toEqual(call('change-reminder', args))
  expect(answer([user(`[In reply to your reminder r3: "water the plants", sent today]\n${words}`)])).toEqual(
    call('change-reminder', { reminder: 'r3', ...args }),
  )
})

test('what is said of the reminder just made is about that one', () => {
  const made = [
    user('remind me to send the report at 5'),
    ...called(
      'create-reminder',
      { what: 'send the report', when: 'at 5' },
      'Set: r7, send the report, today at 17:00.',
    ),
    said('Done.'),
  ]
  expect(answer([...made, user('Actually, make that 6 PM')])).toEqual(
    call('change-reminder', { reminder: 'r7', action: 'move', when: '6 PM' }),
  )
  expect(answer([...made, user('cancel that')])).toEqual(
    call('change-reminder', { reminder: 'r7', action: 'cancel' }),
  )
})

test('“it” is the event just booked, also while a reminder is open', () => {
  const open = { system: REMINDERS }
  expect(answer([...booked, user('move it to Friday')], open)).toEqual(
    call('update-event', { when: 'Friday' }),
  )
  const later = [...booked, user('thanks'), said("You're welcome!"), user('move it to Friday')]
  expect(answer(later, open)).toEqual(call('change-reminder', { action: 'move', when: 'Friday' }))
})

test('“yes but at 5” asks for the same with the new time', () => {
  const args = { ...meeting, attendees: [{ email: 'ana@example.test' }] }
  for (const refusal of [
    'Nothing was done: the person did not say yes, but answered something else. Act on their answer.',
    'Nothing was done yet: the person agrees, but wants something about it otherwise. Call it again as they want it.',
  ]) {
    const thread = [user('go'), ...called('create-event', args, refusal), user('yes but at 5')]
    expect(answer(thread)).toEqual(call('create-event', { ...args, when: 'tomorrow at 5' }))
  }
})

test('a no, and a yes, are answered by what was done', () => {
  const asking = (result: string) => called('delete-event', {}, result)
  expect(text(...asking('The person said no. Nothing was done.'), user('no'))).toBe(
    'All right, nothing was done.',
  )
  expect(text(...asking('Deleted: Meeting with Sarah.'), user('yes'))).toBe('Done.')
})

test('a conflict is passed on with its alternatives, and can be booked over or moved', () => {
  const CONFLICT = 'Not booked: “Dentist” is in the way then. Free instead: 16:00, 17:00 or Monday at 15:00.'
  const clash = [
    user('Schedule a meeting with Sarah tomorrow at 3 PM'),
    ...called('create-event', meeting, CONFLICT),
  ]
  expect(text(...clash)).toBe(CONFLICT)
  const told = [...clash, said(CONFLICT)]
  expect(answer([...told, user('book it anyway')])).toEqual(
    call('create-event', { ...meeting, evenIfBusy: true }),
  )
  for (const words of ['5 PM', 'make it 5 PM instead', 'then 5 PM please'])
    expect(answer([...told, user(words)])).toEqual(
      call('create-event', { ...meeting, when: 'tomorrow 5 PM' }),
    )
  expect(answer([...told, user("what's on Friday?")])).toEqual(call('find-events', { when: 'Friday' }))
  // Long after it the same words are about something else.
  expect(typeof answer([...told, user('thanks'), said("You're welcome!"), user('5 PM')])).toBe('string')
})

test('an act that worked is told in a word of the person’s language, and what a failed one says in its words', () => {
  expect(
    text(user('Schedule a meeting with Sarah tomorrow at 3 PM'), ...called('create-event', meeting, BOOKED)),
  ).toBe('Done.')
  const german = user('Trag ein Treffen mit Sara morgen um 15 Uhr ein')
  expect(text(german, ...called('create-event', meeting, BOOKED))).toBe('Erledigt.')
  const failure = 'Nothing was done: that time is in the past.'
  expect(text(user('book lunch at 1'), ...called('create-event', meeting, failure))).toBe(failure)
  expect(
    text(
      user('book lunch at 1'),
      ...called('create-event', meeting, `${BOOKED} The calendar Work could not be checked.`),
    ),
  ).toBe('Done. The calendar Work could not be checked.')
})

test('events are told as the calendar lists them, without the names only a model needs', () => {
  const told = text(user("what's on this week?"), ...called('find-events', { when: 'this week' }, FOUND))
  expect(told).toContain('Tuesday, 24 November 2026, 10:00–11:00 Dentist')
  expect(told).not.toMatch(/c1\/|ref/)
})

test('what a tool tells the model is put to the person', () => {
  const asked = [
    user("I'm in Lisbon"),
    ...called('time-zone', { place: 'Lisbon' }, "The person's time zone is Europe/Lisbon from now on."),
  ]
  expect(text(...asked)).toBe('Your time zone is Europe/Lisbon from now on.')
})

test('asks for the city when the time zone is not known, and then books what was asked for', () => {
  const unknown =
    'Nothing was done: it is not known where the person is. Ask which city they are in, then call time-zone.'
  const first = [
    user('Schedule a meeting with Sarah tomorrow at 3 PM'),
    ...called('create-event', meeting, unknown),
  ]
  const question = text(...first)
  expect(question).toMatch(/Which city/)
  const thread = [...first, said(question), user('Lisbon')]
  expect(answer(thread)).toEqual(call('time-zone', { place: 'Lisbon' }))
  const moved = called('time-zone', { place: 'Lisbon' }, 'They are in Europe/Lisbon now.')
  expect(answer([...thread, ...moved])).toEqual(call('create-event', meeting))
  const lost = called(
    'time-zone',
    { place: 'Lisbon' },
    'There is no time zone known for "Lisbon". Ask for a larger city nearby.',
  )
  expect(typeof answer([...thread, ...lost])).toBe('string')
  expect(answer([...thread, ...lost, said('x'), user('Porto')])).toEqual(
    call('time-zone', { place: 'Porto' }),
  )
})

test('asks for what is missing, and goes on with the answer', () => {
  const first = user('Schedule a meeting with Sarah')
  const question = text(first)
  expect(question).toBe('When?')
  expect(answer([first, said(question), user('tomorrow at 3 PM')])).toEqual(call('create-event', meeting))
  expect(text(user('remind me at 5'))).toBe('What shall I remind you of?')
})
