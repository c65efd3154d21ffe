import type { Sentences } from './sentences.ts'

const tr: Sentences = {
  modelDown: 'Üzgünüm, şu anda düşünemiyorum. Mesajını sakladım; lütfen birkaç dakika sonra bana tekrar yaz.',
  parked: 'Üzgünüm, bir şeyler ters gitti ve mesajını yanıtlayamadım. Lütfen tekrar gönder.',
  timeout: 'Bu çok uzun sürdü ve durmak zorunda kaldım. Lütfen tekrar dene, belki daha kısa bir soruyla.',
  toolLimit: 'Bir mesaj için atabileceğim bütün adımları attım ve henüz bitmedi. Nasıl devam edeyim, söyle.',
  stopped: 'Artık benden mesaj almayacaksın. Yeniden yazışmak için START gönder.',
  started: 'Tekrar hoş geldin! Mesajlarını yeniden yanıtlıyorum. Durmamı istediğinde STOP gönder.',
  help: 'Ben {name}, otomatik bir asistanım. Bana kendi sözlerinle yaz. Mesaj almamak için STOP gönder.',
  toolFailed: 'Üzgünüm, bu olmadı: {tool}.',
  outcomeUnknown: 'Başladım ama tamamlandı mı bilmiyorum. Lütfen benden tekrar istemeden önce kontrol et.',
  declinedMedia: 'Sesli mesajları, resimleri ve dosyaları henüz açamıyorum. Lütfen bana yaz.',
  confirmYes: 'Evet',
  confirmNo: 'Hayır',
  confirmQuestion: 'Bunu yapmadan önce lütfen onayla:',
}

const id: Sentences = {
  modelDown:
    'Maaf, saya sedang tidak bisa berpikir. Pesan Anda saya simpan; silakan tulis lagi beberapa menit lagi.',
  parked: 'Maaf, terjadi kesalahan dan saya tidak bisa menjawab pesan Anda. Silakan kirim lagi.',
  timeout:
    'Ini terlalu lama dan saya harus berhenti. Silakan coba lagi, mungkin dengan pertanyaan yang lebih singkat.',
  toolLimit:
    'Semua langkah yang boleh saya ambil untuk satu pesan sudah habis dan ini belum selesai. Bagaimana saya harus melanjutkan?',
  stopped: 'Anda tidak akan menerima pesan lagi dari saya. Kirim START untuk mulai lagi.',
  started: 'Selamat datang kembali! Saya menjawab pesan Anda lagi. Kirim STOP kapan saja untuk berhenti.',
  help: 'Saya {name}, asisten otomatis. Tulis saja dengan kata-kata Anda sendiri. Kirim STOP agar tidak menerima pesan lagi.',
  toolFailed: 'Maaf, ini tidak berhasil: {tool}.',
  outcomeUnknown:
    'Saya sudah memulainya, tetapi tidak tahu apakah berhasil. Mohon periksa dulu sebelum meminta lagi.',
  declinedMedia: 'Saya belum bisa membuka pesan suara, gambar, atau berkas. Silakan tuliskan saja.',
  confirmYes: 'Ya',
  confirmNo: 'Tidak',
  confirmQuestion: 'Mohon konfirmasi sebelum saya melakukan ini:',
}

const ar: Sentences = {
  modelDown: 'عذرًا، لا أستطيع التفكير الآن. احتفظت برسالتك؛ من فضلك اكتب لي مرة أخرى بعد بضع دقائق.',
  parked: 'عذرًا، حدث خطأ ما ولم أتمكن من الرد على رسالتك. من فضلك أرسلها مرة أخرى.',
  timeout: 'استغرق هذا وقتًا أطول من اللازم واضطررت إلى التوقف. من فضلك حاول مرة أخرى، ربما بسؤال أقصر.',
  toolLimit: 'قمت بكل الخطوات المسموح لي بها لرسالة واحدة ولم أنتهِ بعد. أخبرني كيف تريد أن أكمل.',
  stopped: 'لن تصلك رسائل مني بعد الآن. أرسل START لأراسلك من جديد.',
  started: 'أهلًا بعودتك! سأرد على رسائلك من جديد. أرسل STOP في أي وقت للتوقف.',
  help: 'أنا {name}، مساعد آلي. اكتب لي بكلماتك. أرسل STOP لإيقاف رسائلي.',
  toolFailed: 'عذرًا، لم ينجح هذا: {tool}.',
  outcomeUnknown: 'بدأت في ذلك، لكنني لا أعرف إن كان قد تم. من فضلك تحقق قبل أن تطلبه مني مرة أخرى.',
  declinedMedia: 'لا أستطيع بعد فتح الرسائل الصوتية أو الصور أو الملفات. من فضلك اكتبها لي.',
  confirmYes: 'نعم',
  confirmNo: 'لا',
  confirmQuestion: 'من فضلك أكّد قبل أن أفعل هذا:',
}

const hi: Sentences = {
  modelDown: 'माफ़ कीजिए, अभी मैं सोच नहीं पा रहा हूँ। आपका संदेश मैंने रख लिया है; कृपया कुछ मिनट बाद फिर लिखें।',
  parked: 'माफ़ कीजिए, कुछ गड़बड़ हो गई और मैं आपके संदेश का जवाब नहीं दे सका। कृपया इसे फिर से भेजें।',
  timeout: 'इसमें बहुत समय लग गया और मुझे रुकना पड़ा। कृपया फिर कोशिश करें, शायद छोटे सवाल के साथ।',
  toolLimit: 'एक संदेश के लिए जितने कदम उठा सकता था, उठा लिए, और काम अभी पूरा नहीं हुआ। बताइए, आगे कैसे बढ़ूँ।',
  stopped: 'अब आपको मुझसे संदेश नहीं मिलेंगे। फिर से बात करने के लिए START भेजें।',
  started: 'फिर से स्वागत है! अब मैं आपके संदेशों का जवाब दूँगा। बंद करने के लिए कभी भी STOP भेजें।',
  help: 'मैं {name} हूँ, एक स्वचालित सहायक। अपने शब्दों में लिखें। संदेश बंद करने के लिए STOP भेजें।',
  toolFailed: 'माफ़ कीजिए, यह नहीं हो पाया: {tool}।',
  outcomeUnknown: 'मैंने यह शुरू किया था, पर पता नहीं कि हुआ या नहीं। दोबारा कहने से पहले कृपया जाँच लें।',
  declinedMedia: 'मैं अभी वॉइस नोट, तस्वीरें या फ़ाइलें नहीं खोल सकता। कृपया लिखकर भेजें।',
  confirmYes: 'हाँ',
  confirmNo: 'नहीं',
  confirmQuestion: 'यह करने से पहले कृपया पुष्टि करें:',
}

const ja: Sentences = {
  modelDown:
    '申し訳ありません、今は考えることができません。メッセージは保存しました。数分後にもう一度お送りください。',
  parked: '申し訳ありません、問題が起きてメッセージにお答えできませんでした。もう一度お送りください。',
  timeout: '時間がかかりすぎたため中断しました。もう少し短い質問でもう一度お試しください。',
  toolLimit:
    '1つのメッセージで行える手順をすべて使いましたが、まだ終わっていません。どう続ければよいか教えてください。',
  stopped: '今後、こちらからメッセージは届きません。再開するには START と送ってください。',
  started: 'おかえりなさい！またメッセージにお答えします。やめるときは STOP と送ってください。',
  help: '{name}です。自動アシスタントです。普段の言葉でお書きください。メッセージを止めるには STOP と送ってください。',
  toolFailed: '申し訳ありません、うまくいきませんでした：{tool}',
  outcomeUnknown: '処理を始めましたが、完了したかどうか分かりません。もう一度頼む前にご確認ください。',
  declinedMedia: '音声メッセージ、画像、ファイルはまだ開けません。文字でお送りください。',
  confirmYes: 'はい',
  confirmNo: 'いいえ',
  confirmQuestion: '実行する前にご確認ください：',
}

const zh: Sentences = {
  modelDown: '抱歉，我现在无法思考。您的消息我已保存，请过几分钟再给我写一次。',
  parked: '抱歉，出了点问题，我没能回复您的消息。请再发一次。',
  timeout: '这花了太长时间，我只好停下。请再试一次，也许可以问得简短一些。',
  toolLimit: '一条消息允许的步骤我都用完了，但还没有完成。请告诉我接下来怎么做。',
  stopped: '您不会再收到我的消息。发送 START 即可重新开始。',
  started: '欢迎回来！我会继续回复您的消息。随时发送 STOP 即可停止。',
  help: '我是{name}，一个自动助手。请用您自己的话写给我。发送 STOP 即可不再收到消息。',
  toolFailed: '抱歉，这件事没有成功：{tool}。',
  outcomeUnknown: '我已经开始处理，但不知道是否成功。再次让我做之前，请先确认一下。',
  declinedMedia: '我还不能打开语音、图片或文件。请用文字发给我。',
  confirmYes: '是',
  confirmNo: '否',
  confirmQuestion: '在我执行之前，请确认：',
}

export const asian = { tr, id, ar, hi, ja, zh }
