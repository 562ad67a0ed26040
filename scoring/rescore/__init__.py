"""The second door: judges every company, keeps the changes, queues what is worth telling.

The only part of this room that meets the ledger. Everything is computed from the tallies, with
today's affiliations and rules, for any day: no earlier run is needed.
"""

from scoring.rescore.assessing import Assessment, assess, top
from scoring.rescore.board import Board, board
from scoring.rescore.card import Card, Way, card
from scoring.rescore.judging import Rescored, rescore
from scoring.rescore.movers import Mover, Ranked, Ranking, movers, ranked
from scoring.rescore.reasons import Share, shares, why
from scoring.rescore.recorded import Step, level_named, steps
from scoring.rescore.telling import facts, level_label, newest_of, signals_of

__all__ = [
    "Assessment",
    "Board",
    "Card",
    "Mover",
    "Ranked",
    "Ranking",
    "Rescored",
    "Share",
    "Step",
    "Way",
    "assess",
    "board",
    "card",
    "facts",
    "level_label",
    "level_named",
    "movers",
    "newest_of",
    "ranked",
    "rescore",
    "shares",
    "signals_of",
    "steps",
    "top",
    "why",
]
