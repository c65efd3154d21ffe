import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text as readAll } from 'node:stream/consumers'
import { styleText, parseArgs } from 'node:util'
import { type Config, readConfig } from '../src/config.ts'
import { createLog } from '../src/log.ts'
import { hasPhones, openPhone, type Phone, type PhoneMessage } from './chat/phone.ts'
import { manyLines, runCommand, UsageError } from './command.ts'

const USAGE = `npm run chat [-- options]: talk to the assistant here, without a phone

  --as <number>   who you are, e.g. +15550100042 (the default)
  --once [words]  send the words, or all of the input, print the answer and end

With npm start running in its sandbox you talk to that one; otherwise one is started for this talk, with data of its
own. Quick replies are chosen by number or by their words. /quit or Ctrl-D ends.`

const DEFAULT_PERSON = '+15550100042'
/** Beyond the longest turn: the parts around it. */
const GRACE_MS = 30_000

type Env = Record<string, string | undefined>

await runCommand(USAGE, async (args) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { as: { type: 'string', default: DEFAULT_PERSON }, once: { type: 'boolean' } },
  })
  if (positionals.length > 0 && !values.once) throw new UsageError('Words to send are given with --once.')
  const address = addressOf(values.as)
  const env = sandboxEnv(process.env)
  const config = readConfig(env)
  const said = values.once ? positionals.join(' ') || (await readAll(process.stdin)) : undefined
  if (said?.trim() === '') throw new UsageError('There is nothing to send.')

  await using stack = new AsyncDisposableStack()
  stack.defer(() => void process.stdin.destroy()) // a pipe left open would keep the process
  const ended = stack.use(untilSignal())
  const url = (await findSandbox(config)) ?? stack.use(await startSandboxService(config, env)).phoneUrl
  const answerMs = config.turnTimeoutMs + GRACE_MS
  if (said === undefined && process.stdin.isTTY) return await converse(url, address, ended.promise)
  const phone = stack.use(await openPhone(url, address))
  const talk = said === undefined ? answerLines(phone, answerMs) : askOnce(phone, said.trim(), answerMs)
  await Promise.race([talk, ended.promise])
})

function addressOf(given: string): string {
  const number = given.replace(/^whatsapp:/, '').replace(/[\s().-]/g, '')
  if (!/^\+[1-9]\d{6,14}$/.test(number))
    throw new UsageError('--as takes a number with its country code, e.g. +15550100042.')
  return `whatsapp:${number}`
}

/**
 * The settings of `.env`, but nothing that leads to real people: no Twilio, and neither the service's database nor
 * its queue, whose messages this process would otherwise take and answer into the sandbox.
 */
function sandboxEnv(given: Env): Env {
  const env: Env = {}
  const left = /^(TWILIO_.*|PUBLIC_URL|DATABASE_URL|ROLE|HOST|NODE_ENV|SANDBOX)$/
  for (const [name, value] of Object.entries(given)) if (!left.test(name)) env[name] = value
  return { ...env, SANDBOX: '1' }
}

/** A sandbox of a running service. Not when Twilio is real there: then its phones lead nowhere. */
async function findSandbox({ sandboxPort }: Config): Promise<string | undefined> {
  if (sandboxPort === 0 || process.env.TWILIO_ACCOUNT_SID) return undefined
  const url = `http://127.0.0.1:${sandboxPort}`
  return (await hasPhones(url)) ? url : undefined
}

async function startSandboxService(
  config: Config,
  env: Env,
): Promise<AsyncDisposable & { phoneUrl: string }> {
  // Half a second to load, and not needed beside a service that runs.
  const { startService } = await import('../src/service.ts')
  // Warnings tell why an answer is an apology; standard output is for the talk.
  const log = createLog(config.logLevel === 'silent' ? 'silent' : 'warn', process.stderr)
  const own = { ...config, port: 0, sandboxPort: 0, dataDir: join(config.dataDir, 'chat') }
  const service = await startService(own, { log, env, pid: process.pid, reach: () => undefined })
  return { phoneUrl: service.phoneUrl ?? '', [Symbol.asyncDispose]: () => service[Symbol.asyncDispose]() }
}

function untilSignal(): Disposable & { promise: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>()
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, resolve)
  return { promise, [Symbol.dispose]: () => signals.forEach((signal) => process.off(signal, resolve)) }
}

async function askOnce(phone: Phone, said: string, answerMs: number): Promise<void> {
  for (const message of await phone.ask(said, answerMs)) console.log(rendered(message, phone.url))
}

/** Each line of a pipe is a message, sent when the one before it is answered. */
async function answerLines(phone: Phone, answerMs: number): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === '/quit') return
    if (line.trim() !== '') await askOnce(phone, line, answerMs)
  }
}

async function converse(url: string, address: string, ended: Promise<void>): Promise<void> {
  const input = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' })
  const show = (words: string) => {
    process.stdout.write(`\r\u001b[K${words}\n`)
    input.prompt(true)
  }
  const typing = (on: boolean) => {
    input.setPrompt(on ? '… ' : '> ')
    input.prompt(true)
  }
  await using phone = await openPhone(url, address, {
    message: (message) => (typing(false), show(rendered(message, url))),
    typing,
    refused: () => show('(the service did not take the message)'),
  })
  console.log(
    styleText(
      'dim',
      `You are ${address.slice('whatsapp:'.length)}. /quit or Ctrl-D ends; the same talk is at ${url}`,
    ),
  )
  input.prompt()
  const quit = new Promise<void>((done) => {
    input.on('close', done)
    input.on('SIGINT', done)
    input.on('line', (line) => {
      if (line.trim() === '/quit') return done()
      input.prompt()
      if (line.trim() !== '') phone.write(line).catch((error: Error) => show(`(${error.message})`))
    })
  })
  const hungUp = phone.lost.then(() => 'hung up' as const)
  if ((await Promise.race([quit, ended, hungUp])) === 'hung up') show('(the sandbox hung up)')
  input.close()
  process.stdout.write('\n')
}

function rendered({ body, buttons = [], media = [] }: PhoneMessage, sandbox: string): string {
  const files = media.map(({ url, contentType }) => `[${contentType}] ${new URL(url, sandbox)}`)
  const choices = buttons.map(({ title }, at) => `  ${at + 1}. ${title}`)
  return manyLines([body, ...files, ...choices].join('\n'))
}
