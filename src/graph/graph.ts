import type { AIMessage } from '@langchain/core/messages'
import { type BaseCheckpointSaver, END, START, StateGraph } from '@langchain/langgraph'
import { type ChatSettings, createChat } from './chat.ts'
import { State } from './state.ts'
import { createSummarize, isOverWindow, type SummarizeSettings } from './summarize.ts'
import { createPrepare } from './prepare.ts'
import type { ToolNodeSettings } from './tool-call.ts'
import { createToolNode } from './tool-node.ts'

export type GraphSettings = ChatSettings &
  ToolNodeSettings &
  SummarizeSettings & { checkpointer: BaseCheckpointSaver }

/** chat → prepare → tools → chat … until the model answers without asking for a tool; then what has grown old is folded. */
export function buildGraph(settings: GraphSettings) {
  function nextStep(state: typeof State.State): 'prepare' | 'summarize' | typeof END {
    const answer = state.messages.at(-1) as AIMessage
    if (answer.tool_calls?.length) return 'prepare'
    return isOverWindow(state, settings.windowTokens) ? 'summarize' : END
  }

  return new StateGraph(State)
    .addNode('chat', createChat(settings))
    .addNode('prepare', createPrepare(settings))
    .addNode('tools', createToolNode(settings))
    .addNode('summarize', createSummarize(settings))
    .addEdge(START, 'chat')
    .addConditionalEdges('chat', nextStep, ['prepare', 'summarize', END])
    .addEdge('prepare', 'tools')
    .addEdge('tools', 'chat')
    .addEdge('summarize', END)
    .compile({ checkpointer: settings.checkpointer })
}
