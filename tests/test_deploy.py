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
from bot.settings import Settings
from ledger import backups, health, meta

ROOT = Path(__file__).parents[1]


def composed() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    service: dict[str, Any] = found["services"]["leadlight"]
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
