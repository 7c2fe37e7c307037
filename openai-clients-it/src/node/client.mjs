// Asks with OpenAI's client for Node.js. Reads a call per line from the standard input, as JSON, and
// answers with a line each: {"vectors": [base64, …]} or {"thrown": "the name of the exception", …}.
// Every attempt that the client makes is reported with the wait before it and what it was told.
import { createInterface } from 'node:readline';
import OpenAI from 'openai';

/** The client's own way to the network, watched. */
function watched(attempts) {
  return async (url, init) => {
    const now = performance.now();
    const last = attempts.at(-1);
    if (last) {
      last.waited = now - last.answered;
    }
    const answer = await fetch(url, init);
    attempts.push({
      status: answer.status,
      told: Number(answer.headers.get('retry-after-ms') ?? 0),
      answered: performance.now(),
      waited: 0,
    });
    return answer;
  };
}

function base64(vector) {
  // A client that was asked for base64 gives it as it came; otherwise it has decoded it.
  return typeof vector === 'string'
    ? vector
    : Buffer.from(new Float32Array(vector).buffer).toString('base64');
}

async function answer(call) {
  const attempts = [];
  const client = new OpenAI({
    baseURL: call.base_url,
    apiKey: call.key,
    maxRetries: call.retries,
    fetch: watched(attempts),
  });
  try {
    const list = await client.embeddings.create(call.request);
    const vectors = list.data.sort((a, b) => a.index - b.index).map((item) => base64(item.embedding));
    return { vectors, attempts };
  } catch (e) {
    return {
      thrown: e.constructor.name,
      own: e instanceof OpenAI.APIError,
      message: e.message,
      request_id: e.requestID ?? '',
      attempts,
    };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(JSON.parse(line))));
}
