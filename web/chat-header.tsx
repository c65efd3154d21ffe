import type { ReactNode } from 'react'
import { Menu, type MenuAction } from './menu.tsx'

export interface ChatHeaderProps {
  assistant: { name: string; number: string }
  typing: boolean
  actions: readonly MenuAction[]
}

export function ChatHeader({ assistant, typing, actions }: ChatHeaderProps): ReactNode {
  return (
    <header className="chat-header">
      <span className="avatar" aria-hidden="true">
        {assistant.name.match(/./u)?.[0]}
      </span>
      <div className="who">
        <strong data-testid="assistant">{assistant.name}</strong>
        {typing ? (
          <span className="typing" data-testid="typing">
            typing…
          </span>
        ) : (
          <span>{assistant.number}</span>
        )}
      </div>
      <Menu label="Menu" icon="more" testId="menu" actions={actions} />
    </header>
  )
}
