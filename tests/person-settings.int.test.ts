import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWorld, type World } from './support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

let people = 0
/** Somebody new, and what they write: `say` resolves to what they are answered. */
function somebody() {
  people += 1
  const from = `whatsapp:+1555020${String(people).padStart(4, '0')}`
  return {
    id: from,
    async say(body: string, profileName?: string): Promise<string> {
      const before = world.sentTo(from).length
      await world.sandbox.twilio.inbound({ from, body, ...(profileName && { profileName }) })
      await world.drain()
      return world.sentTo(from).slice(before).join('\n')
    },
    async row() {
      const [row] = await world.query<{ name: string; language: string }>(
        `SELECT name, language FROM people WHERE id = (SELECT person FROM conversations WHERE their_address = $1)`,
        [from],
      )
      return row
    },
  }
}

const lastSystem = () => world.model.requests.at(-1)?.system ?? ''

test('a chosen language holds whatever the person writes, until they take it back', async () => {
  const ana = somebody()
  const told = await ana.say('Please answer me in Portuguese from now on')
  expect(told).toContain('✅ Idioma das minhas respostas a partir de agora: português')
  expect(lastSystem()).toContain('Answer in Portuguese, whatever language they write')
  await ana.say('What is the weather like in Berlin tomorrow, please?')
  expect(lastSystem()).toContain('Answer in Portuguese, whatever language they write')
  expect(await ana.row()).toMatchObject({ language: 'pt' })
  expect(await ana.say('Take that back')).not.toContain('⚠️')
  await ana.say('Thank you, and what is the weather like in Berlin now?')
  expect(lastSystem()).toContain(
    "Answer in the language of the person's last message (they usually write English)",
  )
  expect(await ana.row()).toMatchObject({ language: 'en' })
})

test('a language that does not exist changes nothing', async () => {
  const ana = somebody()
  expect(await ana.say('Answer me in Klingonese from now on')).toContain('There is no language known as')
  expect(lastSystem()).toContain("Answer in the language of the person's last message")
})

test('a chosen name survives the next message, whatever the profile says; undo brings the profile back', async () => {
  const ana = somebody()
  await ana.say('hello', 'Margarida')
  expect(await ana.row()).toMatchObject({ name: 'Margarida' })
  expect(await ana.say('Call me Rita', 'Margarida')).toContain('✅ Your name from now on: Rita')
  await ana.say('hello', 'Margarida S.')
  expect(await ana.row()).toMatchObject({ name: 'Rita' })
  expect(lastSystem()).toContain('The person: Rita,')
  expect(await ana.say('undo')).toContain('Your name is that of your profile again')
  await ana.say('hello', 'Margarida S.')
  expect(await ana.row()).toMatchObject({ name: 'Margarida S.' })
})

test('the receipt is in the language of the person', async () => {
  const bia = somebody()
  await bia.say('Olá, bom dia! Você pode me ajudar hoje, por favor?')
  expect(await bia.say('Me chame de Bia')).toContain('✅ Seu nome a partir de agora: Bia')
})

test('the person is told what they have set', async () => {
  const ana = somebody()
  await ana.say('Call me Rita')
  await ana.say('Answer me in Spanish')
  await ana.say('I live in Porto')
  const told = await ana.say('What are my settings?')
  expect(told).toContain('Name: Rita, as they asked to be called')
  expect(told).toContain('Language: Spanish, whatever they write')
  expect(told).toContain('Time zone: Europe/Lisbon (as they said)')
  expect(told).toContain('Quiet hours: none')
  expect(told).toContain('Majordomo')
})

test.each([
  ["What's the weather in Lisbon?", 'Lisbon, Lisbon District, Portugal'],
  ['Olá! Você pode me dizer como está o tempo em Lisboa hoje?', 'Lisboa, Lisbon District, Portugal'],
  ['25% of 240', '25% of 240 = 60'],
  ['10 miles in km', '16.09344 km'],
  ['100 USD in EUR', '90.91 EUR'],
  ['Who was Ada Lovelace?', 'https://en.wikipedia.org/wiki/Ada_Lovelace'],
])('%s', async (question, answer) => {
  expect(await somebody().say(question)).toContain(answer)
})
