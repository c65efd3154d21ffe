import { foldLetters } from './fold.ts'

// The words people write most, by language, accents as they are usually written; compared without accents, because
// phones leave them out. A word that stands under several languages counts less for each of them. Words of one
// letter and international ones (ok, hi, no, info) say nothing and are left out.
const lists: Record<string, string> = {
  en: `the and you your yours i'm i'll i've i'd it's its is are was were be been have has had do does did don't
    doesn't didn't can't can could would should will won't what what's when where who why how which this that that's
    these those there here my me mine we us our they them their he she his her with without for from of at by to into
    about after before again not but if then than because so too very just please thanks thank hello hey good morning
    evening night afternoon tomorrow today tonight yesterday need want know think get got let let's make going come
    see say tell send book meeting call remind any some all more much many now still never always soon really
    anyone something nothing everything help weather time day week ya'll gonna wanna dunno you're they're understand open sorry show way`,
  es: `el la los las un una unos unas de del al que qué y en es son está están estoy estás soy eres somos era ser
    estar tengo tienes tiene tenemos hay hacer haz hago hace puedo puedes puede quiero quieres quiere necesito no se
    lo le les me te nos mi mis tu tus su sus yo tú él ella ellos usted ustedes con sin por para como cómo cuándo
    cuando dónde donde quién cuál cuánto cuánta porque pero si también muy más menos ya ahora hoy mañana ayer aquí
    allí este esta esto ese esa eso hola gracias favor buenos buenas días tardes noches bien vale claro adiós luego
    hasta sobre desde entonces algo nada todo todos siempre nunca dime dame manda mándame recuérdame ayuda ayúdame
    llama llamar cita reunión tiempo semana lunes viernes qué tal cuesta gustaría pedido dónde va ver pues oye entiendo entendí sé hora horario abren abre cierra puedo llego voy vamos amigo`,
  pt: `o os as um uma uns umas do da dos das no na nos nas ao aos à que e é em são está estão estou sou somos era ser
    estar tenho tem temos tinha há fazer faz faço posso pode podem quero quer preciso não se lhe me te meu minha
    meus minhas seu sua seus suas eu você vocês vc vcs ele ela eles nós com sem por para pra pro como quando onde
    quem qual quanto porque mas também muito mais menos já agora hoje amanhã ontem aqui ali este esta isto esse essa
    isso olá oi obrigado obrigada obg favor bom boa dia tarde noite bem então até sobre desde algo nada tudo todos
    sempre nunca me lembra lembre ajuda ajudar pedido reunião semana segunda sexta tá tô blz beleza né gostaria cadê
    consegue quanto custa vou vai ver entendi entendo sei horário funcionamento abre fecha chego vamos`,
  fr: `le la les un une des du de au aux et est sont es suis êtes être avoir ai as avons avez ont était fait faire
    fais peux peut pouvez pourrais pourriez veux voulez voudrais besoin ne pas plus moins je j'ai tu il elle on nous
    vous ils elles mon ma mes ton ta tes son sa ses notre votre vos leur que qu'est-ce qui quoi quand où comment
    pourquoi combien quel quelle c'est ce cet cette ces ça dans sur sous avec sans pour par mais ou donc car si aussi
    très bien bonjour bonsoir salut coucou merci beaucoup svp stp plaît demain aujourd'hui hier maintenant ici là
    rendez-vous rdv semaine lundi vendredi toujours jamais rien tout tous quelque chose dis moi d'accord oui non
    n'est j'aimerais rappelle envoie aide aider heure coûte cherche comprends compris sais quels quelles horaires ouvert ouvrez vais vas`,
  de: `der die das den dem des ein eine einen einem einer und ist sind war waren bin bist seid sein haben habe hab
    hast hat hatte kann kannst können könntest könnten möchte möchten will willst muss musst brauche soll sollte
    werden wird würde nicht kein keine ich du er sie es wir ihr mich mir dich dir uns euch mein meine meinen dein
    deine sein ihre unser was wann wo wer warum wieso wie welche welcher wieviel viel mehr mit ohne für von vom zu zum
    zur bei beim auf aus nach vor über unter im in am an aber oder denn weil wenn dass auch noch schon sehr nur
    hallo moin servus danke bitte guten morgen tag abend heute gestern jetzt hier da dann mal ja nein doch gut
    termin uhr woche montag freitag immer nie nichts alles etwas kannste gibt gibts erinnere schick hilfe hilf
    tschüss bis später geht's wetter kostet bestellung verstehe verstanden weiß offen geöffnet gehts komme rückruf`,
  it: `il lo la gli le un uno una di del della dei delle dello degli al alla allo agli dal dalla nel nella nei sul
    sulla che è e sono sei siamo siete era essere avere ho hai ha abbiamo avete hanno fare fai faccio puoi posso può
    potresti potrei vorrei voglio vuoi devo bisogno non mi ti si ci vi mio mia miei tuo tua suo sua nostro io tu lui
    lei noi voi loro con senza per come quando dove chi cosa cos'è perché quanto quale ma anche molto più meno già ora
    adesso oggi domani ieri qui lì questo questa questi quello quella ciao salve grazie prego favore buongiorno
    buonasera buonanotte bene allora fino su sempre mai niente nulla tutto tutti qualcosa dimmi manda mandami
    ricordami aiuto aiutami appuntamento settimana lunedì venerdì tempo costa ordine vediamo sapere capito capisco stai sta sto orari apertura aperti vado andiamo`,
  nl: `de het een en is zijn was waren ben bent hebben heb hebt heeft had kan kun kunt kunnen zou wil wilt willen
    moet moeten nodig niet geen ik jij je u hij zij ze wij we jullie mij me jou ons mijn jouw uw haar hun wat wanneer
    waar wie waarom hoe welke hoeveel met zonder voor van naar bij op uit na over onder in aan maar of want omdat als
    dat dit deze die ook nog al heel erg veel meer nu vandaag morgen gisteren hier daar dan hallo hoi dag goedemorgen
    goedemiddag goedenavond bedankt dank dankjewel alsjeblieft alstublieft graag goed ja nee wel niks alles iets
    altijd nooit afspraak week maandag vrijdag uur stuur herinner help kost bestelling weer doen doe gaan gaat ga
    even eens hoor toch jou begrijp snap weet laat open sluiten`,
  pl: `jest są był była było być mam masz ma mamy macie mają mogę możesz może można chcę chcesz chciałbym chciałabym
    muszę musisz potrzebuję nie się to ten ta te tego tej tym co kiedy gdzie kto dlaczego czemu jak jaki jaka jakie
    ile czy ja ty on ona my wy oni mnie mi ciebie cię ci go jej nas was ich mój moja moje twój twoja na do od za po
    przed przez dla bez przy nad pod ze we oraz ale albo lub bo więc że żeby jeśli też także już jeszcze bardzo tylko
    teraz dzisiaj dziś jutro wczoraj tutaj tu tam cześć hej siema dzień dobry wieczór dzięki dziękuję proszę tak
    dobrze spotkanie tydzień poniedziałek piątek zawsze nigdy nic wszystko coś przypomnij wyślij pomoc pomóż umów
    godzinie kosztuje zamówienie pogoda jaka będzie rozumiem wiem której otwieracie czynne idę`,
  tr: `bir ve bu şu o için ile de da mi mı mu mü ne neden niye nasıl nerede nereye zaman kim kaç hangi ben sen biz siz
    onlar beni bana benim seni sana senin bize size var yok değil evet hayır çok daha az en ama fakat veya çünkü eğer
    gibi kadar sonra önce şimdi bugün yarın dün burada orada merhaba selam günaydın iyi akşamlar geceler günler
    teşekkürler teşekkür ederim sağol lütfen tamam olur peki istiyorum ister misin musun mısın müsün miyim mıyım
    yapabilir yap yapmak gerek lazım biliyor hava toplantı hafta pazartesi cuma saat hep hiç şey bişey her
    hatırlat gönder yardım et edebilir misiniz sipariş nerde naber kanka abi olarak oldu olsun geldi gel anlamadım anladım biliyorum saatte kaçta açık açılıyor geliyorum`,
  id: `yang dan di ke dari untuk dengan tidak tak nggak gak ga enggak bukan ini itu saya aku kamu anda dia kami kita
    mereka ada adalah akan sudah udah belum bisa boleh mau ingin harus perlu apa kapan dimana mana siapa kenapa
    mengapa bagaimana gimana berapa juga saja aja sangat banget lebih kurang atau tapi tetapi karena kalau kalo jika
    sekarang nanti besok kemarin hari pagi siang sore malam selamat halo terima kasih makasih tolong mohon ya iya
    baik minggu senin jumat jam selalu semua sesuatu ingatkan kirim bantu bantuan cuaca pesanan harga pak bu mas
    mbak dong sih deh lagi buat sama seperti kok yuk dulu jadi bikin mengerti paham tahu buka tutup`,
}

/** One such message is clear evidence by itself. */
const telling: Record<string, string> = {
  en: "thanks thank i'm don't what's can't please",
  es: 'hola gracias buenos buenas cómo dónde necesito quiero mañana recuérdame',
  pt: 'obrigado obrigada você vc não amanhã olá oi preciso',
  fr: "bonjour bonsoir salut coucou merci c'est s'il j'ai aujourd'hui",
  de: 'danke nicht ich guten bitte heute tschüss moin',
  it: 'grazie buongiorno buonasera vorrei domani ricordami',
  nl: 'bedankt goedemorgen goedemiddag goedenavond dankjewel alsjeblieft alstublieft hoi',
  pl: 'cześć dziękuję dzięki proszę dzień jutro przypomnij kosztuje',
  tr: 'merhaba selam günaydın teşekkürler lütfen yarın değil',
  id: 'terima kasih makasih selamat tolong besok tidak nggak saya',
}

/** For each word, what it counts for each language: 1 shared out among the languages that have it, 2 if telling. */
export const weights: ReadonlyMap<string, ReadonlyMap<string, number>> = weigh()

function weigh(): Map<string, Map<string, number>> {
  const languages = new Map<string, Set<string>>()
  for (const [language, list] of Object.entries(lists)) {
    for (const word of list.split(/\s+/).map(foldLetters)) {
      if (word.length < 2) continue
      languages.set(word, (languages.get(word) ?? new Set()).add(language))
    }
  }
  const tells = (language: string, word: string) => tellingWords.get(language)?.has(word) ?? false
  const tellingWords = new Map(
    Object.entries(telling).map(([language, list]) => [language, new Set(list.split(' ').map(foldLetters))]),
  )
  return new Map(
    [...languages].map(([word, set]) => [
      word,
      new Map([...set].map((language) => [language, (tells(language, word) ? 2 : 1) / set.size])),
    ]),
  )
}
