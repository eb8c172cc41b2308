"""A child process that changes a table for ever and says what it has committed, until somebody kills it.

Arguments: kind of store, root, seed. Each line on stdout: version, rows, fingerprint of the newest version.
"""

from __future__ import annotations

import random
import sys

from tests.lake.conftest import make_rows
from volano_server.lake import DatasetStore, open_dataset_store


def change(store: DatasetStore, chance: random.Random, turn: int) -> None:
    start = 1000 * turn
    match chance.choice(["append", "append", "upsert", "delete", "replace", "compact", "tag", "clean"]):
        case "append":
            store.append("mails", make_rows(start, start + chance.randint(1, 300)))
        case "upsert":
            store.upsert("mails", make_rows(start - 1000, start - 800, body=f"turn {turn}"))
        case "delete":
            store.delete("mails", f"chars < {start - 3000}")
        case "replace":
            store.replace("mails", make_rows(start, start + 200), key="row_id")
        case "compact":
            store.compact("mails")
        case "tag":
            store.tag("mails", "kept", store.versions("mails")[-1].version)
        case "clean":
            store.clean_up("mails")


def main(kind: str, root: str, seed: str) -> None:
    store = open_dataset_store(root, kind="lance" if kind == "lance" else "parquet")
    chance = random.Random(seed)
    if not store.tables():
        store.create("mails", make_rows(0, 10), key="row_id")
    turn = max(store.open("mails").scan(["chars"]).read_all().column("chars").to_pylist(), default=0) // 1000 + 1
    while True:
        turn += 1
        change(store, chance, turn)
        newest = store.open("mails")
        print(newest.version, newest.count(), newest.fingerprint(), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
