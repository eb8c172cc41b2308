"""What changed between two prompt versions."""

from __future__ import annotations

import difflib
from typing import Any

from volano_server.prompts.domain.content import PromptContent


def compare(before: PromptContent, after: PromptContent) -> dict[str, Any]:
    """`messages`: unified lines of each message that changed; `fields`: other parts as {before, after}."""
    messages = []
    for number in range(max(len(before.messages), len(after.messages))):
        old = before.messages[number] if number < len(before.messages) else None
        new = after.messages[number] if number < len(after.messages) else None
        if old == new:
            continue
        lines = difflib.unified_diff(
            old.content.splitlines() if old else [], new.content.splitlines() if new else [], lineterm="", n=3
        )
        roles = {"before": old.role if old else None, "after": new.role if new else None}
        messages.append({"number": number + 1, "roles": roles, "lines": list(lines)[2:]})
    old_fields, new_fields = (one.model_dump(exclude={"messages"}) for one in (before, after))
    fields = {
        name: {"before": old_fields[name], "after": new_fields[name]}
        for name in old_fields
        if old_fields[name] != new_fields[name]
    }
    return {"messages": messages, "fields": fields}
