"""What the commands can do, as lines that can be pasted."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from bot.views import blocks as b

DQL = (
    "`/dql refer` opens the form",
    '`/dql refer @member sales "asked about SSO pricing" from booth "KubeCon EU"` refers at once',
    '`/dql refer "Ada Byte" product "wants to test the beta" from talk company=acme.com`'
    " refers somebody who is not in this Slack",
    '`/dql intro @ada @bo "both run it on ARM"` records that two members were introduced',
    "`/dql undo DQL-12` takes a referral back that nobody answered yet,"
    " `/dql undo introduction 3` an introduction",
)
LOOKING = (
    "`/dql list` shows my referrals, `/dql list all` everybody's, `/dql list sales` a team's,"
    " `/dql list introductions` whom I introduced",
    "`/dql status acme.com` shows what became of a company's people, `/dql status DQL-12` of one",
    "`/dql report` shows what DevRel brought this quarter, `/dql report last quarter` or `2026-07`"
    " another time; `csv` behind it sends the file",
)
OQL = (
    "`/oql acme.com` shows a company: level, why, what they did, what to do about it;"
    " a part of its name will do, or `github:LOGIN` of somebody there",
    "`/oql why acme.com` shows every credited point, day by day, and every cap that cut",
    "`/oql top` lists the companies with the most points, `/oql top 25` more on a page;"
    " `/oql new`, `/oql rising`, `/oql falling`, `/oql quiet` who moved",
    "`/oql follow acme.com` has its changes come to me, `/oql unfollow acme.com` no more,"
    " `/oql following` lists them",
    "`/oql digest` shows me the weekly digest, `/oql digest month` or `quarter` a longer one",
)
HANDING = (
    "`/oql handoff acme.com MQL` says how far it came, `/oql handoff acme.com` asks;"
    " `/oql handoff acme.com SQL 2026-11-02` since when",
)
MARKING = (
    "`/oql tag acme.com enterprise` puts a word on it, `/oql untag acme.com enterprise` takes it"
    " off; `/oql customer acme.com` says that it is a customer, `/oql untag acme.com customer`"
    " that it is none",
    "`/oql snooze acme.com` has nothing be told of it unasked for 30 days, `/oql unsnooze acme.com`"
    " ends that",
    "`/oql replay signals` shows what other rules would have said of the last 180 days",
    "`/oql review` asks what only people know, most points first",
)
# What people say: it wins over all evidence, is kept with who and when, and can be undone.
PEOPLE = (
    "`/oql link github:LOGIN acme.com` says whom a person stands for;"
    " `none` in place of the company: nobody, `own`: us",
    "`/oql link slack:@member acme.com from 2026-03-01 until 2026-06-30` the same for some days",
    "`/oql unlink github:LOGIN` lets the evidence decide again",
    "`/oql bot github:LOGIN` is a bot and never scores, `/oql person github:LOGIN` is none",
)
COMPANIES = (
    '`/oql alias acme.com is "Acme Labs"` the same company by another name, domain or `@githuborg`;'
    " `/oql unalias acme-labs.com`",
    '`/oql merge "Acme Labs" into Acme` counts both as one, `/oql unmerge "Acme Labs"`',
    "`/oql successor initech.com is acme.com from 2026-07-01` from that day on",
    "`/oql parent labs.com is acme.com` shows one as belonging to the other, points stay apart",
    "`/oql ignore acme.com` leaves it out, `/oql heed acme.com` takes it in again",
    "`/oql verify acme.com` its people are right, `/oql unverify acme.com` they are not",
    "`/oql corrections` lists what people said, `/oql undo 17` takes it back",
)
EVERYBODY: Final = "For everybody"
LEADS: Final = "For the team that hears of leads, and DevRel"
GROUPS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "/dql": {EVERYBODY: LOOKING, "For DevRel": DQL},
    "/oql": {
        EVERYBODY: OQL,
        LEADS: HANDING,
        "For DevRel": MARKING,
        "For DevRel: whom people stand for": PEOPLE,
        "For DevRel: which companies are which": COMPANIES,
    },
}


def usage(command: str, problem: str = "", titles: Collection[str] | None = None) -> b.Message:
    """The help of a command, after what was wrong with what was typed.

    Of the groups those with these `titles`, all where that is None: whatever would refuse whoever
    reads it is left out, and that there is more is said.
    """
    first = [b.section(problem)] if problem else []
    shown = [one for one in GROUPS[command] if titles is None or one in titles]
    groups = [_group(title, GROUPS[command][title]) for title in shown]
    if not shown:
        groups = [b.section("I answer full members of this workspace, not guests or visitors.")]
    elif len(shown) < len(GROUPS[command]):
        groups.append(b.context("DevRel can do more: their help says what."))
    return b.message(problem or f"{command} help", *first, *groups)


def slip(command: str, problem: str) -> b.Message:
    """What is wrong with a line that is nearly right, and where the whole help is."""
    return b.message(
        problem, b.section(problem), b.context(f"`{command} help` shows what I can do")
    )


def former() -> b.Message:
    """What whoever presses a button hears that no version of today knows."""
    line = (
        "This message is from another version of mine. `/dql status DQL-12` or `/oql acme.com`"
        " shows how its thing stands."
    )
    return b.message(line, b.section(line))


def _group(title: str, rows: Sequence[str]) -> b.Block:
    return b.section(f"*{title}*\n" + b.lines(rows, ""))
