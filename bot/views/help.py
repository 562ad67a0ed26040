"""What the commands can do, as lines that can be pasted."""

from bot.views import blocks as b

DQL = (
    "`/dql refer` opens the form",
    '`/dql refer @member sales "asked about SSO pricing" from booth "KubeCon EU"` refers at once',
    '`/dql refer "Ada Byte" product "wants to test the beta" from talk company=acme.com`'
    " refers somebody who is not in this Slack",
    "`/dql list` shows my referrals, `/dql list all` everybody's, `/dql list sales` a team's",
    "`/dql status acme.com` shows what became of a company's people, `/dql status DQL-12` of one",
)
OQL = (
    "`/oql acme.com` shows a company's level and why; a part of the name will do",
    "`/oql top` lists the companies with the most points, `/oql top 25` more of them",
    "`/oql replay signals` shows what other rules would have said of the last 180 days",
    "`/oql link github:LOGIN acme.com` says whom a person stands for, for ever;"
    " `none` in place of the company: for nobody",
    "`/oql link slack:@member acme.com` the same for a member",
)


def usage(command: str, problem: str = "") -> b.Message:
    """The help of a command, after what was wrong with what was typed."""
    rows = DQL if command == "/dql" else OQL
    first = [b.section(problem)] if problem else []
    return b.message(problem or f"{command} help", *first, b.section(b.lines(rows, "")))
