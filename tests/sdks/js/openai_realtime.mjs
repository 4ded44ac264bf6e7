// OpenAI's SDK for JavaScript talks in real time; it speaks by TLS only.
import { readFileSync } from 'node:fs';
import OpenAI from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { DATA, KEY, main, operation } from './program.mjs';

const ADDRESS = process.env.PARLEY_TLS_ADDRESS;
const LIGHTS = `${DATA}/speech/en/oww_office_lights_1.wav`;
const PATIENCE = 60_000;

const client = (apiKey = KEY) => new OpenAI({ apiKey, baseURL: `https://${ADDRESS}/v1`, maxRetries: 0 });

/** A recording (16-bit mono WAV) as PCM of 24 kHz in Base64, in pieces of a tenth of a second, and silence. */
function sound(path = LIGHTS, silence = 1.2) {
  const file = readFileSync(path);
  const rate = file.readUInt32LE(24);
  const begin = file.indexOf('data') + 8;
  const samples = (file.length - begin) >> 1;
  const made = Buffer.alloc(2 * Math.floor((samples * 24_000) / rate) + 48_000 * silence);
  for (let at = 0; at < Math.floor((samples * 24_000) / rate); at++) {
    made.writeInt16LE(file.readInt16LE(begin + 2 * Math.floor((at * rate) / 24_000)), 2 * at);
  }
  const pieces = [];
  for (let at = 0; at < made.length; at += 4_800) pieces.push(made.subarray(at, at + 4_800).toString('base64'));
  return pieces;
}

/** Talk until an event of a type came; what came. */
function talk(socket, until, begin) {
  return new Promise((resolve, reject) => {
    const events = [];
    const timer = setTimeout(() => reject(new Error(`waited for ${until}: ${events.map((e) => e.type)}`)), PATIENCE);
    const end = (settle, value) => {
      clearTimeout(timer);
      socket.close();
      settle(value);
    };
    socket.on('error', (error) => end(reject, error));
    socket.on('event', (event) => {
      events.push(event);
      if (event.type === 'session.created') begin(event);
      if (event.type === until) end(resolve, events);
    });
  });
}

const words = (done) =>
  done.response.output.flatMap((item) => (item.content ?? []).map((part) => part.transcript ?? part.text));

operation('OpenAIRealtimeWS: voice turn', async () => {
  const socket = await OpenAIRealtimeWS.create(client(), { model: 'gpt-realtime' });
  const events = await talk(socket, 'response.done', () => {
    const audio = { input: { transcription: { model: 'whisper-1' } } };
    socket.send({ type: 'session.update', session: { type: 'realtime', audio } });
    for (const audio of sound()) socket.send({ type: 'input_audio_buffer.append', audio });
  });
  const deltas = events.filter((event) => event.type === 'response.output_audio.delta');
  return {
    heard: events.find((event) => event.type.endsWith('transcription.completed')).transcript,
    said: words(events.at(-1)),
    seconds: deltas.reduce((sum, event) => sum + Buffer.from(event.delta, 'base64').length, 0) / 48_000,
  };
});

operation('OpenAIRealtimeWS: text', async () => {
  const socket = await OpenAIRealtimeWS.create(client(), { model: 'parley' });
  const events = await talk(socket, 'response.done', () => {
    const content = [{ type: 'input_text', text: 'what is 6 times 7' }];
    socket.send({ type: 'session.update', session: { type: 'realtime', output_modalities: ['text'] } });
    socket.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } });
    socket.send({ type: 'response.create' });
  });
  return { said: words(events.at(-1)), types: events.map((event) => event.type) };
});

operation('realtime.clientSecrets.create', async () => {
  const session = { type: 'realtime', model: 'parley', output_modalities: ['text'] };
  const made = await client().realtime.clientSecrets.create({ session });
  const socket = await OpenAIRealtimeWS.create(client(made.value), { model: 'parley' });
  const [created] = await talk(socket, 'session.created', () => {});
  return { secret: made.value.slice(0, 3), modalities: created.session.output_modalities };
});

operation('OpenAIRealtimeWS: wrong key', async () => {
  const socket = await OpenAIRealtimeWS.create(client('wrong'), { model: 'parley' });
  await talk(socket, 'session.created', () => {});
  return 'let in';
});

main();
