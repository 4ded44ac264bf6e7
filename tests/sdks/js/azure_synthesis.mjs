// The Speech SDK for JavaScript is spoken to.
import * as speech from 'microsoft-cognitiveservices-speech-sdk';
import { ADDRESS, KEY, main, operation } from './program.mjs';

function config(key = KEY, form) {
  // Not ws://, with which this SDK opens its socket but cannot ask for the voices.
  const made = speech.SpeechConfig.fromHost(new URL(`http://${ADDRESS}`), key);
  if (form) made.speechSynthesisOutputFormat = speech.SpeechSynthesisOutputFormat[form];
  return made;
}

const told = (result, sound = false) => ({
  reason: speech.ResultReason[result.reason],
  bytes: result.audioData?.byteLength ?? 0,
  details: result.errorDetails ?? '',
  ...(sound && result.audioData ? { sound: Buffer.from(result.audioData).toString('base64') } : {}),
});

/** Say something; what came, and what was told meanwhile. */
function say(made, text, markup = false) {
  const voice = new speech.SpeechSynthesizer(made, null);
  const events = [];
  voice.wordBoundary = (_, event) =>
    events.push([event.boundaryType, event.text, event.textOffset, event.wordLength, event.audioOffset / 1e7, event.duration / 1e7]);
  voice.bookmarkReached = (_, event) => events.push(['Mark', event.text, event.audioOffset / 1e7]);
  return new Promise((resolve, reject) =>
    voice[markup ? 'speakSsmlAsync' : 'speakTextAsync'](text, (result) => resolve({ ...told(result, true), events }), reject),
  ).finally(() => voice.close());
}

const head = "<speak version='1.0' xmlns='http://www.w3.org/2001/10/synthesis' xml:lang='en-US'>";

operation('speakTextAsync', () => say(config(), 'Hello, my friend. It is 7:30 today.'));

operation('speakSsmlAsync', () =>
  say(config(), `${head}<voice name='en-US-JennyNeural'>One<bookmark mark='here'/><break time='1s'/>two</voice></speak>`, true),
);

operation('speakTextAsync as MP3', () => say(config(KEY, 'Audio24Khz48KBitRateMonoMp3'), 'One, two, three.'));

operation('getVoicesAsync', async () => {
  const voice = new speech.SpeechSynthesizer(config(), null);
  const result = await voice.getVoicesAsync();
  voice.close();
  return { reason: speech.ResultReason[result.reason], voices: result.voices.map((each) => each.shortName) };
});

operation('a wrong key', async () => {
  const { sound, ...row } = await say(config('wrong'), 'Hello.');
  return row;
});

await main();
