"""Many monitors, few false alarms: Holm's correction."""

import math
from collections.abc import Mapping

from volano_server.monitoring.domain.errors import BadRule


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """Each monitor's p-value corrected for having asked all of them; compare it with alpha as it is.

    The chance that any undisturbed monitor falls below alpha is at most alpha, whatever their dependence.
    Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6
    (1979). Raises BadRule for a number that is no probability.
    """
    for name, p in p_values.items():
        if math.isnan(p) or not 0.0 <= p <= 1.0:
            raise BadRule(f"The p-value of `{name}` is {p}.", hint="Leave out monitors without data.")
    corrected, floor, remaining = {}, 0.0, len(p_values)
    for name, p in sorted(p_values.items(), key=lambda item: item[1]):
        floor = max(floor, min(1.0, p * remaining))
        corrected[name] = floor
        remaining -= 1
    return {name: corrected[name] for name in p_values}
