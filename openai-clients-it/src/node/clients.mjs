// Asks with clients of other contracts than OpenAI's, as clients.py does: a call per line of the
// standard input, an answer per line.
import { createInterface } from 'node:readline';
import { InferenceClient } from '@huggingface/inference';
import { Ollama } from 'ollama';

const packed = (vector) => Buffer.from(new Float32Array(vector).buffer).toString('base64');

const clients = {
  async ollama(call) {
    const client = new Ollama({
      host: call.url,
      headers: { Authorization: `Bearer ${call.key}` },
    });
    if (call.older) {
      const vectors = [];
      for (const text of call.texts) {
        vectors.push(packed((await client.embeddings({ model: call.model, prompt: text })).embedding));
      }
      return { vectors };
    }
    if (call.models) {
      return {
        models: (await client.list()).models.map((model) => model.name),
        capabilities: (await client.show({ model: call.model })).capabilities,
      };
    }
    const answer = await client.embed({
      model: call.model,
      input: call.texts,
      truncate: call.truncate,
      dimensions: call.dimensions,
    });
    return { vectors: answer.embeddings.map(packed) };
  },

  async huggingface(call) {
    const client = new InferenceClient(call.key, { endpointUrl: call.url });
    if (call.compared) {
      const [text, ...others] = call.texts;
      return {
        numbers: await client.sentenceSimilarity({
          inputs: { source_sentence: text, sentences: others },
        }),
      };
    }
    const vectors = await client.featureExtraction({
      inputs: call.texts,
      normalize: true,
      truncate: call.truncate,
      dimensions: call.dimensions,
    });
    return { vectors: vectors.map(packed) };
  },
};

async function answer(call) {
  try {
    return await clients[call.client](call);
  } catch (e) {
    return {
      thrown: e.constructor.name,
      module: e.constructor.name === 'Error' || e instanceof TypeError ? 'builtins' : call.client,
      status: e.status_code ?? e.httpResponse?.status ?? 0,
      message: e.message,
    };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(JSON.parse(line))));
}
