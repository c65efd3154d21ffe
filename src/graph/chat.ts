import { AIMessage, type BaseMessage, SystemMessage } from '@langchain/core/messages'
import type { LangGraphRunnableConfig } from '@langchain/langgraph'
import type { Models } from './models.ts'
import { fence } from './outside.ts'
import { markAnswer } from './outside-seen.ts'
import { MORE_TOOLS } from './more-tools.ts'
import { pickTools } from './pick-tools.ts'
import { type LoadPictures, showPictures } from './pictures.ts'
import { turnStart } from './person-message.ts'
import type { Prompts } from './prompt.ts'
import { type State, turnOf } from './state.ts'
import type { Toolbox } from './tool.ts'
import { prepareMessages } from './window.ts'

export interface ChatSettings {
  models: Models
  prompts: Prompts
  toolbox: Toolbox
  pictures: LoadPictures
  windowTokens: number
  maxToolRounds: number
}

const LIMIT_REACHED =
  'You have used all the tool calls this answer may use. Answer now with what you have, and say honestly what is missing.'

/** Asks the model, with a system prompt that is built for this call alone. */
export function createChat(settings: ChatSettings) {
  return async (state: typeof State.State, config: LangGraphRunnableConfig): Promise<typeof State.Update> => {
    const turn = turnOf(config)
    const mayCall = toolRounds(state.messages) < settings.maxToolRounds
    const { person, now, openReminders, facts, documents } = turn
    const reading = state.reading.text && fence(state.reading.text, 'notes')
    const known = { summary: state.summary, reading, openReminders, facts, documents }
    const system = settings.prompts.system({ person, now, ...known })
    // Tool results of this very turn may pass the window's limit for a while; twice of it is the bound.
    const prepared = prepareMessages(state.messages, settings.windowTokens * 2)
    const tools = pickTools(settings.toolbox.tools(), state.messages)
    const answer = await settings.models.call(
      [
        new SystemMessage(mayCall ? system : `${system}\n\n${LIMIT_REACHED}`),
        ...(await showPictures(prepared, turn.conversation, settings.pictures)),
      ],
      { tools, mayCall, signal: config.signal, spent: turn.spent },
    )
    const refused = !mayCall && Boolean(answer.tool_calls?.length)
    if (refused) turn.log.warn('the model asks for tools past the limit of rounds')
    const said = refused ? new AIMessage({ id: answer.id ?? '', content: answer.text }) : answer
    markAnswer(said, state, tools)
    return { messages: [said] }
  }
}

/** Looking for tools is no use of them; a model that does nothing else comes to an end all the same. */
const FREE_LOOKS = 2

/** How many times this turn has asked for tools. */
function toolRounds(messages: BaseMessage[]): number {
  const turn = messages.slice(turnStart(messages))
  const rounds = turn.flatMap((message) =>
    message instanceof AIMessage && message.tool_calls?.length ? [message.tool_calls] : [],
  )
  const looks = rounds.filter((calls) => calls.every(({ name }) => name === MORE_TOOLS))
  return rounds.length - Math.min(looks.length, FREE_LOOKS)
}
