// OpenAI's SDK for JavaScript has a text said.
import OpenAI from 'openai';
import { ADDRESS, KEY, main, operation } from './program.mjs';

const client = new OpenAI({ baseURL: `http://${ADDRESS}/v1`, apiKey: KEY, maxRetries: 0 });
const TEXT = 'Hello there, this is a test. 你好。';

operation('audio.speech.create', async () => {
  const rows = {};
  for (const form of ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm']) {
    const said = await client.audio.speech.create({ model: 'gpt-4o-mini-tts', voice: 'alloy', input: TEXT, response_format: form });
    rows[form] = Buffer.from(await said.arrayBuffer()).toString('base64');
  }
  return rows;
});

operation('audio.speech.create, as a stream', async () => {
  const said = await client.audio.speech.create({ model: 'tts-1', voice: 'nova', input: TEXT.repeat(50), response_format: 'pcm' });
  let pieces = 0;
  let bytes = 0;
  for await (const piece of said.body) {
    pieces += 1;
    bytes += piece.length;
  }
  return { pieces, bytes };
});

operation('audio.speech.create, a wrong key', async () => {
  const stranger = new OpenAI({ baseURL: `http://${ADDRESS}/v1`, apiKey: 'wrong', maxRetries: 0 });
  try {
    await stranger.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'Hello.' });
  } catch (error) {
    return [error.status, error.code];
  }
  return 'let in';
});

await main();
