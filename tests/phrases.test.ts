import { describe, expect, test } from 'vitest'
import { commandOf } from '../src/keywords.ts'
import { languageOf } from '../src/person-language.ts'
import { type PhraseKey, affirmation, phrase, phrases } from '../src/phrases.ts'

const languages = [...phrases.keys()]
const english = phrases.get('en')
const buttons = new Set(['confirmYes', 'confirmNo', 'buttonDone', 'buttonLater'])

describe('the fixed sentences', () => {
  test('exist in every language we promise', () => {
    expect(languages.toSorted()).toEqual('ar de en es fr hi id it ja nl pl pt ru tr uk zh'.split(' '))
  })

  test.each([...phrases])(
    'in %s: none is missing, English or longer than a glance',
    (language, sentences) => {
      expect(Object.keys(sentences).toSorted()).toEqual(Object.keys(english ?? {}).toSorted())
      for (const [key, sentence] of Object.entries(sentences)) {
        expect(sentence.length, key).toBeGreaterThan(0)
        expect(sentence.length, key).toBeLessThanOrEqual(buttons.has(key) ? 20 : 300)
        expect(sentence, key).toBe(sentence.trim())
        const short = ['confirmYes', 'confirmNo'].includes(key)
        if (language !== 'en' && !short) expect(sentence, key).not.toBe(english?.[key as PhraseKey])
      }
    },
  )

  test.each([...phrases])('in %s: use exactly the parameters that the English ones do', (_, sentences) => {
    const holes = (text: string) => text.match(/\{.*?\}/g) ?? []
    for (const [key, sentence] of Object.entries(sentences)) {
      expect(holes(sentence), key).toEqual(holes(english?.[key as PhraseKey] ?? ''))
    }
  })

  test.each([...phrases])('in %s: name the words to send as they are understood', (_, sentences) => {
    expect(sentences.stopped).toContain('START')
    expect(sentences.started).toContain('STOP')
    expect(sentences.help).toContain('STOP')
  })

  test.each([...phrases])('in %s: quote what was heard', (_, sentences) => {
    expect(sentences.heard).toMatch(/“\{text\}”|„\{text\}[“”]|«\u00A0?\{text\}\u00A0?»|「\{text\}」/)
  })

  test.each([...phrases])('in %s: end with the link, so that all of it can be tapped', (_, sentences) => {
    expect(sentences.calendarLost).toMatch(/[:：] ?\{link\}$/)
  })

  test.each([...phrases])('in %s: tell each act on the calendar from the others', (_, sentences) => {
    const acts = Object.entries(sentences).filter(([key]) => /^(?:ask|invitation|reminder|button)/.test(key))
    const { booked, changed, deleted, restored, seriesDeleted } = sentences
    const said = [booked, changed, deleted, restored, seriesDeleted, ...acts.map(([, sentence]) => sentence)]
    expect(new Set(said).size).toBe(said.length)
  })

  test('fill in what they are given, even when it looks like a pattern', () => {
    expect(phrase('help', 'de', { name: 'Ada' })).toMatch(/^Ich bin Ada,/)
    expect(phrase('toolFailed', 'en', { tool: '$& {name} $1' })).toBe(
      "Sorry, this didn't work: $& {name} $1.",
    )
  })

  test('fill in every parameter of a sentence about the calendar', () => {
    expect(phrase('askChange', 'fr', { event: 'Dentiste, mardi', after: 'Dentiste, jeudi' })).toBe(
      'Modifier : Dentiste, mardi ; devient : Dentiste, jeudi',
    )
    expect(phrase('quietSet', 'es-MX', { from: '22:00', until: '7:00' })).toBe(
      'De 22:00 a 7:00 no envío nada por mi cuenta.',
    )
    expect(phrase('booked', 'fi', { event: 'Sauna' })).toBe('Booked: Sauna')
  })

  test('fall back to the language without its region, then to English', () => {
    expect(phrase('confirmYes', 'pt-BR')).toBe('Sim')
    expect(phrase('confirmYes', 'zh_Hant_TW')).toBe('是')
    expect(phrase('confirmYes', 'PT')).toBe('Sim')
    expect(phrase('confirmYes', 'fi')).toBe('Yes')
    expect(phrase('confirmYes', '')).toBe('Yes')
  })
})

describe('yes and no', () => {
  test.each([...phrases])('the buttons of %s mean what they say', (_, sentences) => {
    expect(affirmation(sentences.confirmYes)).toBe('yes')
    expect(affirmation(sentences.confirmNo)).toBe('no')
  })

  // A reminder may come while a question is open: its buttons must not answer that.
  test.each([...phrases])(
    'the buttons under a reminder in %s are no answer and no command',
    (_, sentences) => {
      for (const title of [sentences.buttonDone, sentences.buttonLater]) {
        expect(affirmation(title), title).toBeUndefined()
        expect(commandOf(title), title).toBeUndefined()
      }
    },
  )

  test.each(
    `yes|Yes!|YES PLEASE|yes, please.|yesss|Yes 👍|ok|OK.|Okay|👍|👍🏽|✅|👍👍|sure 🙏|sí|Si|¡Claro!|claro que sí|dale|sim|pode ser
    |oui|d’accord|Oui, merci|ja gerne|Klar!|natürlich|va bene|certo|ja graag|doe maar|tak|jasne|evet|TAMAM|iya|boleh
    |نعم|أيوه|تمام|हाँ|जी हाँ|ठीक है|haan ji|да|Да, конечно|так|добре|はい|お願いします|はい、お願いします。|好的|可以！|ｙｅｓ|sí sí`
      .split('|')
      .map((text) => text.trim()),
  )('%s is a yes', (text) => expect(affirmation(text)).toBe('yes'))

  test.each(
    `no|No.|no thanks|Nope|nooo|👎|👎🏿|❌|No 🙏|never mind|cancel|No, gracias|mejor no|não|Nao|agora não|non merci|nein danke|nö
    |no grazie|nee bedankt|nie|hayır|HAYIR|İptal|tidak|nggak|jangan|لا|لا شكرا|नहीं|जी नहीं|nahi|нет|не надо|ні|いいえ|キャンセル|不要|不用了|no no`
      .split('|')
      .map((text) => text.trim()),
  )('%s is a no', (text) => expect(affirmation(text)).toBe('no'))

  test.each([
    'yes but at 5',
    'ok, and book a table too',
    'ok?',
    'yes 👎',
    'yes 😂',
    '😂',
    'no problem',
    'not yes',
    'yes no',
    'maybe',
    'sí, pero mañana',
    'ja aber später',
    'いいです',
    'tak nie',
    'y',
    '1',
    '',
    '   ',
    '...',
    '❤️',
    `a${'!'.repeat(100_000)}a`,
  ])('%s is neither', (text) => expect(affirmation(text)).toBeUndefined())
})

const plain = { default: 'en' }

describe('the language of a person', () => {
  test.each(
    Object.entries({
      en: [
        "what's the weather today?",
        'remind me to call mom tomorrow',
        'thanks!',
        'can you book a table for 2',
        "i'm running late",
        'where is my order',
        'Good morning, do you have any rooms?',
        'pls send me the address',
      ],
      es: [
        'hola',
        'Hola, ¿cómo estás?',
        'buenos dias',
        'muchas gracias',
        'que tiempo hace manana',
        'necesito una cita para el lunes',
        'donde esta mi pedido',
        'recuérdame llamar a mamá',
        'cuanto cuesta?',
      ],
      pt: [
        'oi, tudo bem?',
        'bom dia',
        'obrigada!',
        'vc pode me ajudar',
        'onde está o meu pedido',
        'nao consigo entrar',
        'me lembra de ligar amanhã',
        'qual a previsão do tempo pra hoje',
      ],
      fr: [
        'bonjour',
        'Salut, ça va ?',
        'merci beaucoup',
        "j'ai besoin d'un rendez-vous",
        "c'est quoi la météo demain",
        'où est ma commande',
        'rappelle moi demain stp',
        'vous êtes ouverts quand',
      ],
      de: [
        'Guten Morgen',
        'danke dir',
        'Wie wird das Wetter morgen?',
        'kannst du mir einen Termin machen',
        'wo ist meine Bestellung',
        'ich komme später',
        'Hallo, habt ihr heute auf?',
        'was kostet das',
      ],
      it: [
        'ciao, come stai?',
        'grazie mille',
        'buongiorno',
        'vorrei prenotare un tavolo per due',
        "dov'è il mio ordine",
        'che tempo fa domani',
        'ricordami di chiamare mamma',
        'non ho capito',
      ],
      nl: [
        'hoi, hoe gaat het',
        'goedemorgen',
        'dank je wel',
        'waar is mijn bestelling',
        'kun je een afspraak maken voor morgen',
        'wat wordt het weer vandaag',
        'ik heb een vraag',
      ],
      pl: [
        'cześć',
        'dzień dobry',
        'dziękuję bardzo',
        'gdzie jest moje zamówienie',
        'jaka będzie jutro pogoda',
        'przypomnij mi o spotkaniu',
        'ile to kosztuje',
      ],
      tr: [
        'merhaba',
        'teşekkür ederim',
        'yarın hava nasıl',
        'siparişim nerede',
        'bana yarın hatırlat',
        'bu ne kadar',
        'iyi akşamlar',
      ],
      id: [
        'selamat pagi',
        'terima kasih',
        'pesanan saya di mana',
        'tolong ingatkan aku besok',
        'berapa harganya kak, bisa kirim hari ini?',
        'cuaca besok gimana',
      ],
      ar: ['مرحبا', 'كم السعر؟', 'ما هو الطقس غدا', 'شكرا جزيلا'],
      hi: ['नमस्ते', 'कल मौसम कैसा रहेगा?', 'मुझे याद दिलाना'],
      ru: [
        'привет',
        'как дела',
        'напомни завтра позвонить маме',
        'где мой заказ?',
        'Сколько это стоит? Хочу купить',
      ],
      uk: ['привіт', 'дякую', 'яка завтра погода?', 'де моє замовлення', 'що нового'],
      ja: ['こんにちは', '明日の天気は？', 'ありがとうございます', '予約したいです'],
      zh: ['你好', '明天天气怎么样', '谢谢', '我的订单在哪里', '好'],
      ko: ['안녕하세요', '내일 날씨 어때?'],
      he: ['שלום, מה שלומך'],
      el: ['καλημέρα'],
      fa: ['سلام، چطوری؟'],
      ur: ['آپ کیسے ہیں'],
    }).flatMap(([language, texts]) => texts.map((text) => [text, language] as const)),
  )('%s is %s', (text, language) => {
    expect(languageOf([text], plain)).toEqual({ language, confident: true })
  })

  test.each([
    'hi',
    'ok',
    'Hi!',
    'no',
    '👍',
    '',
    '12:30',
    'https://www.example.com/el/la/los/de/que',
    'pizza',
    'Maria',
    'taxi hotel Berlin',
    'lol',
    'haha',
    '@maria',
    'John Smith, 5 Main Street',
    '`const the = that and this`',
  ])('%s shows nothing', (text) => {
    expect(languageOf([text], { default: 'xx' })).toEqual({ language: 'xx', confident: false })
  })

  test.each([
    'jag kommer hem sent i kväll så vänta inte på mig',
    'hej hur mår du idag',
    'kya haal hai bhai',
    'mujhe kal subah yaad dilana',
    'habari yako rafiki, unaendeleaje',
    'kumusta ka na, nasaan ang order ko',
    'xin chao, toi muon dat ban',
    'hyvää huomenta, missä tilaukseni on',
    'szia, hogy vagy ma este',
    'dobrý den, kde je moje objednávka',
    'bună ziua, unde este comanda mea',
    'jeg vil gerne bestille et bord',
  ])('%s, a language without a list, is not taken for another', (text) => {
    expect(languageOf([text], { default: 'xx' })).toEqual({ language: 'xx', confident: false })
  })

  test('is what was saved, then that of the number, then the default, when the texts do not tell', () => {
    expect(languageOf(['ok'], { saved: 'pt-BR', phone: '+4915112345678', default: 'en' }).language).toBe(
      'pt-BR',
    )
    expect(languageOf(['ok'], { phone: 'whatsapp:+4915112345678', default: 'en' }).language).toBe('de')
    expect(languageOf([], { phone: '+380501234567', default: 'en' }).language).toBe('uk')
    expect(languageOf([], { phone: '+14155238886', default: 'fr' }).language).toBe('en')
    expect(languageOf([], { phone: 'US.1234567', default: 'fr' }).language).toBe('fr')
    expect(languageOf([], { default: 'fr' }).language).toBe('fr')
  })

  test('is what they write, whatever their number or history says', () => {
    const fallback = { saved: 'en', phone: '+14155238886', default: 'en' }
    expect(languageOf(['buenos días'], fallback)).toEqual({ language: 'es', confident: true })
  })

  test('takes several short messages together', () => {
    expect(languageOf(['ok', 'wann', 'und wo'], plain)).toEqual({ language: 'de', confident: true })
  })

  test('reads Chinese characters as Japanese for a person known to write it, and shared Cyrillic likewise', () => {
    expect(languageOf(['明日'], { saved: 'ja', default: 'en' }).language).toBe('ja')
    expect(languageOf(['Марина'], { phone: '+380501234567', default: 'en' }).language).toBe('uk')
    expect(languageOf(['Марина'], plain)).toEqual({ language: 'en', confident: false })
  })

  test('does not turn with a loan word or a name in another script', () => {
    expect(languageOf(['can you send the invoice to 田中'], plain).language).toBe('en')
    expect(languageOf(['明日 Google Meet でお願いします'], plain).language).toBe('ja')
  })

  test('takes no noticeable time for a very long message', () => {
    const started = performance.now()
    languageOf(['the and '.repeat(20_000), '/'.repeat(100_000), '`'.repeat(100_000)], plain)
    expect(performance.now() - started).toBeLessThan(1000)
  })
})
