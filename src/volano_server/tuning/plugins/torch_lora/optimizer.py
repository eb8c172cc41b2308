"""AdamW in a few lines, https://arxiv.org/abs/1711.05101: torch's own loads its compiler, two seconds of each start."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8


class AdamW:
    """Moves named parameters down their gradients; `mean` and `square` are all it remembers besides the step."""

    def __init__(self, parameters: Mapping[str, Tensor], weight_decay: float, clip_norm: float) -> None:
        self.parameters = dict(parameters)
        self.weight_decay, self.clip_norm = weight_decay, clip_norm
        self.mean = {name: torch.zeros_like(value) for name, value in parameters.items()}
        self.square = {name: torch.zeros_like(value) for name, value in parameters.items()}

    @torch.no_grad()
    def step(self, number: int, rate: float) -> None:
        """Step `number` (from 1) at learning rate `rate`; gradients longer than `clip_norm` together are shortened."""
        gradients = {name: value.grad for name, value in self.parameters.items() if value.grad is not None}
        norm = torch.stack([gradient.norm() for gradient in gradients.values()]).norm()
        shorten = (self.clip_norm / (norm + 1e-6)).clamp(max=1.0)
        for name, gradient in gradients.items():
            parameter, mean, square = self.parameters[name], self.mean[name], self.square[name]
            gradient.mul_(shorten)
            mean.lerp_(gradient, 1 - BETA1)
            square.mul_(BETA2).addcmul_(gradient, gradient, value=1 - BETA2)
            spread = (square / (1 - BETA2**number)).sqrt_().add_(EPSILON)
            parameter.mul_(1 - rate * self.weight_decay).addcdiv_(mean, spread, value=-rate / (1 - BETA1**number))
            parameter.grad = None

    def state(self) -> dict[str, Tensor]:
        """All it remembers, by name."""
        return {f"{kind}.{name}": value for kind in ("mean", "square") for name, value in getattr(self, kind).items()}

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        """Put back what `state` gave; raises KeyError or RuntimeError when it does not fit."""
        for name, value in self.state().items():
            value.copy_(state[name])
