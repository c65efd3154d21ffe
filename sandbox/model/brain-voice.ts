import type { ModelTool } from './model-request.ts'
import type { WrittenReply } from './script.ts'

const ANSWER =
  'answer|reply|resp[oó]nd|talk|speak|write|cont[eé]sta|escr[ií]b|escrev|schreib|antworte|répond|écri'
const VOICE = 'voice|audio|áudio|voz|sprachnachricht|vocal|vocaux'
const TEXT = 'text|texto|writing|written|escrito|schriftlich|écrit'
const asks = (what: string) => new RegExp(`(?:${ANSWER})[^.!?]*(?<!\\p{L})(?:${what})`, 'iu')
const NO_VOICE =
  /\b(?:no more|stop|without|sin|sem|ohne|keine|sans|plus de)\b[^.!?]*(?:voice|voz|sprach|voca)/i
const MIRROR =
  /voice notes? (?:to|with|for) (?:my )?voice|only (?:when|if) i (?:send|speak|talk)|(?:when|if) i (?:send|speak|talk)|same way/i
const NOT_TEXT = new RegExp(`\\b(?:not|no|instead of|nicht|pas)\\b[^.,!?]*?(?:${TEXT})\\p{L}*`, 'iu')

/** The call of the tool that chooses between text and voice notes, when the words ask for a change. */
export function chooseVoice(text: string, tools: readonly ModelTool[]): WrittenReply | undefined {
  const tool = tools.find(({ name }) => name === 'voice-replies')
  const mode = tool && modeIn(text.replace(NOT_TEXT, ''))
  return mode && tool ? { toolCalls: [{ name: tool.name, args: { mode } }] } : undefined
}

function modeIn(text: string): 'always' | 'mirror' | 'never' | undefined {
  if (NO_VOICE.test(text) || asks(TEXT).test(text)) return 'never'
  if (!asks(VOICE).test(text)) return undefined
  return MIRROR.test(text) ? 'mirror' : 'always'
}
