import { fold } from './phrases/fold.ts'

export type Command = 'stop' | 'start' | 'help'

// The English words are those Twilio acts on by itself for SMS (PROTOCOLS 1.13), so that both channels agree.
// The others are what people of that language write to leave a list; words that also answer an ordinary question
// ("cancelar", "basta", "iptal", "no") are not among them.
const stop = words(`
  stop; stopall; stop all; unsubscribe; cancel; end; quit; revoke; optout; opt out; opt-out
  parar; detener; baja; darme de baja; dar de baja; cancelar suscripción; desuscribirme
  pare; sair da lista; descadastrar; descadastrar-me; cancelar inscrição
  arrêt; arrêter; désabonner; se désabonner; me désabonner; désinscription
  stopp; abmelden; abbestellen; disiscrivimi; disiscriviti; annulla iscrizione
  stoppen; afmelden; uitschrijven; wypisz; wypisz mnie; durdur; abonelikten çık; listeden çık
  إيقاف; ايقاف; توقف; إلغاء الاشتراك; الغاء الاشتراك; रोकें; रोको; बंद करें; बंद करो; स्टॉप
  berhenti; berhenti berlangganan; стоп; отписаться; отписка; отпишись; відписатися; відписка
  停止; 配信停止; ストップ; 退订; 退訂; 取消订阅; 取消訂閱; 중지; 수신거부`)

const start = words('start; unstop')

// These are ordinary words as long as somebody is not opted out.
const startAgain = words(`
  yes; alta; reanudar; iniciar; comenzar; empezar; começar; recomeçar; commencer; reprendre; démarrer
  starten; anmelden; anfangen; inizia; iniziare; beginnen; aanmelden; wznów; zacznij; başlat; başla
  ابدأ; استئناف; शुरू; शुरू करें; स्टार्ट; mulai; старт; начать; почати; 開始; 再開; スタート; 开始; 開始; 恢复; 시작`)

const help = words(`
  help; info; ayuda; ajuda; aide; hilfe; aiuto; pomoc; yardım; مساعدة; मदद; bantuan
  помощь; справка; допомога; довідка; ヘルプ; 帮助; 幫助; 도움말`)

/**
 * Whether a message is a command to the service instead of something to answer: the whole message must be the word.
 * `offered` are the titles of the quick replies in our last message; what was offered is an answer, and while a
 * question is open so is a bare "cancel".
 */
export function commandOf(
  text: string,
  { optedOut = false, offered = [] }: { optedOut?: boolean; offered?: readonly string[] } = {},
): Command | undefined {
  if (text.length > 80) return undefined
  const word = fold(text)
  if (offered.some((title) => fold(title) === word)) return undefined
  if (offered.length > 0 && word === 'cancel') return undefined
  if (stop.has(word)) return 'stop'
  if (start.has(word) || (optedOut && startAgain.has(word))) return 'start'
  return help.has(word) ? 'help' : undefined
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(/[;\n]/).map(fold).filter(Boolean))
}
