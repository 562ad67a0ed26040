"""What is needed to ask each engine, and how it is set up here: in zones that are not ours."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final

CLIENTS: Final = {
    "duckdb": "duckdb",
    "postgresql": "psycopg",
    "clickhouse": "chdb",
    "spark": "pyspark",
}
MISSING: Final = "the warehouse query was NOT tested on {engine}: {missing} (make scale)"
HOSTILE: Final = "Pacific/Kiritimati"  # 14 hours before UTC, and nobody's configured zone here
CLUSTER: Final = "local-cluster[2,1,1024]"  # two workers, each of a core and 1,024 MiB
_JAVA: Final = (
    "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # what lives for a minute is compiled once
)
_DEFAULTS: Final = """\
spark.driver.bindAddress 127.0.0.1
spark.driver.extraJavaOptions {java}
spark.executor.extraJavaOptions {java}
spark.driver.host 127.0.0.1
spark.local.dir {folder}
spark.sql.warehouse.dir {folder}/warehouse
spark.sql.session.timeZone {zone}
spark.sql.shuffle.partitions 2
spark.ui.enabled false
"""
_LOGGING: Final = """\
rootLogger.level = error
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %p %c: %m%n
"""


def missing(engine: str) -> str:
    """What is not installed of what an engine needs; "" where nothing is."""
    if find_spec(CLIENTS[engine]) is None:
        return f"its client, {CLIENTS[engine]}, is not installed"
    if engine == "spark" and shutil.which("java") is None:
        return "there is no java"
    return ""


@contextmanager
def hostile_zone() -> Iterator[None]:
    """This process, and what it starts meanwhile, as if it ran far from UTC."""
    try:
        with _environment({"TZ": HOSTILE}):
            time.tzset()
            yield
    finally:
        time.tzset()


@contextmanager
def spark_cluster(folder: Path) -> Iterator[str]:
    """Spark set up as an operator sets it up, by its own files; the master's address.

    Its workers keep their logs below SPARK_HOME, so that is a folder of links to the installed one.
    What Java runs is ended with it: pyspark alone would keep it for as long as Python lives.
    """
    home, settings = folder / "spark", folder / "settings"
    for made in (home, settings):
        made.mkdir(parents=True)
    installed = Path(str(import_module("pyspark").__file__)).parent
    for one in installed.iterdir():
        (home / one.name).symlink_to(one)
    defaults = _DEFAULTS.format(folder=folder, java=_JAVA, zone=HOSTILE)
    (settings / "spark-defaults.conf").write_text(defaults)
    (settings / "log4j2.properties").write_text(_LOGGING)
    told = {"SPARK_HOME": home, "SPARK_CONF_DIR": settings, "SPARK_LOCAL_IP": "127.0.0.1"}
    with _environment({name: str(value) for name, value in told.items()}):
        yield CLUSTER
    _end_java()


def _end_java() -> None:
    context = import_module("pyspark").SparkContext
    gateway = context._gateway
    if gateway is not None:
        context._gateway = context._jvm = None
        gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait()


@contextmanager
def _environment(changed: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(changed)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
