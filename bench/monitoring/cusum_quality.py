"""How often does the level monitor alarm without cause, and how fast with one?

    python bench/monitoring/cusum_quality.py [--repetitions 40]

Hourly means with a daily wave, quiet weekends and noise; the season is fitted on some weeks, eight further
weeks are undisturbed, then the level rises by 1.5 of the noise. False alarms are counted per 10,000 hours.
"""

import argparse
import math
import statistics

import numpy as np

from volano_server.monitoring.domain.cusum import HOUR, HOURS_OF_WEEK, Bucket, Cusum, Season, advance, fit_season

NOISES = {
    "independent": 0.0,
    "resembles the hour before, 0.3": 0.3,
    "resembles the hour before, 0.6": 0.6,
    "heavy tails": -1.0,
}


def hours(rng: np.random.Generator, first: int, weeks: int, memory: float, shift: float = 0.0) -> list[Bucket]:
    """Hourly buckets from week `first` on; memory -1 is Student's t with 3 degrees of freedom."""
    noise, buckets = 0.0, []
    for hour in range(first * HOURS_OF_WEEK, (first + weeks) * HOURS_OF_WEEK):
        if memory < 0:
            noise = float(rng.standard_t(3)) / math.sqrt(3)
        else:
            noise = memory * noise + rng.normal() * math.sqrt(1 - memory**2)
        wave = 2 * math.sin(2 * math.pi * (hour % 24) / 24) - 1.5 * (hour // 24 % 7 in {2, 3})
        buckets.append(Bucket(hour * HOUR, 10 + wave + 0.5 * (noise + shift), 100))
    return buckets


def alarms(season: Season, buckets: list[Bucket]) -> list[int]:
    """The places at which the level crosses the limit, anew after it fell below half."""
    state, crossed, firing = Cusum(), [], False
    for place, bucket in enumerate(buckets):
        state = advance(state, season, bucket)
        if state.level >= 1 and not firing:
            crossed.append(place)
        firing = state.level >= 1 or (firing and state.level >= 0.5)
    return crossed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repetitions", type=int, default=40)
    repetitions = parser.parse_args().repetitions
    print(f"{'noise':34}{'weeks':>6}{'false per 10,000':>18}{'found':>8}{'median delay':>14}")
    for name, memory in NOISES.items():
        for weeks in (1, 2, 4, 8):
            false, delays = 0, []
            for repetition in range(repetitions):
                rng = np.random.default_rng(repetition)
                season = fit_season(hours(rng, 0, weeks, memory))
                false += len(alarms(season, hours(rng, weeks, 8, memory)))
                delays += alarms(season, hours(rng, weeks + 8, 2, memory, shift=1.5))[:1]
            share = 10_000 * false / (repetitions * 8 * HOURS_OF_WEEK)
            delay = f"{statistics.median(delays):.0f} h" if delays else "-"
            print(f"{name:34}{weeks:6}{share:18.1f}{len(delays) / repetitions:8.2f}{delay:>14}", flush=True)


if __name__ == "__main__":
    main()
