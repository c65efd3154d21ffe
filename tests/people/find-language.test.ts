import { expect, test } from 'vitest'
import { findLanguage, languageName } from '../../src/people/find-language.ts'

test.each([
  ['Portuguese', 'pt'],
  ['português', 'pt'],
  ['alemão', 'de'],
  ['Deutsch', 'de'],
  ['inglés', 'en'],
  ['中文', 'zh'],
  ['chinesisch', 'zh'],
  ['svenska', 'sv'],
  ['русский', 'ru'],
  ['Brazilian Portuguese', 'pt-BR'],
  ['Portuguese (Brazil)', 'pt-BR'],
  ['pt_br', 'pt-BR'],
  ['Mandarin', 'zh'],
  ['dog', undefined],
  ['xx', undefined],
  ['constructor', undefined],
  ['', undefined],
])('"%s" is %s', (words, tag) => {
  expect(findLanguage(words)).toBe(tag)
})

test('a language is named by itself', () => {
  expect(languageName('pt-BR')).toBe('português (Brasil)')
  expect(languageName('de', 'en')).toBe('German')
})
