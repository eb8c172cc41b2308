"""What a probe, a scraper and a lost browser get."""

from tests.harness.house import TestHouse


def test_health_names_every_part_that_works(house: TestHouse) -> None:
    answer = house.client(None).get("/health")
    assert answer.status_code == 200
    assert answer.json()["checks"]["database"] == "ok"


def test_health_turns_red_when_the_database_takes_no_writes(house: TestHouse) -> None:
    client = house.client(None)
    house.house.database.close()
    answer = client.get("/health")
    assert answer.status_code == 503
    assert "takes no writes" in answer.json()["checks"]["database"]


def test_metrics_are_prometheus_text(house: TestHouse) -> None:
    client = house.client(None)
    client.get("/health")
    text = client.get("/metrics").text
    assert 'volano_http_requests_total{method="GET",route="/health",status="200"} 1.0' in text


def test_an_unknown_api_address_is_a_problem_and_not_the_page(house: TestHouse) -> None:
    answer = house.client(None).get("/api/v1/nothing-here")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "no_such_route"


def test_a_nul_in_the_address_is_refused(house: TestHouse) -> None:
    answer = house.client(None).get("/api/v1/a%00b")
    assert answer.status_code == 422
