import numpy as np
import pytest

from volano_server.monitoring.domain.logistic import fit, grouped_auc


def test_the_weights_are_where_the_penalised_gradient_vanishes() -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(size=(300, 4))
    labels = (rng.random(300) < 1 / (1 + np.exp(-(features @ [2.0, -1.0, 0.0, 0.5])))).astype(float)
    weights = fit(features, labels, ridge=0.5)
    chance = 1 / (1 + np.exp(-(weights[0] + features @ weights[1:])))
    balance = np.where(labels == 1, 0.5 / labels.mean(), 0.5 / (1 - labels.mean()))
    gradient = features.T @ (balance * (chance - labels)) + 0.5 * weights[1:]
    assert np.abs(gradient).max() < 1e-3
    assert weights[1] > 1.0 > abs(weights[3])


def test_separable_classes_do_not_run_away() -> None:
    features = np.repeat([[-1.0], [1.0]], 50, axis=0)
    weights = fit(features, np.repeat([0.0, 1.0], 50), ridge=1e-3)
    assert np.all(np.isfinite(weights))
    assert weights[1] > 1


def test_groups_that_resemble_themselves_are_not_mistaken_for_drift() -> None:
    rng, with_groups, without = np.random.default_rng(3), [], []
    for seed in range(8):
        centres = rng.normal(size=(60, 20)) * 2
        rows = np.repeat(centres, 10, axis=0) + rng.normal(size=(600, 20))
        groups = np.repeat(np.arange(30), 10)
        with_groups.append(grouped_auc(rows[:300], groups, rows[300:], groups, seed=seed))
        alone = np.arange(300)
        without.append(grouped_auc(rows[:300], alone, rows[300:], alone, seed=seed))
    assert np.mean(with_groups) == pytest.approx(0.5, abs=0.1)
    assert np.mean(without) > 0.75


def test_windows_are_told_apart_as_far_as_they_differ() -> None:
    rng = np.random.default_rng(1)
    same, moved, groups = rng.normal(size=(2000, 3)), rng.normal(size=(2000, 3)), np.arange(2000)
    moved[:, 0] += 1.0
    assert grouped_auc(same, groups, moved, groups) == pytest.approx(0.76, abs=0.03)
