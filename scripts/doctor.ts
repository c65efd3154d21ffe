import { parseArgs, styleText } from 'node:util'
import { type Config, ConfigError, readConfig } from '../src/config.ts'
import { runCommand } from './command.ts'
import { type Finding, reportOn } from './doctor/check.ts'
import { checkDatabase } from './doctor/database.ts'
import { checkGoogle } from './doctor/google.ts'
import { checkModels } from './doctor/models.ts'
import { checkPublicUrl, webhookAdvice } from './doctor/public-url.ts'
import { checkTavily } from './doctor/tavily.ts'
import { checkTwilio } from './doctor/twilio.ts'

const USAGE = `npm run doctor [-- options]: checks the settings against the services they lead to

  --tavily   also search the web once, which costs one Tavily credit

Nothing is changed, sent or stored, and no tokens are spent. Ends with 1 when something is to be fixed.`

const COLORS = { ok: 'green', warn: 'yellow', fix: 'red' } as const

await runCommand(USAGE, async (args) => {
  const { values } = parseArgs({ args, options: { tavily: { type: 'boolean', default: false } } })
  const config = readSettings()
  if (!config) return
  for (const warning of config.warnings) print(reportOn('Settings').warn(warning))

  // Asked all at once, told in this order.
  const checks = [
    checkDatabase(config),
    checkModels(config),
    checkTwilio(config),
    checkPublicUrl(config),
    checkTavily(config, values.tavily),
    checkGoogle(config),
  ]
  const findings = (await Promise.all(checks)).flat()
  findings.forEach(print)

  const advice = webhookAdvice(config)
  if (advice.length > 0) console.log(`\n${advice.join('\n')}`)
  const fixes = findings.filter((finding) => finding.state === 'fix').length
  if (fixes > 0) process.exitCode = 1
  console.log(fixes === 0 ? '\nNothing is to be fixed.' : `\nTo be fixed: ${fixes}.`)
})

function readSettings(): Config | undefined {
  try {
    return readConfig(process.env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    for (const problem of error.problems) print(reportOn('Settings').fix(problem, 'correct it in .env'))
    process.exitCode = 1
    return undefined
  }
}

function print(finding: Finding): void {
  const state = styleText(COLORS[finding.state], finding.state.padEnd(4))
  const next = finding.state === 'fix' ? ` → ${finding.next}` : ''
  console.log(`${state}  ${finding.part.padEnd(17)}  ${finding.text}${next}`)
}
