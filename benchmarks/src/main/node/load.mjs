// Asks the embedding service as fast as it answers, with OpenAI's client for Node.js or, for /embed,
// with the fetch that the client is built on. A line of the standard input is a turn:
//   {"port", "form": "embed" | "float" | "base64", "texts": […], "callers", "seconds"}
// and is answered with a line: {"requests", "seconds"}.
import { createInterface } from 'node:readline';
import OpenAI from 'openai';

const MODEL = 'bge-small-en-v1.5';

/** What one caller does again and again. */
function request(turn) {
  const base = `http://localhost:${turn.port}`;
  if (turn.form === 'embed') {
    const body = JSON.stringify({ texts: turn.texts });
    const headers = { 'Content-Type': 'application/json' };
    return async () => {
      const answer = await fetch(`${base}/embed`, { method: 'POST', headers, body });
      return (await answer.json()).embeddings.length;
    };
  }
  const client = new OpenAI({ baseURL: `${base}/v1`, apiKey: 'none', maxRetries: 0 });
  // Left alone the client asks for base64 and decodes it.
  const form = turn.form === 'float' ? { encoding_format: 'float' } : {};
  return async () =>
    (await client.embeddings.create({ model: MODEL, input: turn.texts, ...form })).data.length;
}

async function take(turn) {
  const ask = request(turn);
  const start = performance.now();
  const end = start + turn.seconds * 1000;
  let requests = 0;
  const caller = async () => {
    while (performance.now() < end) {
      if ((await ask()) !== turn.texts.length) {
        throw new Error('an answer without all vectors');
      }
      requests++;
    }
  };
  await Promise.all(Array.from({ length: turn.callers }, caller));
  return { requests, seconds: (performance.now() - start) / 1000 };
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await take(JSON.parse(line))));
}
