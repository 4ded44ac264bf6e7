// The Speech SDK for JavaScript is heard.
import { readFileSync } from 'node:fs';
import * as speech from 'microsoft-cognitiveservices-speech-sdk';
import { ADDRESS, DATA, KEY, main, operation } from './program.mjs';

const JFK = `${DATA}/speech/en/jfk.wav`;
const LIGHTS = `${DATA}/speech/en/oww_office_lights_1.wav`;
const AUSTEN = `${DATA}/speech/en/sense_and_sensibility_01_austen_64kb-0870.wav`;

function config(key = KEY, language = 'en-US') {
  const made = speech.SpeechConfig.fromHost(new URL(`ws://${ADDRESS}`), key);
  made.speechRecognitionLanguage = language;
  return made;
}

const file = (path = JFK) => speech.AudioConfig.fromWavFileInput(readFileSync(path));

function told(result) {
  const row = {
    reason: speech.ResultReason[result.reason],
    text: result.text ?? '',
    offset: result.offset / 1e7,
    duration: result.duration / 1e7,
  };
  if (result.reason === speech.ResultReason.Canceled) {
    const details = speech.CancellationDetails.fromResult(result);
    row.code = speech.CancellationErrorCode[details.ErrorCode];
    row.details = details.errorDetails;
  }
  if (result.language) row.language = result.language;
  if (result.speakerId) row.speaker = result.speakerId;
  return row;
}

const once = (recogniser) =>
  new Promise((resolve, reject) => recogniser.recognizeOnceAsync(resolve, reject)).finally(() => recogniser.close());

/** Listen to the end of the sound. */
function allOf(recogniser) {
  const rows = { partials: [], finals: [], ends: [] };
  const transcribes = recogniser instanceof speech.ConversationTranscriber;
  return new Promise((resolve, reject) => {
    recogniser[transcribes ? 'transcribing' : 'recognizing'] = (_, event) => rows.partials.push(told(event.result));
    recogniser[transcribes ? 'transcribed' : 'recognized'] = (_, event) => rows.finals.push(told(event.result));
    recogniser.canceled = (_, event) => {
      rows.ends.push([speech.CancellationReason[event.reason], event.errorDetails ?? '']);
      resolve(rows);
    };
    recogniser.sessionStopped = () => resolve(rows);
    if (transcribes) recogniser.startTranscribingAsync(undefined, reject);
    else recogniser.startContinuousRecognitionAsync(undefined, reject);
  }).finally(() => recogniser.close());
}

operation('recognizeOnceAsync', async () => told(await once(new speech.SpeechRecognizer(config(), file()))));

operation('continuous', () => allOf(new speech.SpeechRecognizer(config(), file())));

operation('dictation', () => {
  const made = config();
  made.enableDictation();
  return allOf(new speech.SpeechRecognizer(made, file()));
});

operation('detailed results, word times', async () => {
  const made = config();
  made.outputFormat = speech.OutputFormat.Detailed;
  made.requestWordLevelTimestamps();
  const result = await once(new speech.SpeechRecognizer(made, file()));
  return { ...told(result), json: JSON.parse(result.json) };
});

operation('phrase list', async () => {
  const recogniser = new speech.SpeechRecognizer(config(), file(LIGHTS));
  speech.PhraseListGrammar.fromRecognizer(recogniser).addPhrases(['office lights', 'Kryzalys']);
  return told(await once(recogniser));
});

operation('push stream: words before the sound is over', async () => {
  const stream = speech.AudioInputStream.createPushStream();
  const sound = readFileSync(JFK).subarray(44);
  const recogniser = new speech.SpeechRecognizer(config(), speech.AudioConfig.fromStreamInput(stream));
  const listening = allOf(recogniser);
  const note = recogniser.recognizing;
  let heard = false;
  let words;
  const came = new Promise((resolve) => (words = resolve));
  recogniser.recognizing = (sender, event) => {
    heard = true;
    words();
    note(sender, event);
  };
  // After five seconds whoever speaks waits for words: a machine that is busy is only later.
  let given = 0;
  for (let at = 0; at < sound.length; at += 3200) {
    if (at >= 5 * 32000 && !heard) await Promise.race([came, new Promise((resolve) => setTimeout(resolve, 30_000))]);
    if (!heard) given = at;
    stream.write(Uint8Array.from(sound.subarray(at, at + 3200)).buffer);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  stream.close();
  const rows = await listening;
  return { given: given / 32000, sound: sound.length / 32000, finals: rows.finals };
});

operation('language identification', async () => {
  const languages = speech.AutoDetectSourceLanguageConfig.fromLanguages(['en-US', 'zh-CN']);
  const recogniser = speech.SpeechRecognizer.FromConfig(config(), languages, file());
  return told(await once(recogniser));
});

operation('conversation transcriber', () => {
  const stream = speech.AudioInputStream.createPushStream();
  for (const each of [JFK, AUSTEN, JFK]) {
    stream.write(Uint8Array.from(readFileSync(each).subarray(44)).buffer);
    stream.write(new ArrayBuffer(32000));
  }
  stream.close();
  return allOf(new speech.ConversationTranscriber(config(), speech.AudioConfig.fromStreamInput(stream)));
});

operation('translation recognizer', async () => {
  const made = speech.SpeechTranslationConfig.fromHost(new URL(`ws://${ADDRESS}`), KEY);
  made.speechRecognitionLanguage = 'en-US';
  for (const each of ['zh-Hans', 'de']) made.addTargetLanguage(each);
  const result = await once(new speech.TranslationRecognizer(made, file(LIGHTS)));
  const translations = {};
  for (const each of result.translations?.languages ?? []) translations[each] = result.translations.get(each);
  return { ...told(result), translations };
});

operation('pronunciation assessment', async () => {
  const recogniser = new speech.SpeechRecognizer(config(), file());
  new speech.PronunciationAssessmentConfig('ask not').applyTo(recogniser);
  return told(await once(recogniser));
});

operation('a language that nobody hears', async () =>
  told(await once(new speech.SpeechRecognizer(config(KEY, 'fi-FI'), file()))),
);

operation('wrong key', async () => told(await once(new speech.SpeechRecognizer(config('pk_wrong'), file()))));

await main();
