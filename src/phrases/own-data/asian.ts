import type { OwnDataSentences } from './sentences.ts'

const tr: OwnDataSentences = {
  askErase:
    'Seninle ilgili her şeyi kalıcı olarak sil: mesajlar, hakkında bildiklerim, hatırlatıcılar, buradaki takvim, bağlı hesaplar, ayarlar',
  erased: 'Seninle ilgili her şey silindi. Bunlardı:',
  erasedAnew: 'Bu mesaj da silinecek. Yeniden yazarsan baştan başlarız.',
  eraseUnended:
    'Google erişimimi sona erdirmedi. Lütfen myaccount.google.com/connections adresinden kendin kaldır: {accounts}',
  exportReady: 'Hakkında sahip olduğum her şey, yalnızca senin için ve bir saatliğine: {link}',
  exportTitle: 'Hakkında sahip olduklarım',
  exportSettings: 'Ayarlar',
  exportYou: 'Sen',
  countMessages: 'Mesajlar: {count}',
  countFacts: 'Bilgiler: {count}',
  countReminders: 'Hatırlatıcılar: {count}',
  countEvents: 'Buradaki takvimdeki etkinlikler: {count}',
  countFiles: 'Dosyalar: {count}',
  countAccounts: 'Google hesapları: {count}',
  countTurns: 'Yanıtlar ve maliyetleri: {count}',
}

const id: OwnDataSentences = {
  askErase:
    'Hapus selamanya semua tentang Anda: pesan, yang saya ketahui tentang Anda, pengingat, kalender di sini, akun yang terhubung, pengaturan',
  erased: 'Semua tentang Anda sudah dihapus. Isinya:',
  erasedAnew: 'Pesan ini juga akan hilang. Kalau Anda menulis lagi, kita mulai dari awal.',
  eraseUnended:
    'Google tidak mengakhiri akses saya. Silakan akhiri sendiri di myaccount.google.com/connections: {accounts}',
  exportReady: 'Semua yang saya miliki tentang Anda, hanya untuk Anda dan selama satu jam: {link}',
  exportTitle: 'Yang saya miliki tentang Anda',
  exportSettings: 'Pengaturan',
  exportYou: 'Anda',
  countMessages: 'Pesan: {count}',
  countFacts: 'Fakta: {count}',
  countReminders: 'Pengingat: {count}',
  countEvents: 'Acara di kalender di sini: {count}',
  countFiles: 'Berkas: {count}',
  countAccounts: 'Akun Google: {count}',
  countTurns: 'Jawaban dan biayanya: {count}',
}

const ar: OwnDataSentences = {
  askErase:
    'حذف كل شيء عنك نهائيًا: الرسائل، وما أعرفه عنك، والتذكيرات، والتقويم المحفوظ هنا، والحسابات المرتبطة، والإعدادات',
  erased: 'حُذف كل شيء عنك. وكان ذلك:',
  erasedAnew: 'ستُحذف هذه الرسالة أيضًا. وإذا كتبت مجددًا نبدأ من جديد.',
  eraseUnended: 'لم تُنهِ Google وصولي. أنهِه بنفسك في myaccount.google.com/connections: {accounts}',
  exportReady: 'كل ما لدي عنك، لك وحدك ولمدة ساعة: {link}',
  exportTitle: 'ما لدي عنك',
  exportSettings: 'الإعدادات',
  exportYou: 'أنت',
  countMessages: 'الرسائل: {count}',
  countFacts: 'المعلومات: {count}',
  countReminders: 'التذكيرات: {count}',
  countEvents: 'المواعيد في التقويم المحفوظ هنا: {count}',
  countFiles: 'الملفات: {count}',
  countAccounts: 'حسابات Google: {count}',
  countTurns: 'الإجابات وتكلفتها: {count}',
}

const hi: OwnDataSentences = {
  askErase:
    'आपके बारे में सब कुछ हमेशा के लिए मिटाना: संदेश, आपके बारे में मेरी जानकारी, रिमाइंडर, यहाँ का कैलेंडर, जुड़े हुए खाते, सेटिंग',
  erased: 'आपके बारे में सब कुछ मिटा दिया गया है। वह यह था:',
  erasedAnew: 'यह संदेश भी मिट जाएगा। आप फिर लिखेंगे तो हम नए सिरे से शुरू करेंगे।',
  eraseUnended:
    'Google ने मेरी पहुँच समाप्त नहीं की। कृपया myaccount.google.com/connections पर ख़ुद समाप्त करें: {accounts}',
  exportReady: 'आपके बारे में मेरे पास जो कुछ है, केवल आपके लिए और एक घंटे तक: {link}',
  exportTitle: 'आपके बारे में मेरे पास क्या है',
  exportSettings: 'सेटिंग',
  exportYou: 'आप',
  countMessages: 'संदेश: {count}',
  countFacts: 'तथ्य: {count}',
  countReminders: 'रिमाइंडर: {count}',
  countEvents: 'यहाँ के कैलेंडर के कार्यक्रम: {count}',
  countFiles: 'फ़ाइलें: {count}',
  countAccounts: 'Google खाते: {count}',
  countTurns: 'जवाब और उनकी लागत: {count}',
}

const ja: OwnDataSentences = {
  askErase:
    'あなたに関するすべてを完全に削除：メッセージ、覚えていること、リマインダー、ここのカレンダー、連携アカウント、設定',
  erased: 'あなたに関するすべてを削除しました。内訳：',
  erasedAnew: 'このメッセージも消えます。またメッセージをくだされば、最初から始めます。',
  eraseUnended:
    'Googleへのアクセスを解除できませんでした。myaccount.google.com/connections でご自身で解除してください：{accounts}',
  exportReady: 'あなたに関するすべてのデータ（あなた専用、1時間有効）：{link}',
  exportTitle: 'あなたに関するデータ',
  exportSettings: '設定',
  exportYou: 'あなた',
  countMessages: 'メッセージ：{count}',
  countFacts: '覚えていること：{count}',
  countReminders: 'リマインダー：{count}',
  countEvents: 'ここのカレンダーの予定：{count}',
  countFiles: 'ファイル：{count}',
  countAccounts: 'Googleアカウント：{count}',
  countTurns: '回答とその費用：{count}',
}

const zh: OwnDataSentences = {
  askErase: '永久删除关于你的一切：消息、我对你的了解、提醒、这里的日历、已连接的账号、设置',
  erased: '关于你的一切已删除，包括：',
  erasedAnew: '这条消息也会消失。如果你再发消息，我们就重新开始。',
  eraseUnended: 'Google 没有结束我的访问权限，请你自己在 myaccount.google.com/connections 移除：{accounts}',
  exportReady: '我所保存的关于你的一切，仅供你本人，一小时内有效：{link}',
  exportTitle: '我所保存的关于你的内容',
  exportSettings: '设置',
  exportYou: '你',
  countMessages: '消息：{count}',
  countFacts: '事实：{count}',
  countReminders: '提醒：{count}',
  countEvents: '这里日历中的日程：{count}',
  countFiles: '文件：{count}',
  countAccounts: 'Google 账号：{count}',
  countTurns: '回答及其费用：{count}',
}

export const asian = { tr, id, ar, hi, ja, zh }
