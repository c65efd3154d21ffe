import { AIMessage, type BaseMessage, SystemMessage } from '@langchain/core/messages'
import type { LangGraphRunnableConfig } from '@langchain/langgraph'
import type { Models } from './models.ts'
import { type LoadPictures, showPictures } from './pictures.ts'
import { turnStart } from './person-message.ts'
import type { Prompts } from './prompt.ts'
import { type State, turnOf } from './state.ts'
import type { Tool } from './tool.ts'
import { prepareMessages } from './window.ts'

export interface ChatSettings {
  models: Models
  prompts: Prompts
  tools: Tool[]
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
    const { person, now, openReminders } = turn
    const system = settings.prompts.system({ person, now, openReminders, summary: state.summary })
    // Tool results of this very turn may pass the window's limit for a while; twice of it is the bound.
    const prepared = prepareMessages(state.messages, settings.windowTokens * 2)
    const answer = await settings.models.call(
      [
        new SystemMessage(mayCall ? system : `${system}\n\n${LIMIT_REACHED}`),
        ...(await showPictures(prepared, turn.conversation, settings.pictures)),
      ],
      { tools: settings.tools, mayCall, signal: config.signal, spent: turn.spent },
    )
    if (mayCall || !answer.tool_calls?.length) return { messages: [answer] }
    turn.log.warn('the model asks for tools past the limit of rounds')
    return { messages: [new AIMessage({ id: answer.id ?? '', content: answer.text })] }
  }
}

/** How many times this turn has asked for tools. */
function toolRounds(messages: BaseMessage[]): number {
  const turn = messages.slice(turnStart(messages))
  return turn.filter((message) => message instanceof AIMessage && message.tool_calls?.length).length
}
