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
  mediaGone: 'Gönderdiğini alamadım. Lütfen tekrar gönder.',
  mediaUnsupported:
    'Bu tür dosyaları açamıyorum. Resimler, sesli mesajlar, PDF, Word, Excel, PowerPoint ve metin dosyaları olur.',
  mediaDamaged: 'Bu dosya bozuk ve açamıyorum. Lütfen tekrar gönder.',
  mediaProtected: 'Bu dosya parolayla korunuyor. Lütfen parolasız gönder.',
  mediaTooLarge: 'Bu dosya benim için çok büyük. Lütfen daha küçük bir dosya gönder.',
  mediaTooLong: 'Bu kayıt benim için çok uzun. Lütfen daha kısa parçalar hâlinde gönder.',
  mediaEmpty: 'Bu dosyada okuyabileceğim bir şey yok. Lütfen başka bir biçimde gönder ya da bana yaz.',
  voiceSilent: 'Kaydında hiçbir kelimeyi seçemedim. Lütfen tekrar söyle ya da bana yaz.',
  voiceDown: 'Şu anda kayıtları dinleyemiyorum. Lütfen bana yaz ya da daha sonra tekrar dene.',
  heard: 'Duyduğum: “{text}”',
  voiceNoteHint: '{assistant} için sesli mesaj. İsimler: {names}.',
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
  mediaGone: 'Saya tidak bisa mengambil yang Anda kirim. Silakan kirim lagi.',
  mediaUnsupported:
    'Saya tidak bisa membuka jenis berkas ini. Yang bisa: gambar, pesan suara, PDF, Word, Excel, PowerPoint, dan berkas teks.',
  mediaDamaged: 'Berkas ini rusak dan tidak bisa saya buka. Silakan kirim lagi.',
  mediaProtected: 'Berkas ini dikunci dengan kata sandi. Silakan kirim tanpa kata sandi.',
  mediaTooLarge: 'Berkas ini terlalu besar untuk saya. Silakan kirim yang lebih kecil.',
  mediaTooLong: 'Rekaman ini terlalu panjang untuk saya. Silakan kirim dalam bagian yang lebih pendek.',
  mediaEmpty:
    'Tidak ada yang bisa saya baca di berkas ini. Silakan kirim dalam bentuk lain, atau tuliskan saja.',
  voiceSilent:
    'Saya tidak bisa menangkap satu kata pun dalam rekaman Anda. Silakan ucapkan lagi, atau tuliskan saja.',
  voiceDown: 'Saat ini saya tidak bisa mendengarkan rekaman. Silakan tuliskan saja, atau coba lagi nanti.',
  heard: 'Saya mendengar: “{text}”',
  voiceNoteHint: 'Pesan suara untuk {assistant}. Nama: {names}.',
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
  mediaGone: 'لم أتمكن من تنزيل ما أرسلته. من فضلك أرسله مرة أخرى.',
  mediaUnsupported:
    'لا أستطيع فتح هذا النوع من الملفات. يمكنني فتح الصور والرسائل الصوتية وملفات PDF وWord وExcel وPowerPoint والنصوص.',
  mediaDamaged: 'هذا الملف تالف ولا أستطيع فتحه. من فضلك أرسله مرة أخرى.',
  mediaProtected: 'هذا الملف محمي بكلمة مرور. من فضلك أرسله بدونها.',
  mediaTooLarge: 'هذا الملف كبير جدًا بالنسبة لي. من فضلك أرسل ملفًا أصغر.',
  mediaTooLong: 'هذا التسجيل طويل جدًا بالنسبة لي. من فضلك أرسله في أجزاء أقصر.',
  mediaEmpty: 'لا يوجد في هذا الملف ما أستطيع قراءته. من فضلك أرسله بصيغة أخرى أو اكتبه لي.',
  voiceSilent: 'لم أتمكن من تمييز أي كلمة في تسجيلك. من فضلك قلها مرة أخرى أو اكتبها لي.',
  voiceDown: 'لا أستطيع الاستماع إلى التسجيلات حاليًا. من فضلك اكتبها لي أو حاول لاحقًا.',
  heard: 'سمعت: «{text}»',
  voiceNoteHint: 'رسالة صوتية إلى {assistant}. الأسماء: {names}.',
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
  mediaGone: 'आपने जो भेजा, वह मैं नहीं ला सका। कृपया फिर से भेजें।',
  mediaUnsupported:
    'मैं इस तरह की फ़ाइल नहीं खोल सकता। तस्वीरें, वॉइस नोट, PDF, Word, Excel, PowerPoint और टेक्स्ट फ़ाइलें चलती हैं।',
  mediaDamaged: 'यह फ़ाइल ख़राब है और मैं इसे नहीं खोल सकता। कृपया इसे फिर से भेजें।',
  mediaProtected: 'इस फ़ाइल पर पासवर्ड लगा है। कृपया इसे बिना पासवर्ड के भेजें।',
  mediaTooLarge: 'यह फ़ाइल मेरे लिए बहुत बड़ी है। कृपया इससे छोटी फ़ाइल भेजें।',
  mediaTooLong: 'यह रिकॉर्डिंग मेरे लिए बहुत लंबी है। कृपया इसे छोटे हिस्सों में भेजें।',
  mediaEmpty: 'इस फ़ाइल में ऐसा कुछ नहीं है जिसे मैं पढ़ सकूँ। कृपया इसे किसी और रूप में भेजें या लिखकर भेजें।',
  voiceSilent: 'आपकी रिकॉर्डिंग में मुझे कोई शब्द समझ नहीं आया। कृपया फिर से बोलें या लिखकर भेजें।',
  voiceDown: 'मैं अभी रिकॉर्डिंग नहीं सुन सकता। कृपया लिखकर भेजें या बाद में फिर कोशिश करें।',
  heard: 'मैंने सुना: “{text}”',
  voiceNoteHint: '{assistant} के लिए एक वॉइस संदेश। नाम: {names}।',
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
  mediaGone: 'お送りいただいたものを取得できませんでした。もう一度お送りください。',
  mediaUnsupported:
    'この種類のファイルは開けません。画像、音声メッセージ、PDF、Word、Excel、PowerPoint、テキストファイルなら開けます。',
  mediaDamaged: 'このファイルは壊れていて開けません。もう一度お送りください。',
  mediaProtected: 'このファイルはパスワードで保護されています。パスワードなしでお送りください。',
  mediaTooLarge: 'このファイルは大きすぎます。もっと小さいファイルをお送りください。',
  mediaTooLong: 'この録音は長すぎます。短く分けてお送りください。',
  mediaEmpty: 'このファイルには読み取れる内容がありません。別の形式で送るか、文字でお送りください。',
  voiceSilent: '録音から言葉を聞き取れませんでした。もう一度話すか、文字でお送りください。',
  voiceDown: '今は録音を聞くことができません。文字で送るか、後でもう一度お試しください。',
  heard: 'こう聞こえました：「{text}」',
  voiceNoteHint: '{assistant}への音声メッセージです。名前：{names}。',
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
  mediaGone: '我没能取到您发来的内容。请再发一次。',
  mediaUnsupported: '我打不开这种文件。可以发图片、语音、PDF、Word、Excel、PowerPoint 和文本文件。',
  mediaDamaged: '这个文件已损坏，我打不开。请再发一次。',
  mediaProtected: '这个文件有密码保护。请发送没有密码的版本。',
  mediaTooLarge: '这个文件对我来说太大了。请发一个小一点的。',
  mediaTooLong: '这段录音对我来说太长了。请分成几段较短的发给我。',
  mediaEmpty: '这个文件里没有我能读取的内容。请换一种形式发送，或用文字发给我。',
  voiceSilent: '我没能从您的录音里听出任何字句。请再说一遍，或用文字发给我。',
  voiceDown: '我现在无法听录音。请用文字发给我，或稍后再试。',
  heard: '我听到的是：“{text}”',
  voiceNoteHint: '这是发给{assistant}的语音消息。人名：{names}。',
  confirmYes: '是',
  confirmNo: '否',
  confirmQuestion: '在我执行之前，请确认：',
}

export const asian = { tr, id, ar, hi, ja, zh }
