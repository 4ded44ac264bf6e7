// OpenAI's SDK for JavaScript writes down a recording.
import fs from 'node:fs';
import OpenAI from 'openai';
import { ADDRESS, DATA, KEY, main, operation } from './program.mjs';

const client = new OpenAI({ baseURL: `http://${ADDRESS}/v1`, apiKey: KEY, maxRetries: 0 });
const JFK = `${DATA}/speech/en/jfk.wav`;
const transcribed = (asked) => client.audio.transcriptions.create({ file: fs.createReadStream(JFK), model: 'whisper-1', ...asked });

operation('json', () => transcribed({}));
operation('verbose_json with words', () => transcribed({ response_format: 'verbose_json', timestamp_granularities: ['word'] }));
operation('stream', async () => {
  const events = [];
  for await (const event of await transcribed({ model: 'gpt-4o-transcribe', stream: true })) events.push(event);
  return events;
});
operation('translation of English', async () =>
  (await client.audio.translations.create({ file: fs.createReadStream(JFK), model: 'whisper-1' })).text);
operation('wrong key', () =>
  new OpenAI({ baseURL: `http://${ADDRESS}/v1`, apiKey: 'wrong', maxRetries: 0 }).audio.transcriptions.create({
    file: fs.createReadStream(JFK),
    model: 'whisper-1',
  }));

await main();
