"""What happens to honest callers, and what to abusers?

    python bench/monitoring/abuse_quality.py [--windows 2000]

Each line is a kind of caller; its windows are drawn from bursty traffic (negative binomial requests,
lognormal tokens) after a past of 0 to 167 ordinary windows of its own, and the columns are the shares of
verdicts.
"""

import argparse
from collections import Counter
from dataclasses import dataclass

import numpy as np

from volano_server.monitoring.domain.abuse import Activity, History, judge


@dataclass(frozen=True)
class Caller:
    """How a caller behaves in a window: mean requests, burstiness, typical tokens, shares, places."""

    rate: float
    bursts: float = 3.0
    tokens: float = 800.0
    refused: float = 0.02
    hit: float = 0.003
    similarity: float = 0.0
    sources: float = 1.0

    def window(self, rng: np.random.Generator) -> Activity:
        requests = int(rng.poisson(rng.gamma(self.bursts, self.rate / self.bursts)))
        tokens = int(rng.lognormal(np.log(self.tokens), 0.8, requests).sum())
        return Activity(
            requests=requests,
            refusals=int(rng.binomial(requests, self.refused)),
            guardrail_hits=int(rng.binomial(requests, self.hit)),
            tokens=tokens,
            cost=tokens * 5e-6,
            similarity=self.similarity,
            sources=1 + int(rng.poisson(self.sources - 1)),
        )


USUAL = Caller(15)
HONEST: dict[str, tuple[Caller, Caller | None]] = {
    "ordinary": (USUAL, USUAL),
    "ordinary, new": (USUAL, None),
    "keen, new (60 requests)": (Caller(60), None),
    "busy application (500)": (Caller(500, 20), Caller(500, 20)),
    "very bursty application (200)": (Caller(200, 1), Caller(200, 1)),
    "application with a template": (Caller(100, similarity=0.9), Caller(100, similarity=0.88)),
    "delicate topics, 20 % refused": (Caller(30, refused=0.2), Caller(30, refused=0.2)),
    "falsely flagged in 5 %": (Caller(100, hit=0.05), Caller(100, hit=0.05)),
    "traffic doubled": (Caller(200, 5), Caller(100, 5)),
}
ABUSERS: dict[str, tuple[Caller, Caller | None]] = {
    "hammers 20 times its pace": (Caller(300, 20, similarity=0.9), USUAL),
    "hammers, new (600)": (Caller(600, 20, similarity=0.9), None),
    "jailbreaks at its usual pace": (Caller(20, hit=0.6, refused=0.5), USUAL),
    "jailbreaks, new": (Caller(10, hit=0.7, refused=0.5), None),
    "hammers with jailbreaks": (Caller(300, 20, refused=0.3, hit=0.5, similarity=0.8), USUAL),
    "key leaked, 50 places": (Caller(80, sources=50), USUAL),
    "30 times the tokens": (Caller(15, tokens=24_000), USUAL),
    "scrapes at 10 times its pace": (Caller(5000, 50), Caller(500, 20)),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--windows", type=int, default=2000)
    windows, rng = parser.parse_args().windows, np.random.default_rng(0)
    for title, callers in (("honest", HONEST), ("abuse", ABUSERS)):
        print(f"{title:34}" + "".join(f"{action:>10}" for action in ("allow", "observe", "throttle", "block")))
        for name, (now, before) in callers.items():
            found: Counter[str] = Counter()
            for _ in range(windows):
                length = int(rng.integers(0, 168)) if before else 0
                past = tuple(before.window(rng) for _ in range(length)) if before else ()
                found[judge(now.window(rng), History(past)).action] += 1
            shares = (found[action] / windows for action in ("allow", "observe", "throttle", "block"))
            print(f"{name:34}" + "".join(f"{share:10.4f}" for share in shares), flush=True)


if __name__ == "__main__":
    main()
