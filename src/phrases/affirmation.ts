import { fold } from './fold.ts'

// Whole messages only, so every spelling stands here. Left out on purpose: words that mean yes in one language and
// something else in another ("ne"), or depend on the question ("いいです", "大丈夫", "genau").
const yes = words(`
  yes; yes please; yes pls; yes sure; yes do it; yes go ahead; yes ok; yes thanks; yes thank you; yeah; yep; yup; ya
  sure; of course; certainly; absolutely; definitely; go ahead; do it; please do; go for it; sounds good; correct
  ok; okay; okey; oki; okie; ok go ahead; ok do it; ok thanks; ok please; k; confirm; confirmed; i confirm; agreed
  sí; sí por favor; claro; claro que sí; por supuesto; dale; vale; sí claro; de acuerdo; hazlo; adelante; confirmo
  sí gracias; sí dale; correcto; sip; órale
  sim; sim por favor; claro que sim; com certeza; pode ser; pode; isso; isso mesmo; beleza; tá bom; está bem; sim claro
  pode sim; faça; uhum
  oui; oui merci; oui s'il te plaît; oui s'il vous plaît; oui stp; oui svp; ouais; bien sûr; d'accord; dac; c'est bon
  vas-y; allez-y; je confirme; oui bien sûr
  ja; ja bitte; ja gerne; gerne; klar; na klar; natürlich; jawohl; jo; jup; mach das; in ordnung; einverstanden
  ja klar; ja mach das; ja danke; passt
  sì; sì grazie; sì per favore; certo; certamente; d'accordo; va bene; fallo; esatto; confermo; sì certo; ok va bene
  ja graag; graag; zeker; jazeker; natuurlijk; prima; is goed; doe maar; akkoord; ja hoor
  tak; tak proszę; tak poproszę; jasne; oczywiście; pewnie; zgoda; dobrze; potwierdzam
  evet; evet lütfen; tabii; tabi; tabii ki; olur; tamam; onaylıyorum; elbette
  ya tolong; iya; iya tolong; boleh; baik; baiklah; setuju; tentu; oke; silakan; betul; lanjut
  نعم; نعم من فضلك; ايوه; ايوا; أيوة; اي; أجل; بالتأكيد; طبعا; موافق; تمام; حسنا; اوكي; اكيد; ماشي
  हाँ; हां; हा; जी; जी हाँ; जी हां; हाँ जी; ठीक है; ज़रूर; बिल्कुल; ओके; haan; haan ji; han ji; ji haan; theek hai; thik hai
  да; да пожалуйста; ага; угу; конечно; хорошо; давай; давайте; ок; окей; ладно; подтверждаю; согласен; согласна
  да конечно; да спасибо
  так; так будь ласка; звичайно; авжеж; добре; гаразд; підтверджую; згоден; згодна; звісно
  はい; はいお願いします; はい、お願いします; お願いします; うん; ええ; オッケー; オーケー; もちろん; 了解; 了解です; わかりました
  是; 是的; 对; 對; 好; 好的; 好啊; 好呀; 可以; 行; 嗯; 嗯嗯; 没问题; 沒問題; 当然; 當然; 确认; 確認; 要`)

const no = words(`
  no; no thanks; no thank you; no thx; nope; nah; nay; no way; not now; don't; don't do it; do not; cancel; cancel it
  never mind; nevermind; please don't; no please don't; no cancel; better not; rather not
  no gracias; para nada; mejor no; cancela; cancelar; no lo hagas; ahora no; claro que no; todavía no
  não; não obrigado; não obrigada; nao; agora não; melhor não; cancele; claro que não; ainda não; deixa pra lá
  non; non merci; pas maintenant; annule; annuler; surtout pas; pas du tout; plutôt pas; nan
  nein; nein danke; nee; nö; ne danke; lieber nicht; auf keinen fall; abbrechen; jetzt nicht; noch nicht
  no grazie; annulla; non ora; meglio di no; non farlo; assolutamente no
  nee bedankt; nee dank je; liever niet; annuleren; nu niet; toch niet
  nie; nie dziękuję; nie dzięki; anuluj; raczej nie; nie teraz; lepiej nie
  hayır; hayir teşekkürler; yok; olmaz; iptal; istemiyorum; vazgeç; şimdi değil; hayır teşekkür ederim
  tidak; nggak; enggak; gak; ngga; jangan; batal; batalkan; tidak usah; gak usah; tidak terima kasih; tidak jadi
  لا; لا شكرا; كلا; لأ; ليس الان; الغاء; إلغاء; لا اريد
  नहीं; नही; जी नहीं; मत करो; रद्द करें; नहीं धन्यवाद; nahi; nahin; nahi ji; mat karo
  нет; нет спасибо; не надо; не нужно; неа; не сейчас; отмена; отмени; не стоит; лучше не надо
  ні; ні дякую; не треба; не потрібно; не зараз; скасувати; скасуй
  いいえ; いや; ううん; いらない; やめて; やめてください; キャンセル; だめ; ダメ; いいえ、結構です
  不; 不是; 不要; 不用; 不用了; 不行; 不可以; 否; 取消; 算了; 不对; 别; 不了`)

const yesSigns = ['👍', '✅', '👌', '✔', '☑', '🆗']
const noSigns = ['👎', '❌', '🚫', '✖', '🙅']
/** Company that changes nothing; any other emoji ("yes 😂") leaves the meaning open. */
const politeSigns = ['🙏', '😊', '🙂', '😀', '😃', '😄', '☺', '❤', '🤗', '🎉']

/**
 * Whether the whole message is a yes or a no to the question before it. Anything with more in it ("yes but at 5"), a
 * question ("ok?") or a mixed sign ("yes 👎") is undefined: it is for the model to understand.
 */
export function affirmation(text: string): 'yes' | 'no' | undefined {
  if (text.length > 80 || /[?？؟]/.test(text)) return undefined
  let rest = text.replace(/[\u{1f3fb}-\u{1f3ff}♀♂]|\ufe0f|\u200d/gu, '') // skin, style and gender of an emoji
  let signedYes = false
  let signedNo = false
  for (const sign of [...yesSigns, ...noSigns, ...politeSigns]) {
    if (!rest.includes(sign)) continue
    rest = rest.replaceAll(sign, ' ')
    signedYes ||= yesSigns.includes(sign)
    signedNo ||= noSigns.includes(sign)
  }
  if (/\p{Extended_Pictographic}/u.test(rest)) return undefined
  const said = canonical(rest)
  if (!said) return verdict(signedYes, signedNo)
  if (!yes.has(said) && !no.has(said)) return undefined
  return verdict(signedYes || yes.has(said), signedNo || no.has(said))
}

const but =
  'but|pero|mas|mais|aber|ma|però|maar|ale|ama|fakat|tapi|tetapi|но|але|लेकिन|मगर|لكن|بس|でも|ただ|但是|不过|不過|但'
const not = 'not|no|nicht|kein\\p{L}*|pas|não|nao|non|niet|nie|değil|jangan|не|ні|नहीं|لا|不'
const EXCEPT = new RegExp(
  `^(.{1,40}?)[\\s,.;:…،、，!-]*(?<![\\p{L}\\p{M}])(?:${but})(?![\\p{L}\\p{M}])(.*)$`,
  'isu',
)
const NEGATION = new RegExp(`(?<![\\p{L}\\p{M}])(?:${not})(?![\\p{L}\\p{M}])|n't`, 'iu')

/**
 * "Yes, but at 5", "sí, pero a las 5", "👍 aber um 5": a yes, and then a figure that is wanted otherwise. What is less plain
 * than that ("yes but not then") is for the model to understand, and asked about again.
 */
export function agreesExcept(text: string): boolean {
  const [, agreed, rest = ''] = EXCEPT.exec(text.trim()) ?? []
  return agreed !== undefined && affirmation(agreed) === 'yes' && /\p{Nd}/u.test(rest) && !NEGATION.test(rest)
}

function verdict(isYes: boolean, isNo: boolean): 'yes' | 'no' | undefined {
  if (isYes === isNo) return undefined
  return isYes ? 'yes' : 'no'
}

/** "Yesss, please!!" → "yes please", "no, no" → "no". */
function canonical(text: string): string {
  return fold(text.replace(/[.,!;:…،。、，！¡-]+/g, ' '))
    .replace(/(\p{L})\1{2,}/gu, '$1')
    .replace(/^(\S+)(?: \1)+$/, '$1')
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(/[;\n]/).map(canonical).filter(Boolean))
}
