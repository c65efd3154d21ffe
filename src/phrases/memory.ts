/** What the code says of what it keeps in mind. `{fact}`: the sentence that is kept. */
export interface MemorySentences {
  factNoted: string
  factChanged: string
  factForgotten: string
  /** {count}: of all that was kept. */
  allForgotten: string
  /** A question, without a question mark: it stands below `confirmQuestion`. */
  askForgetAll: string
}

export const memory = {
  en: {
    factNoted: 'Noted: {fact}',
    factChanged: 'Noted anew: {fact}',
    factForgotten: 'Forgotten: {fact}',
    allForgotten: 'Forgotten: everything I had noted about you ({count})',
    askForgetAll: 'Forget everything I have noted about you ({count})',
  },
  de: {
    factNoted: 'Gemerkt: {fact}',
    factChanged: 'Neu gemerkt: {fact}',
    factForgotten: 'Vergessen: {fact}',
    allForgotten: 'Vergessen: alles, was ich mir über dich gemerkt hatte ({count})',
    askForgetAll: 'Alles vergessen, was ich mir über dich gemerkt habe ({count})',
  },
  nl: {
    factNoted: 'Onthouden: {fact}',
    factChanged: 'Opnieuw onthouden: {fact}',
    factForgotten: 'Vergeten: {fact}',
    allForgotten: 'Vergeten: alles wat ik over je had onthouden ({count})',
    askForgetAll: 'Alles vergeten wat ik over je heb onthouden ({count})',
  },
  es: {
    factNoted: 'Anotado: {fact}',
    factChanged: 'Anotado de nuevo: {fact}',
    factForgotten: 'Olvidado: {fact}',
    allForgotten: 'Olvidado: todo lo que había anotado sobre ti ({count})',
    askForgetAll: 'Olvidar todo lo que he anotado sobre ti ({count})',
  },
  pt: {
    factNoted: 'Anotado: {fact}',
    factChanged: 'Anotado de novo: {fact}',
    factForgotten: 'Esquecido: {fact}',
    allForgotten: 'Esquecido: tudo o que tinha anotado sobre você ({count})',
    askForgetAll: 'Esquecer tudo o que anotei sobre você ({count})',
  },
  fr: {
    factNoted: 'Noté : {fact}',
    factChanged: 'Noté à nouveau : {fact}',
    factForgotten: 'Oublié : {fact}',
    allForgotten: "Oublié : tout ce que j'avais noté sur vous ({count})",
    askForgetAll: "Oublier tout ce que j'ai noté sur vous ({count})",
  },
  it: {
    factNoted: 'Annotato: {fact}',
    factChanged: 'Annotato di nuovo: {fact}',
    factForgotten: 'Dimenticato: {fact}',
    allForgotten: 'Dimenticato: tutto ciò che avevo annotato su di te ({count})',
    askForgetAll: 'Dimenticare tutto ciò che ho annotato su di te ({count})',
  },
  pl: {
    factNoted: 'Zapamiętane: {fact}',
    factChanged: 'Zapamiętane na nowo: {fact}',
    factForgotten: 'Zapomniane: {fact}',
    allForgotten: 'Zapomniane: wszystko, co o Tobie zapamiętałem ({count})',
    askForgetAll: 'Zapomnieć wszystko, co o Tobie zapamiętałem ({count})',
  },
  ru: {
    factNoted: 'Запомнено: {fact}',
    factChanged: 'Запомнено заново: {fact}',
    factForgotten: 'Забыто: {fact}',
    allForgotten: 'Забыто: всё, что я помнил о вас ({count})',
    askForgetAll: 'Забыть всё, что я помню о вас ({count})',
  },
  uk: {
    factNoted: 'Запам’ятано: {fact}',
    factChanged: 'Запам’ятано заново: {fact}',
    factForgotten: 'Забуто: {fact}',
    allForgotten: 'Забуто: усе, що я пам’ятав про вас ({count})',
    askForgetAll: 'Забути все, що я пам’ятаю про вас ({count})',
  },
  tr: {
    factNoted: 'Not edildi: {fact}',
    factChanged: 'Yeniden not edildi: {fact}',
    factForgotten: 'Unutuldu: {fact}',
    allForgotten: 'Unutuldu: hakkınızda not ettiğim her şey ({count})',
    askForgetAll: 'Hakkınızda not ettiğim her şeyi unutmak ({count})',
  },
  id: {
    factNoted: 'Dicatat: {fact}',
    factChanged: 'Dicatat ulang: {fact}',
    factForgotten: 'Dilupakan: {fact}',
    allForgotten: 'Dilupakan: semua yang saya catat tentang Anda ({count})',
    askForgetAll: 'Melupakan semua yang saya catat tentang Anda ({count})',
  },
  ar: {
    factNoted: 'تم التدوين: {fact}',
    factChanged: 'تم التدوين من جديد: {fact}',
    factForgotten: 'تم النسيان: {fact}',
    allForgotten: 'تم نسيان كل ما دوّنته عنك ({count})',
    askForgetAll: 'نسيان كل ما دوّنته عنك ({count})',
  },
  hi: {
    factNoted: 'नोट किया: {fact}',
    factChanged: 'नए सिरे से नोट किया: {fact}',
    factForgotten: 'भुला दिया: {fact}',
    allForgotten: 'भुला दिया: आपके बारे में जो कुछ नोट किया था ({count})',
    askForgetAll: 'आपके बारे में नोट किया हुआ सब कुछ भुला दूँ ({count})',
  },
  ja: {
    factNoted: '覚えました：{fact}',
    factChanged: '覚え直しました：{fact}',
    factForgotten: '忘れました：{fact}',
    allForgotten: 'あなたについて覚えていたことをすべて忘れました（{count}）',
    askForgetAll: 'あなたについて覚えていることをすべて忘れる（{count}）',
  },
  zh: {
    factNoted: '已记下：{fact}',
    factChanged: '已重新记下：{fact}',
    factForgotten: '已忘记：{fact}',
    allForgotten: '已忘记我记下的关于您的一切（{count}）',
    askForgetAll: '忘记我记下的关于您的一切（{count}）',
  },
} satisfies Record<string, MemorySentences>
