"""What runs the service elsewhere, and what is said of watching it, agree with the code."""

import re
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.clock import now
from bot.http.figures import figures
from bot.http.server import open_http
from bot.metrics import Metrics
from bot.readiness import Readiness
from bot.services import Services
from bot.settings import Settings, load
from ledger import backups, health, meta
from ledger.engine import name_of

ROOT = Path(__file__).parents[1]


DRAWN = "ab" * 16  # as `openssl rand -hex` draws it
ASKED = re.compile(r"\$\{(\w+):\?[^}]+\}")  # of .env, without which nothing starts


def services_in(name: str) -> dict[str, Any]:
    found = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    services: dict[str, Any] = found["services"]
    for service in services.values():
        kept = {volume.partition(":")[0] for volume in service["volumes"]}
        assert kept <= set(found["volumes"])
    return services


def composed() -> dict[str, Any]:
    service: dict[str, Any] = services_in("compose.yaml")["leadlight"]
    return service


def unit(name: str) -> ConfigParser:
    parser = ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # systemd's own letters
    parser.read_string((ROOT / "deploy" / name).read_text(encoding="utf-8"))
    return parser


@pytest.mark.parametrize(
    ("is_started", "code", "told"),
    [(True, 0, '{"ready":true,"causes":[]}'), (False, 1, "Slack has not answered")],
)
def test_the_health_check_of_compose_tells_ready_from_not(
    services: Services, is_started: bool, code: int, told: str
) -> None:
    url = f"sqlite:///{services.ledger.path}"
    settings = Settings.model_validate({"database_url": url, "http_port": "0"})
    readiness = Readiness(services, is_started=is_started)
    server = open_http(settings, services, now, readiness=readiness)
    assert server is not None
    _, python, *script = composed()["healthcheck"]["test"]
    assert python == "python"
    at = [part.replace("127.0.0.1:8080", f"127.0.0.1:{server.port}") for part in script]
    try:
        ran = subprocess.run([sys.executable, *at], capture_output=True, text=True, check=False)
    finally:
        server.stop()
    assert (ran.returncode, told in ran.stdout + ran.stderr) == (code, True)


def test_compose_serves_what_its_health_check_asks() -> None:
    service = composed()
    assert service["environment"]["HTTP_PORT"] == 8080
    assert service["ports"] == ["127.0.0.1:8080:8080"]


def test_three_instances_are_alike_but_for_their_ports() -> None:
    services = services_in("compose.postgres.yaml")
    postgres = services.pop("postgres")
    ports = [service.pop("ports") for service in services.values()]
    assert ports == [[f"127.0.0.1:808{number}:8080"] for number in (1, 2, 3)]
    first, *others = services.values()
    assert others == [first, first]
    alone = composed()
    for name in ("build", "env_file", "healthcheck", "restart", "stop_grace_period", "logging"):
        assert first[name] == alone[name]
    assert first["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert (postgres["restart"], "ports" in postgres) == (alone["restart"], False)
    assert postgres["healthcheck"]["test"][:2] == ["CMD", "pg_isready"]


def test_what_three_instances_are_given_is_what_the_service_takes(tmp_path: Path) -> None:
    services = services_in("compose.postgres.yaml")
    given = {name: str(value) for name, value in services["leadlight-1"]["environment"].items()}
    server = services["postgres"]["environment"]
    asked = {name: found[1] for name in given if (found := ASKED.fullmatch(given[name]))}
    assert list(asked.items()) == [
        ("PGPASSWORD", "POSTGRES_PASSWORD"),
        ("IDENTITY_KEY", "IDENTITY_KEY"),
    ]
    assert ASKED.fullmatch(server["POSTGRES_PASSWORD"])
    (tmp_path / ".env").write_text(
        "SLACK_BOT_TOKEN=xoxb-1\nSLACK_APP_TOKEN=xapp-1\nLEADS_CHANNEL=#leads\nBACKUP_DIR=/backups\n"
    )
    settings = load("service", given | dict.fromkeys(asked, DRAWN), tmp_path / ".env")
    where = f"postgres:5432/{server['POSTGRES_DB']}"
    assert name_of(settings.database_url) == where
    assert f"//{server['POSTGRES_USER']}@{where}" in settings.database_url
    assert (settings.http_host, settings.http_port) == ("0.0.0.0", 8080)


def test_the_unit_restarts_what_a_restart_mends_and_waits_for_a_clean_end() -> None:
    service = unit("leadlight.service")["Service"]
    assert service["ExecStart"].endswith("/bin/leadlight run")
    assert (service["Restart"], service["RestartPreventExitStatus"]) == ("on-failure", "2")
    assert int(service["TimeoutStopSec"]) > 10
    assert unit("leadlight-ready.service")["Unit"]["Requisite"] == "leadlight.service"
    assert unit("leadlight-ready.timer")["Timer"]["OnUnitActiveSec"] == "1min"


def test_every_figure_that_an_alarm_names_is_shown(services: Services) -> None:
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    named = set(re.findall(r"leadlight_[a-z_]+", page))
    services.metrics = Metrics()
    services.metrics.ran("outbox", "done")
    services.metrics.connected("T1", is_heard=True)
    with services.metrics.acks.timed(), services.metrics.running("outbox"):
        pass
    with services.ledger.write() as session:
        meta.put(session, backups.LAST, now().isoformat())
    health.quick_check(services.ledger, now())
    text = figures(Readiness(services, is_started=True), now()).decode()
    shown = set(re.findall(r"^# TYPE (\S+) ", text, re.M))
    shown |= set(re.findall(r"^([a-z_]+)", text, re.M))
    assert {name for name in named if name not in shown} == set()
