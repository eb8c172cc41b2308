"""From rows to what callers see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from volano_server.kit.clock import from_rfc3339, to_rfc3339
from volano_server.tracking.domain.compare import flatten, side_by_side
from volano_server.tracking.domain.metrics import Point, Summary
from volano_server.tracking.errors import InvalidRun
from volano_server.tracking.schemas import (
    ArtifactOut,
    ComparedMetric,
    ComparedParameter,
    ComparedRun,
    Link,
    LogLineOut,
    MetricCurve,
    MetricPointOut,
    MetricSummary,
    NotFinite,
    RunComparison,
    RunOut,
)


def run_of(
    row: Row[Any], tags: dict[str, str], links: Sequence[Row[Any]], artifacts: Sequence[Row[Any]],
    summaries: dict[str, Summary],
) -> RunOut:  # fmt: skip
    """The run with everything around it."""
    return RunOut(
        id=row.id,
        kind=row.kind,
        name=row.name,
        state=row.state,
        error=row.error,
        parameters=row.parameters,
        tags=tags,
        metrics={key: summary_of(summary) for key, summary in summaries.items()},
        inputs=[Link(role=link.role, kind=link.kind, ref=link.ref) for link in links if link.direction == "input"],
        outputs=[Link(role=link.role, kind=link.kind, ref=link.ref) for link in links if link.direction == "output"],
        artifacts=[artifact_of(artifact) for artifact in artifacts],
        parent_id=row.parent_id,
        job_id=row.job_id,
        code_version=row.code_version,
        environment_digest=row.environment_digest,
        seed=row.seed,
        cost_micros=row.cost_micros,
        started_by=row.started_by,
        started_at=to_rfc3339(row.started_at),
        finished_at=to_rfc3339(row.finished_at) if row.finished_at is not None else None,
        log_lines=row.log_lines,
        revision=row.revision,
    )


def summary_of(summary: Summary) -> MetricSummary:
    """One key's summary."""
    last = Point(summary.key, summary.last_step, summary.last_ts, summary.last_value, summary.last_flag)
    return MetricSummary(
        last=last.shown,
        last_step=summary.last_step,
        min=summary.min_value,
        max=summary.max_value,
        count=summary.points,
        not_finite=summary.not_finite,
    )


def curve_of(key: str, points: Sequence[Point], thinned: bool) -> MetricCurve:
    """One key's curve."""
    shown = [MetricPointOut(step=point.step, ts=to_rfc3339(point.ts), value=point.shown) for point in points]
    return MetricCurve(key=key, points=shown, thinned=thinned)


def not_finite_of(points: Sequence[Point]) -> list[NotFinite]:
    """The first points without a finite number, for the report on a batch."""
    return [NotFinite(key=p.key, step=p.step, value=str(p.flag)) for p in points if p.value is None][:100]


def artifact_of(row: Row[Any]) -> ArtifactOut:
    """One artifact."""
    return ArtifactOut(
        name=row.name,
        digest=row.digest,
        size_bytes=row.size_bytes,
        media_type=row.media_type,
        created_at=to_rfc3339(row.created_at),
    )


def line_of(row: Row[Any]) -> LogLineOut:
    """One log line."""
    return LogLineOut(line=row.line, stream=row.stream, ts=to_rfc3339(row.ts), text=row.text)


def comparison_of(runs: Sequence[Row[Any]], summaries: Sequence[dict[str, Summary]]) -> RunComparison:
    """The runs side by side; metrics differ when their last values do."""
    parameters = side_by_side([flatten(run.parameters) for run in runs])
    metrics = side_by_side([{key: summary_of(found) for key, found in each.items()} for each in summaries])
    return RunComparison(
        runs=[ComparedRun(id=run.id, kind=run.kind, name=run.name, state=run.state) for run in runs],
        parameters=[ComparedParameter(key=row.key, values=row.values, differs=row.differs) for row in parameters],
        metrics=[
            ComparedMetric(
                key=row.key,
                values=row.values,
                differs=None in row.values or len({found.last for found in row.values}) > 1,
            )
            for row in metrics
        ],
    )


def time_of(text: str | None) -> int | None:
    """Microseconds for an RFC 3339 text; raises InvalidRun."""
    if text is None:
        return None
    try:
        return from_rfc3339(text)
    except (ValueError, OverflowError) as error:
        raise InvalidRun(f"`{text[:60]}` is no time: {error}", hint="write it as 2026-11-21T22:51:07Z") from None
