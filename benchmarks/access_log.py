"""How fast an access log goes in: taken apart, sifted, made into views and stored.

The baseline is a plain loop that matches the same expression against the same lines and forgets
them. The log is made up in the shape of a real one: three in four lines are assets, bots, redirects
and errors; few visitors ask for many pages, many for one.

Why memory is held against half of the log and no smaller part: up to there the ledger's page cache
of 32 MiB is still filling. What grew with the log would double.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

from benchmarks.plan import Plan
from benchmarks.table import Row, at_least, times
from collectors.access_log_line import take_apart

PAGES = """
[[pages]]
match = "/docs/*"
kind = "doc_view"

[[pages]]
match = "/blog/*"
kind = "blog_view"

[[pages]]
match = "/get/*"
kind = "download"
"""
_ROOT = Path(__file__).parents[1]
_BEGAN = datetime(2026, 9, 1, tzinfo=UTC)
_BOTS = ("bingbot/2.0", "Googlebot/2.1", "AhrefsBot/7.0", "UptimeRobot/2.0", "Feedly/1.0")
_DOCS = [f"/docs/{part}/{page}" for part in ("guide", "api", "howto") for page in range(300)]
_BLOG = [f"/blog/2026/{number}-what-is-new" for number in range(120)]
_ASSETS = [f"/static/{name}" for name in ("site.css", "app.js", "logo.svg", "font.woff2", "a.png")]
_FILES = [f"/get/anvil-{number}.tar.gz" for number in range(20)]


def log_lines(lines: int, seed: int = 1) -> Iterator[str]:
    """Lines of the combined format over six weeks, in order of time; the same for one seed."""
    rng = random.Random(seed)
    visitors = [_address(rng) for _ in range(lines // 12)]
    browsers = [_browser(rng) for _ in range(1_500)]
    step = timedelta(days=42) / lines
    for number in range(lines):
        who = int(len(visitors) * rng.random() ** 3)
        what = rng.random()
        agent = browsers[who % len(browsers)]
        status, method = "200", "GET"
        if what < 0.50:
            path = rng.choice(_ASSETS)
        elif what < 0.70:
            path, agent = rng.choice(_DOCS), f"Mozilla/5.0 (compatible; {rng.choice(_BOTS)})"
        elif what < 0.78:
            path, status, method = rng.choice(
                (("/wp-login.php", "404", "POST"), ("/", "301", "GET"))
            )
        else:
            path = rng.choice(rng.choice((_DOCS, _DOCS, _BLOG, _FILES)))
            status = "304" if rng.random() < 0.1 else "200"
        at = (_BEGAN + number * step).strftime("%d/%b/%Y:%H:%M:%S +0000")
        yield (
            f'{visitors[who]} - - [{at}] "{method} {path} HTTP/1.1" {status} {rng.randrange(9_000)}'
            f' "https://www.acme.example{path}" "{agent}"\n'
        )


def _address(rng: random.Random) -> str:
    return (
        f"{rng.randrange(11, 220)}.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randrange(256)}"
    )


def _browser(rng: random.Random) -> str:
    system = rng.choice(("X11; Linux x86_64", "Windows NT 10.0; Win64; x64", "Macintosh; Intel"))
    version = f"{rng.randrange(90, 145)}.0.{rng.randrange(7_000)}.{rng.randrange(200)}"
    return f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version}"


def rows(plan: Plan) -> list[Row]:
    """Lines a second from file to stored and recognised, and memory by the length of the log."""
    lines = plan.size.activities // 10
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "rules.toml").write_text((files("rules") / "points.toml").read_text() + PAGES)
        _, _, small = _imported(folder, lines // 2)
        whole, bare, large = _imported(folder, lines)
    rate, matched = lines / whole, lines / bare
    what = f"access log of {lines:,} lines, end to end (matching the lines alone)"
    return [
        Row(what, rate, matched, "lines/s", at_least(60_000)),
        Row("its peak memory (of half of it)", large / 1e6, small / 1e6, "MB", times(1.1)),
    ]


def _imported(folder: Path, lines: int) -> tuple[float, float, int]:
    """Seconds of the command and of the plain loop, and the command's peak memory in bytes."""
    log = folder / f"{lines}.log"
    with log.open("w") as out:
        out.writelines(log_lines(lines))
    began = time.perf_counter()
    with log.open() as read:
        matched = sum(take_apart(line) is not None for line in read)
    bare = time.perf_counter() - began
    assert matched == lines
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(_ROOT),
        "RULES_FILE": str(folder / "rules.toml"),
        "DATABASE_URL": f"sqlite:///{folder / f'{lines}.db'}",
    }
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "import", str(log), "--format", "access-log"],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return time.perf_counter() - began, bare, used.ru_maxrss * 1024
