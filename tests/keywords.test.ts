import { expect, test } from 'vitest'
import { commandOf } from '../src/keywords.ts'
import { phrases } from '../src/phrases.ts'

const list = (text: string) => text.split('|')

test.each(
  list(
    'STOP|stop|Stop.|  stop \n|STOP!!!|"stop"|ＳＴＯＰ|stop 🛑|⚠️ STOP ⚠️|\u200bstop\u200b|STOPALL|stop all|UNSUBSCRIBE|CANCEL|END|QUIT|' +
      'REVOKE|OPTOUT|opt-out|Opt out|PARAR|¡parar!|BAJA|ARRÊT|arret|STOPP|Abmelden|afmelden|WYPISZ|durdur|إيقاف|ايقاف|रोको' +
      '|СТОП|отписаться|відписатися|停止|退订|ストップ',
  ),
)('%s asks to stop', (text) => expect(commandOf(text)).toBe('stop'))

test.each(list('START|start|Start!|UNSTOP'))('%s asks to start again', (text) => {
  expect(commandOf(text)).toBe('start')
  expect(commandOf(text, { optedOut: true })).toBe('start')
})

test.each(list('YES|yes.|alta|Reanudar|starten|開始|старт'))(
  '%s starts again only for a person who has stopped us',
  (text) => {
    expect(commandOf(text)).toBeUndefined()
    expect(commandOf(text, { optedOut: true })).toBe('start')
  },
)

test.each(list('HELP|help!|Info|AYUDA|Hilfe|yardım|YARDIM|مساعدة|मदद|помощь|ヘルプ|帮助'))(
  '%s asks for help',
  (text) => expect(commandOf(text)).toBe('help'),
)

test.each(
  list(
    'please stop by at 5|stop it, you are funny|can you help me?|cancel my meeting|the end|start the timer|stopwatch|unstoppable|no|basta|' +
      'cancelar|iptal|yes please|help me|information|hi||   |...|🛑|👍',
  ),
)('"%s" is for the model', (text) => {
  expect(commandOf(text)).toBeUndefined()
})

test('a word we offered is an answer, never a command', () => {
  expect(commandOf('Cancel', { offered: ['Confirm', 'Cancel'] })).toBeUndefined()
  expect(commandOf('stop', { offered: ['Go on', 'Stop'] })).toBeUndefined()
  expect(commandOf('yes', { offered: ['Yes', 'No'], optedOut: true })).toBeUndefined()
  expect(commandOf('ＩＮＦＯ', { offered: ['Info'] })).toBeUndefined()
})

test('"cancel" answers an open question, while the other words still stop', () => {
  expect(commandOf('cancel', { offered: ['Yes', 'No'] })).toBeUndefined()
  expect(commandOf('STOP', { offered: ['Yes', 'No'] })).toBe('stop')
  expect(commandOf('quit', { offered: ['Yes', 'No'] })).toBe('stop')
  expect(commandOf('cancel', { offered: [] })).toBe('stop')
})

test('no button of ours reads as a command', () => {
  for (const { confirmYes, confirmNo } of phrases.values()) {
    expect(commandOf(confirmYes)).toBeUndefined()
    expect(commandOf(confirmNo)).toBeUndefined()
  }
})

test('a very long message is looked at in no time', () => {
  const started = performance.now()
  for (const text of [`a${'!'.repeat(100_000)}a`, 'stop '.repeat(50_000)])
    expect(commandOf(text)).toBeUndefined()
  expect(performance.now() - started).toBeLessThan(200)
})
