import { ToolFailure } from '../errors.ts'
import type { ToolResult } from '../graph/tool.ts'
import { phrase } from '../phrases.ts'
import { setLanguage, setName } from '../store/people.ts'
import { findLanguage, languageName } from './find-language.ts'
import type { PreferenceSettings, PreferenceTurn } from './preferences.ts'

const LONGEST_NAME = 60

/** What the person is called, and in which language they are answered. What is set holds for the turn itself too. */
export function createNameAndLanguage({ db }: PreferenceSettings, { row, person }: PreferenceTurn) {
  async function answerIn(language: string | null, chosen: boolean): Promise<ToolResult> {
    await setLanguage(db, row.id, language, chosen)
    row.language = language
    row.language_chosen = chosen
    person.languageChosen = chosen && language !== null
    if (language) person.language = language
    if (!language || !chosen)
      return {
        text: 'From now on the person is answered in the language that they write, beginning with this answer.',
        receipt: `✅ ${phrase('languageFree', person.language)}`,
      }
    const [own, english] = [languageName(language), languageName(language, 'en')]
    return {
      text: `From now on the person is answered in ${english} (${language}), whatever they write, beginning with this answer.`,
      receipt: `✅ ${phrase('languageSet', language, { language: own })}`,
    }
  }

  async function callThem(name: string | null, chosen: boolean): Promise<ToolResult> {
    await setName(db, row.id, name, chosen)
    row.name = name
    row.name_chosen = chosen
    person.name = name ?? undefined
    const { language } = person
    if (!name || !chosen)
      return {
        text: 'From now on the person is called by the name of their profile again.',
        receipt: `✅ ${phrase('nameFree', language)}`,
      }
    return {
      text: `From now on the person is called ${name}.`,
      receipt: `✅ ${phrase('nameSet', language, { name })}`,
    }
  }

  return {
    answerIn,
    callThem,
    setLanguage(words: string | undefined): Promise<ToolResult> {
      if (words === undefined) return answerIn(row.language, false)
      const found = findLanguage(words)
      if (!found)
        throw new ToolFailure(
          `There is no language known as "${words.slice(0, 60)}". Ask which one is meant. Nothing was changed.`,
        )
      return answerIn(found, true)
    },
    setName(words: string): Promise<ToolResult> {
      const name = words.replaceAll(/[\p{C}\s]+/gu, ' ').trim()
      if (!/\p{L}/u.test(name) || name.length > LONGEST_NAME || /[<>{}[\]/\\@]|:\/\//.test(name))
        throw new ToolFailure(
          `That is no name: it must have letters, at most ${LONGEST_NAME} characters, and no links. Nothing was changed.`,
        )
      return callThem(name, true)
    },
  }
}

export type NameAndLanguage = ReturnType<typeof createNameAndLanguage>
