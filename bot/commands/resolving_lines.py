"""The lines of `resolve --batch`: a question each in JSON, an answer each in JSON, in order.

A line that cannot be read is answered like any other, with what is wrong in place of evidence: who
counts lines finds as many answers as questions.
"""

import json
from collections.abc import Iterable, Iterator
from math import isfinite
from typing import Any

from bot.question import Question, QuestionError, question
from bot.resolved import Resolved
from bot.resolving import Resolver

SAMPLE = '{"id": 1, "email": "ada@acme.example", "company": "Acme"}'
NULL = "null"


class LineError(Exception):
    """A line that asks nothing; `id` is the one it gave, if it gave one."""

    def __init__(self, reason: str, id: object = None) -> None:
        self.id = id
        super().__init__(reason)


class Lines:
    """Answers lines one after the other; `faults` counts those that could not be read."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self.faults = 0

    def observe(self, lines: Iterable[bytes]) -> None:
        """Sees whoever a line asks about as traffic, and whom it has observed anyway."""
        for raw in lines:
            try:
                _, one, _ = _read(raw)
            except LineError:
                continue  # it is told with the answers
            self._resolver.observe(one)

    def answers(self, lines: Iterable[bytes], *, observed: bool = False) -> Iterator[str]:
        """The answer to each line, without its end; `observed` says that all were seen before."""
        for raw in lines:
            try:
                id, one, is_traffic = _read(raw)
            except LineError as error:
                self.faults += 1
                yield _line(error.id, Resolved(str(error)))
                continue
            if not is_traffic:
                yield _line(id, self._resolver.answer(one))
                continue
            if not observed:
                self._resolver.observe(one)
            yield NULL


def facts(answer: Resolved) -> dict[str, Any]:
    """An answer for programs."""
    return {
        "domain": answer.domain,
        "name": answer.name,
        "evidence": answer.evidence,
        "confidence": answer.confidence,
    }


def _line(id: object, answer: Resolved) -> str:
    return _encode({"id": id, **facts(answer)})


def _read(raw: bytes) -> tuple[object, Question, bool]:
    """The id, the question, and whether it is only to be observed; raises LineError."""
    fields = _fields(raw)
    traffic = fields.get("observe")
    if traffic is not None and not isinstance(traffic, dict):
        raise LineError("observe: not an object of fields", _id(fields))
    asked = fields if traffic is None else traffic
    id = _id(asked)
    try:
        return id, question(asked), traffic is not None
    except QuestionError as error:
        raise LineError(str(error), id) from None


def _fields(raw: bytes) -> dict[str, Any]:
    try:
        read = _decode(raw.decode("utf-8-sig").strip())
    except UnicodeDecodeError as error:
        raise LineError(f"not UTF-8 at byte {error.start + 1}: save it as UTF-8") from None
    except json.JSONDecodeError as error:
        raise LineError(f"not JSON at character {error.pos + 1}: write {SAMPLE}") from None
    except (ValueError, RecursionError):
        raise LineError(f"holds what no question needs: write {SAMPLE}") from None
    if not isinstance(read, dict):
        raise LineError(f"not an object: write {SAMPLE}")
    return read


def _id(fields: dict[str, Any]) -> object:
    id = fields.get("id")
    if isinstance(id, list | dict):
        raise LineError("id: neither a text nor a number")
    return id


def _finite(text: str) -> float:
    """A number that JSON can say again: neither NaN nor beyond what a float holds."""
    number = float(text)
    if not isfinite(number):
        raise ValueError(text)
    return number


_decode = json.JSONDecoder(parse_float=_finite, parse_constant=_finite).decode
_encode = json.JSONEncoder().encode
