"""Asks with clients of other contracts than OpenAI's.

Reads a call per line from the standard input, as JSON, and answers with a line each:
{"vectors": [base64, ...]} or {"thrown": the name of the exception, "status": ..., ...}.
The client that a call names is made with the call's address and key.
"""
import base64
import importlib
import json
import struct
import sys


def packed(vector):
    """Little-endian float32; what came as base64 is that already."""
    if isinstance(vector, str):
        return vector
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()


def ollama(call):
    client = importlib.import_module("ollama").Client(
        host=call["url"], headers={"Authorization": f"Bearer {call['key']}"}
    )
    if call.get("older"):
        return {
            "vectors": [
                packed(client.embeddings(model=call["model"], prompt=text)["embedding"])
                for text in call["texts"]
            ]
        }
    if call.get("models"):
        shown = client.show(call["model"])
        return {
            "models": [model.model for model in client.list().models],
            "capabilities": shown.capabilities,
        }
    answer = client.embed(
        model=call["model"],
        input=call["texts"],
        truncate=call.get("truncate"),
        dimensions=call.get("dimensions"),
    )
    return {"vectors": [packed(vector) for vector in answer.embeddings]}


def cohere(call):
    module = importlib.import_module("cohere")
    options = {"base_url": call["url"], "api_key": call["key"]}
    asked = {
        "texts": call["texts"],
        "model": call["model"],
        "input_type": call.get("input_type", "clustering"),
        "truncate": "END" if call.get("truncate", True) else "NONE",
        "request_options": {"max_retries": call["retries"]},
    }
    if call.get("older"):
        answer = module.Client(**options).embed(**asked)
        return {"vectors": [packed(vector) for vector in answer.embeddings]}
    types = call.get("types", ["float"])
    if call.get("dimensions"):
        asked["output_dimension"] = call["dimensions"]
    answer = module.ClientV2(**options).embed(embedding_types=types, **asked)
    vectors = answer.embeddings.float_ or answer.embeddings.base64
    encoded = {name: getattr(answer.embeddings, name) for name in types if name != "float"}
    return {"vectors": [packed(vector) for vector in vectors], "encoded": encoded}


def huggingface(call):
    client = importlib.import_module("huggingface_hub").InferenceClient(
        model=call["url"], token=call["key"]
    )
    if call.get("compared"):
        return {"numbers": client.sentence_similarity(call["texts"][0], call["texts"][1:])}
    vectors = client.feature_extraction(
        call["texts"],
        truncate=call.get("truncate"),
        dimensions=call.get("dimensions"),
        normalize=True,
    )
    return {"vectors": [packed(vector.tolist()) for vector in vectors]}


def langchain(call):
    hub = importlib.import_module("huggingface_hub")
    options = {
        name: call[name] for name in ("truncate", "dimensions") if call.get(name) is not None
    }
    model = importlib.import_module("langchain_huggingface").HuggingFaceEndpointEmbeddings(
        model="BAAI/bge-small-en-v1.5",
        huggingfacehub_api_token=call["key"],
        model_kwargs=options,
    )
    model.client = hub.InferenceClient(model=call["url"], token=call["key"])
    return {"vectors": [packed(vector) for vector in model.embed_documents(call["texts"])]}


def answer(call):
    try:
        return globals()[call["client"]](call)
    except Exception as e:  # pylint: disable=broad-except
        response = getattr(e, "response", None)
        return {
            "thrown": type(e).__name__,
            "module": type(e).__module__,
            "status": getattr(e, "status_code", None) or getattr(response, "status_code", 0) or 0,
            "message": str(e),
        }


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
