"""How moments and days are kept: integers that sort, compare and never lose their zone."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Integer, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def day_of_number(number: int) -> date:
    """The day that is `number` days after 1970-01-01."""
    return EPOCH + timedelta(days=number)


def day_in(zone: ZoneInfo, moment: datetime) -> date:
    """The calendar day of an aware moment in `zone`."""
    return moment.astimezone(zone).date()


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept as whole UTC seconds since 1970."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone: pass an aware datetime")
        return int(value.timestamp())

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromtimestamp(value, UTC)


class Day(TypeDecorator[date]):
    """A calendar day in the ledger's zone, kept as days since 1970-01-01."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> int | None:
        return None if value is None else day_number(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> date | None:
        return None if value is None else day_of_number(value)


class Json(TypeDecorator[dict[str, Any]]):
    """Plain facts, kept as JSON text with sorted keys.

    In ASCII, because facts hold what strangers wrote, and half of a surrogate pair has no UTF-8.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, sort_keys=True)

    def process_result_value(self, value: str | None, dialect: Dialect) -> dict[str, Any] | None:
        return None if value is None else dict(json.loads(value))
