from hypothesis import given
from hypothesis import strategies as st

from volano_server.serving.gateway.domain.verdicts import ORDER, Finding, Verdict, score, strictest, verdict

findings = st.lists(
    st.builds(
        Finding,
        rule=st.sampled_from("abc"),
        family=st.just("family"),
        weight=st.floats(0.01, 0.99),
        start=st.integers(0, 50),
        end=st.integers(51, 99),
    ),
    max_size=6,
)


def test_weights_add_up_like_independent_witnesses() -> None:
    two = [Finding("a", "f", 0.5, 0, 1), Finding("b", "f", 0.5, 0, 1), Finding("b", "f", 0.4, 3, 4)]
    assert score(two) == 0.75
    assert score([]) == 0.0


@given(findings, findings)
def test_more_findings_never_lower_the_score(some: list[Finding], more: list[Finding]) -> None:
    assert 0.0 <= score(some) <= score(some + more) + 1e-12 <= 1.0 + 1e-12


@given(findings, st.sampled_from(ORDER[1:]), st.floats(0.1, 0.9))
def test_a_verdict_acts_at_its_threshold_and_keeps_what_it_saw(
    some: list[Finding], mode: str, threshold: float
) -> None:
    found = verdict(some, mode, threshold)  # type: ignore[arg-type]
    assert len(found.findings) == len(some)
    assert set(found.rules) == {finding.rule for finding in some}
    if not some:
        assert found == Verdict("pass", 0.0)
    else:
        assert found.action == (mode if score(found.findings) >= threshold else "observe")


def test_of_several_verdicts_the_strictest_decides() -> None:
    one = verdict([Finding("a", "f", 0.9, 0, 1)], "block", 0.5)
    other = verdict([Finding("b", "f", 0.3, 2, 3)], "mask", 0.5)
    both = strictest([other, one, Verdict("pass", 0.0)])
    assert (both.action, both.score, set(both.rules)) == ("block", one.score, {"a", "b"})
    assert strictest([]) == Verdict("pass", 0.0)
