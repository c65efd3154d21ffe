import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { describeNow, loadPrompts } from '../../src/graph/prompt.ts'
import { temporaryFolder } from '../support/world.ts'

const ana = { id: 'ana', name: 'Ana', language: 'pt', timezone: 'Europe/Lisbon', zoneSource: 'said' as const }
const now = Temporal.Instant.from('2026-11-21T13:05:40Z')

describe('now, as the person sees it', () => {
  test.each([
    ['Europe/Lisbon', 'Saturday, 2026-11-21, 13:05 (UTC+00:00, Europe/Lisbon)'],
    ['Asia/Tokyo', 'Saturday, 2026-11-21, 22:05 (UTC+09:00, Asia/Tokyo)'],
    ['America/New_York', 'Saturday, 2026-11-21, 08:05 (UTC-05:00, America/New_York)'],
    ['Asia/Kolkata', 'Saturday, 2026-11-21, 18:35 (UTC+05:30, Asia/Kolkata)'],
    ['Pacific/Kiritimati', 'Sunday, 2026-11-22, 03:05 (UTC+14:00, Pacific/Kiritimati)'],
  ])('in %s', (timezone, expected) => {
    expect(describeNow(now, timezone)).toBe(expected)
  })

  test('follows summer time', () => {
    expect(describeNow(Temporal.Instant.from('2026-07-01T23:30:00Z'), 'Europe/Lisbon')).toBe(
      'Thursday, 2026-07-02, 00:30 (UTC+01:00, Europe/Lisbon)',
    )
  })

  test('on the night the clocks go back', () => {
    const [before, after] = ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'].map((at) =>
      describeNow(Temporal.Instant.from(at), 'Europe/Lisbon'),
    )
    expect(before).toContain('01:30 (UTC+01:00')
    expect(after).toContain('01:30 (UTC+00:00')
  })
})

describe('the prompts', () => {
  test('of this house fill in everything they name', () => {
    const prompts = loadPrompts(fileURLToPath(new URL('../../prompts', import.meta.url)), 'Jeeves')
    const system = prompts.system({
      person: ana,
      reading: '',
      summary: 'Her cat is Miso.',
      now,
      openReminders: [],
      facts: [],
      documents: undefined,
    })
    expect(system).toContain('You are Jeeves')
    expect(system).toContain('Portuguese')
    expect(system).toContain('Saturday, 2026-11-21, 13:05 (UTC+00:00, Europe/Lisbon)')
    expect(system).toContain('Ana, time zone Europe/Lisbon')
    expect(system).toContain('Her cat is Miso.')
    expect(system).not.toMatch(/\{\{|\}\}|undefined/)
    expect(prompts.summarize()).toContain('their assistant Jeeves')
    expect(prompts.summarize()).not.toMatch(/\{\{|\}\}|undefined/)
  })

  test('say nothing of a summary while there is none, and that the name is not known', () => {
    const prompts = loadPrompts(fileURLToPath(new URL('../../prompts', import.meta.url)), 'Jeeves')
    const system = prompts.system({
      person: { ...ana, name: undefined },
      reading: '',
      summary: '',
      now,
      openReminders: [],
      facts: [],
      documents: undefined,
    })
    expect(system).not.toContain('Summary of the conversation')
    expect(system).toContain('name not known')
  })

  test('fill in a name once: what a value says is not filled in again', async () => {
    await using folder = await temporaryFolder()
    await writeFile(`${folder.path}/system.md`, '{{assistant}}: {{summary}} $& $1')
    await writeFile(`${folder.path}/summarize.md`, '{{summary}}')
    await writeFile(`${folder.path}/reading.md`, '')
    const prompts = loadPrompts(folder.path, 'Jeeves')
    const system = prompts.system({
      person: ana,
      reading: '',
      summary: '{{person}} $& {{secret}}',
      now,
      openReminders: [],
      facts: [],
      documents: undefined,
    })
    expect(system).toBe('Jeeves: Summary of the conversation so far:\n{{person}} $& {{secret}} $& $1')
  })

  test('that name what nobody fills in are refused', async () => {
    await using folder = await temporaryFolder()
    await writeFile(`${folder.path}/system.md`, 'Hello {{persn}}')
    await writeFile(`${folder.path}/summarize.md`, '{{summary}}')
    await writeFile(`${folder.path}/reading.md`, '')
    const prompts = loadPrompts(folder.path, 'Jeeves')
    expect(() =>
      prompts.system({
        person: ana,
        reading: '',
        summary: '',
        now,
        openReminders: [],
        facts: [],
        documents: undefined,
      }),
    ).toThrow('{{persn}}')
  })

  test('that are missing stop the start', async () => {
    await using folder = await temporaryFolder()
    expect(() => loadPrompts(folder.path, 'Jeeves')).toThrow('system.md')
  })
})
