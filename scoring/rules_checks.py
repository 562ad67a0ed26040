"""What must hold between the tables of a rules file, checked even where single values are wrong.

Why on the file's raw content: a model's own cross checks run only once every field is right, and
whoever edits the file should hear of all mistakes at once. A value that cannot be read is passed
over here, because the model names it.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from scoring.counts import MOST_KINDS, MOST_TOPICS
from scoring.rules_lines import Place
from scoring.rules_model import FORMER, NONE, hundredths
from scoring.rules_scopes import Finding, gates, known, participation, table, tables, views
from scoring.rules_telling import Quiet, Route, default_team, time_of_day
from scoring.rules_warehouses_checks import warehouses

_POINTS = ("above", "from")
_CAPS = ("day", "week", "month")
_CONDITIONS = tuple(key for key in Route.model_fields if key != "channel")
_HOURS = {"from": Quiet.model_fields["from_"].default, "until": Quiet.model_fields["until"].default}


def findings(content: Mapping[str, Any]) -> Iterator[Finding]:
    """Each mistake between tables: the key it stands at and what is wrong, with the mend."""
    levels = tables(content, "levels")
    yield from _kinds(table(content, "categories"))
    yield from _caps(table(content, "categories"))
    yield from _names(levels)
    yield from _thresholds(levels)
    yield from gates(content)
    yield from participation(content)
    yield from views(content)
    yield from warehouses(content)
    yield from _topics(content)
    yield from _announced(content)
    yield from _won(table(content, "teams"))
    yield from _routed(content)
    yield from _quiet(table(content, "quiet"))


def _kinds(categories: Mapping[str, Any]) -> Iterator[Finding]:
    owner: dict[str, str] = {}
    for category in categories:
        for kind in table(table(categories, category), "kinds"):
            place: Place = ("categories", category, "kinds", kind)
            if owner.setdefault(kind, category) != category:
                yield place, f'"{kind}" is already in "{owner[kind]}"; keep one of the two'
            elif len(owner) == MOST_KINDS + 1:
                yield place, f"is one too many: a file has {MOST_KINDS} kinds at most"


def _caps(categories: Mapping[str, Any]) -> Iterator[Finding]:
    """Caps that never cut, because a longer span allows less."""
    for category in categories:
        part = table(categories, category)
        caps = {span: _read(part[span]) for span in _CAPS if span in part}
        for shorter, longer in combinations(caps, 2):
            least, most = caps[longer], caps[shorter]
            if least is not None and most is not None and most > least:
                wrong = f'"{shorter}" never cuts: "{longer}" allows only {least / 100:g}'
                mend = f"say {least / 100:g} or less, or leave it out"
                yield ("categories", category, shorter), f"{wrong}; {mend}"


def _names(levels: list[dict[str, Any]]) -> Iterator[Finding]:
    seen = {NONE: "watching", FORMER: "a former level"}
    for number, level in enumerate(levels):
        name = level.get("name")
        if isinstance(name, str) and name in seen:
            yield ("levels", number, "name"), f'"{name}" is taken: it names {seen[name]}'
        elif isinstance(name, str):
            seen[name] = f"level {number + 1}"


def _thresholds(levels: list[dict[str, Any]]) -> Iterator[Finding]:
    highest, below = 0, "0 points"
    for number, level in enumerate(levels):
        given = [key for key in _POINTS if key in level]
        if len(given) == 2:
            yield ("levels", number), 'has both "above" and "from": keep one'
        elif not given and not level.get("gates"):
            mend = "say `above = 10`, `from = 10` or add [[levels.gates]]"
            yield ("levels", number), f'needs "above", "from" or gates: {mend}'
        if len(given) != 1:
            continue
        least = _least(given[0], level[given[0]])
        if least is not None and least <= highest:
            wrong = f"must be higher than {below}: levels stand lowest first"
            yield ("levels", number, given[0]), wrong
        elif least is not None:
            highest, below = least, f'"{level.get("name")}" ({given[0]} = {level[given[0]]})'


def _least(key: str, value: object) -> int | None:
    points = _read(value)
    return None if points is None else points + (key == "above")


def _read(value: object) -> int | None:
    """Points in hundredths; None for what is no number of points."""
    try:
        return hundredths(value)
    except ValueError:  # The model names it, with its line.
        return None


def _topics(content: Mapping[str, Any]) -> Iterator[Finding]:
    seen = {""}
    for at, part in _topical(content):
        topic = part.get("topic", "")
        if isinstance(topic, str) and topic not in seen:
            seen.add(topic)
            if len(seen) == MOST_TOPICS + 1:
                wrong = f"is one too many: a file has {MOST_TOPICS - 1} topics at most"
                yield (*at, "topic"), f'"{topic}" {wrong}'


def _topical(content: Mapping[str, Any]) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Whatever may name a topic: gates, then pages."""
    for number, level in enumerate(tables(content, "levels")):
        for index, gate in enumerate(tables(level, "gates")):
            yield ("levels", number, "gates", index), gate
    for index, page in enumerate(tables(content, "pages")):
        yield ("pages", index), page


def _announced(content: Mapping[str, Any]) -> Iterator[Finding]:
    announce, teams = table(content, "announce"), table(content, "teams")
    yield from known("level", announce.get("level"), _levels(content), ("announce", "level"))
    if announce:
        team = default_team(table(content, "project").get("sells"))
        yield from known("team", announce.get("team", team), teams, ("announce", "team"))


def _levels(content: Mapping[str, Any]) -> list[str]:
    names = [one["name"] for one in tables(content, "levels") if isinstance(one.get("name"), str)]
    return [name for name in names if name not in (NONE, FORMER)]


def _routed(content: Mapping[str, Any]) -> Iterator[Finding]:
    """Routes of unknown levels, and those that an earlier one leaves nothing to."""
    earlier: list[dict[str, Any]] = []
    for index, route in enumerate(tables(content, "routes")):
        at: Place = ("routes", index)
        yield from known("level", route.get("level"), _levels(content), (*at, "level"))
        wants = {key: route[key] for key in _CONDITIONS if key in route}
        if any(one.items() <= wants.items() for one in earlier):
            yield at, "is never reached: an earlier route takes all of it; put this one before it"
        if all(isinstance(value, str | bool) for value in wants.values()):
            earlier.append(wants)


def _quiet(quiet: Mapping[str, Any]) -> Iterator[Finding]:
    """Hours that would never end."""
    try:
        begins, ends = (time_of_day(quiet.get(key, of)) for key, of in _HOURS.items())
    except ValueError:  # The model names it, with its line.
        return
    if begins == ends:
        key = "until" if "until" in quiet else "from"
        yield ("quiet", key), "would be quiet all day: say when it ends, or leave out [quiet]"


def _won(teams: Mapping[str, Any]) -> Iterator[Finding]:
    for team in teams:
        outcomes, won = (table(teams, team).get(key) for key in ("outcomes", "won"))
        if isinstance(outcomes, list) and isinstance(won, list):
            names = [one for one in outcomes if isinstance(one, str)]
            for one in won:
                yield from known("outcome", one, names, ("teams", team, "won"))
