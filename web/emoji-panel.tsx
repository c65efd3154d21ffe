import type { ReactNode } from 'react'

const EMOJI = Array.from('😀😂😊😍🥳🤔😅😢😡👍👎👋🙏👏💪🎉🔥✅❌⏰📅📍💡🚀')

export function EmojiPanel({ onPick }: { onPick: (emoji: string) => void }): ReactNode {
  return (
    <div className="emoji" role="group" aria-label="Emoji">
      {EMOJI.map((one) => (
        <button key={one} type="button" onClick={() => onPick(one)}>
          {one}
        </button>
      ))}
    </div>
  )
}
