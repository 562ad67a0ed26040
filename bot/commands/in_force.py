"""Says where a command computes by rules that are not those by which this ledger judges."""

from typing import Any

from bot import adopted
from bot.commands.opening import Opened, complain
from scoring.rules import Rules, RulesError


def other_rules(o: Opened) -> dict[str, Any]:
    """What `--json` adds where the rules in force are others, with a note on standard error.

    Nothing where they are those of RULES_FILE; null for rules that this version cannot read.
    """
    by = f"computed with {o.rules.name}, version {o.rules.version}"
    try:
        with o.ledger.read() as session:
            rules = adopted.in_force(session, o.rules)
    except RulesError as error:
        complain(f"{by}; what this ledger adopted cannot be read: {error}")
        return {"in_force": None}
    if rules is o.rules:
        return {}
    judged = f"{rules.name}, version {rules.version}"
    complain(f"{by}; this ledger judges by {judged} (`leadlight rules adopt`)")
    return {"in_force": as_json(rules)}


def as_json(rules: Rules) -> dict[str, str]:
    """Rules by name and version."""
    return {"name": rules.name, "version": rules.version}
