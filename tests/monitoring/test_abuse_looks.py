"""Looks for abuse over real spans of many windows."""

from __future__ import annotations

from tests.monitoring.conftest import Watch


def test_a_slow_attack_over_many_windows_is_found_and_its_caller_held_back(watch: Watch) -> None:
    for ago in range(12):
        watch.traffic.call("slow", ago, 2)
        watch.traffic.call("slow", ago, 1, attack=True)
        watch.traffic.call("honest", ago, 3)
    found = watch.look()
    assert set(found) == {"slow"}
    assert found["slow"]["reasons"] == ["12 guardrail hits in 36 requests over 12 windows"]
    assert watch.status["status"] == "firing"
    assert [one["principal_id"] for one in watch.shop.get("/restrictions")["items"]] == ["slow"]


def test_the_same_attack_is_invisible_to_a_look_without_history(watch: Watch) -> None:
    for ago in range(12):
        watch.traffic.call("slow", ago, 2)
        watch.traffic.call("slow", ago, 1, attack=True)
    assert watch.look(history_windows=0) == {}


def test_a_few_hits_among_much_ordinary_traffic_are_what_a_detector_gets_wrong(watch: Watch) -> None:
    for ago in range(12):
        watch.traffic.call("busy", ago, 40)
        watch.traffic.call("busy", ago, 1, attack=True)
    assert watch.look() == {}


def test_a_caller_who_was_always_busy_is_not_unusual_and_one_who_suddenly_is_stands_out(watch: Watch) -> None:
    for ago in range(1, 20):
        watch.traffic.call("steady", ago, 150)
        watch.traffic.call("sudden", ago, 3)
    watch.traffic.call("steady", 0, 150)
    watch.traffic.call("sudden", 0, 150)
    found = watch.look(act=False)
    assert "steady" not in found
    assert "150 requests" in found["sudden"]["reasons"][0]


def test_attacks_of_a_caller_who_has_gone_are_not_held_against_it_for_ever(watch: Watch) -> None:
    for ago in range(1, 12):
        watch.traffic.call("gone", ago, 1, attack=True)
    watch.traffic.call("honest", 0, 3)
    assert watch.look() == {}
