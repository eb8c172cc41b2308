"""The engine process: llama.cpp's server inside Python, told what to do by one JSON line on standard input.

Run as a file, so that nothing of the platform is loaded beside the model. Prints one JSON line with its address, then
serves until standard input ends: that is when the parent is gone, however it went.
"""

from __future__ import annotations

import json
import os
import sys


def main() -> None:
    told = json.loads(sys.stdin.readline())
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = told["model"]
    params.model_alias = {told["name"]}
    params.n_ctx = told["context"] * told["slots"]
    params.n_parallel = told["slots"]
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = told["threads"]
    params.n_gpu_layers = 0
    if told["chat_template"]:
        params.chat_template = told["chat_template"]
    # Sliding-window layers keep all positions: only then can the shared beginning of two prompts be reused.
    params.swa_full = True
    params.cache_ram_mib = 0
    params.fit_params = False
    params.warmup = False
    params.verbosity = 2
    # Nothing but the API, for nobody but the holder of the key.
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [told["api_key"]]
    params.ui = params.endpoint_slots = params.endpoint_props = False
    server = xllamacpp.Server(params)
    sys.stdout.write(json.dumps({"address": server.listening_address}) + "\n")
    sys.stdout.flush()
    while sys.stdin.readline():
        pass
    os._exit(0)  # the server's own threads would keep the process alive


if __name__ == "__main__":
    main()
