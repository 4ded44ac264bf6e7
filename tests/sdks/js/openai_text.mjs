// OpenAI's SDK for JavaScript: chat, responses, embeddings and models.
import OpenAI, { AzureOpenAI } from 'openai';
import { ADDRESS, KEY, main, operation } from './program.mjs';

const client = new OpenAI({ apiKey: KEY, baseURL: `http://${ADDRESS}/v1`, maxRetries: 0 });
const MODEL = 'echo-1';
const ask = (content, more = {}) =>
  client.chat.completions.create({ model: 'parley', messages: [{ role: 'user', content }], ...more });
const TOOL = {
  type: 'function',
  function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
};
const SCHEMA = {
  type: 'object',
  properties: { words: { type: 'integer' }, text: { type: 'string' } },
  required: ['words', 'text'],
  additionalProperties: false,
};

/** What an error of the SDK's own class says. */
async function refused(kind, work) {
  try {
    await work();
  } catch (error) {
    if (error instanceof kind) return [error.constructor.name, error.status, error.code, error.param];
    throw error;
  }
  return null;
}

operation('models.list', async () => {
  const ids = [];
  for await (const model of client.models.list()) ids.push(model.id);
  return ids;
});
operation('models.retrieve', async () => (await client.models.retrieve('parley')).id);
operation('chat.completions.create', async () => (await ask('what is 6 times 7')).choices[0].message.content);
operation('chat.completions.create(stream: true)', async () => {
  let text = '';
  for await (const chunk of await ask('what is 6 times 7', { stream: true })) {
    text += chunk.choices[0]?.delta?.content ?? '';
  }
  return text;
});
operation('chat.completions.stream', async () => {
  const messages = [{ role: 'user', content: 'one two three' }];
  const stream = client.chat.completions.stream({ model: MODEL, messages });
  let deltas = 0;
  stream.on('content', () => (deltas += 1));
  return [await stream.finalContent(), deltas];
});
operation('chat.completions.create(tools: …)', async () => {
  const answer = await ask('use weather with {"city": "Oslo"}', { model: MODEL, tools: [TOOL] });
  const call = answer.choices[0].message.tool_calls[0];
  return [answer.choices[0].finish_reason, call.function.name, JSON.parse(call.function.arguments)];
});
operation('chat.completions.runTools', async () => {
  const parameters = TOOL.function.parameters;
  const weather = ({ city }) => `snow in ${city}`;
  const tool = { type: 'function', function: { name: 'weather', parameters, function: weather, parse: JSON.parse } };
  const messages = [{ role: 'user', content: 'use weather with {"city": "Oslo"}' }];
  return await client.chat.completions.runTools({ model: MODEL, messages, tools: [tool] }).finalContent();
});
operation('chat.completions.parse', async () => {
  const response_format = { type: 'json_schema', json_schema: { name: 'count', strict: true, schema: SCHEMA } };
  const messages = [{ role: 'user', content: 'one two three' }];
  const answer = await client.chat.completions.parse({ model: MODEL, messages, response_format });
  return JSON.parse(answer.choices[0].message.content);
});
operation('responses.create', async () => {
  const answer = await client.responses.create({ model: 'parley', input: 'what is 6 times 7' });
  return [answer.output_text, answer.status];
});
operation('responses.create(stream: true)', async () => {
  const seen = [];
  let text = '';
  const stream = await client.responses.create({ model: 'parley', input: 'what is 6 times 7', stream: true });
  for await (const event of stream) {
    seen.push(event.sequence_number);
    if (event.type === 'response.output_text.delta') text += event.delta;
  }
  return [text, seen];
});
operation('responses.stream', async () => {
  const stream = client.responses.stream({ model: MODEL, input: 'one two three' });
  return (await stream.finalResponse()).output_text;
});
operation('responses.parse', async () => {
  const text = { format: { type: 'json_schema', name: 'count', strict: true, schema: SCHEMA } };
  return (await client.responses.parse({ model: MODEL, input: 'one two three', text })).output_parsed;
});
operation('embeddings.create', async () => {
  const made = await client.embeddings.create({ model: 'echo-embed', input: ['one two', 'a1'] });
  return made.data.map((each) => Array.from(each.embedding));
});
operation('AuthenticationError', () =>
  refused(OpenAI.AuthenticationError, () =>
    new OpenAI({ apiKey: 'wrong', baseURL: `http://${ADDRESS}/v1`, maxRetries: 0 }).models.list(),
  ),
);
operation('NotFoundError', () => refused(OpenAI.NotFoundError, () => ask('hello', { model: 'gpt-4o' })));
operation('BadRequestError', () => refused(OpenAI.BadRequestError, () => ask('hello', { tools: [TOOL] })));
operation('AzureOpenAI: chat.completions.create', async () => {
  const azure = new AzureOpenAI({ endpoint: `http://${ADDRESS}`, apiVersion: '2024-10-21', apiKey: KEY, maxRetries: 0 });
  const messages = [{ role: 'user', content: 'what is 6 times 7' }];
  return (await azure.chat.completions.create({ model: 'parley', messages })).choices[0].message.content;
});

await main();
