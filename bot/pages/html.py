"""A page as one HTML file: no script, no address outside, light or dark as the reader's device is.

What stands in it was partly written by others, so every text is escaped here and nowhere else.
"""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

STYLE: Final = """\
:root{color-scheme:light dark;--ink:#1d2430;--soft:#5b6675;--line:#d8dde4;--paper:#fff;
--c0:#3b6fd4;--c1:#e07b28;--c2:#2f9e68;--c3:#9b59c6;--c4:#c0392b;--c5:#7f8c8d}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ee;--soft:#9aa5b4;--line:#39424f;
--paper:#161b22;--c0:#7aa2f7;--c1:#f0a060;--c2:#5cc28d;--c3:#c39be0;--c4:#e57368;--c5:#a4b0b2}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);
max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}.soft{color:var(--soft)}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid var(--line)}
td.n,th.n{text-align:right}th{color:var(--soft);font-weight:600}
figure{margin:1rem 0;break-inside:avoid}figcaption{font-weight:600}
.legend{float:right;font-weight:400}.legend span{margin-left:1rem}
.legend i{display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.4em}
svg{width:100%;height:auto}svg line{stroke:var(--line)}polyline{fill:none;stroke-width:2}
svg text{fill:var(--soft);font-size:11px}text.x{text-anchor:middle}text.y,text.end{text-anchor:end}
.s0{fill:var(--c0)}.s1{fill:var(--c1)}.s2{fill:var(--c2)}.s3{fill:var(--c3)}.s4{fill:var(--c4)}
.s5{fill:var(--c5)}.l0{stroke:var(--c0)}.l1{stroke:var(--c1)}.l2{stroke:var(--c2)}
.l3{stroke:var(--c3)}.l4{stroke:var(--c4)}.l5{stroke:var(--c5)}.b0{background:var(--c0)}
.b1{background:var(--c1)}.b2{background:var(--c2)}.b3{background:var(--c3)}
.b4{background:var(--c4)}.b5{background:var(--c5)}
@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--line:#bbb;--paper:#fff}
body{margin:0;max-width:none}h2{break-after:avoid}tr{break-inside:avoid}}
"""


class Markup(str):
    """HTML already: a cell of a table that is not escaped again."""

    __slots__ = ()


class Figure(str):
    """A number as people write it, or "-" in its place: it stands to the right like a number."""

    __slots__ = ()


def page(title: str, parts: Iterable[str], style: str = "") -> str:
    """A whole page from parts that are HTML already; `style` is what it needs beyond the others."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{STYLE}{style}</style>\n</head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n" + "\n".join(parts) + "\n</body>\n</html>\n"
    )


def heading(text: str) -> str:
    """What a section is about."""
    return f"<h2>{escape(text)}</h2>"


def paragraph(text: str, *, soft: bool = False) -> str:
    """A paragraph; `soft` for what stands beside the matter."""
    start = '<p class="soft">' if soft else "<p>"
    return f"{start}{escape(text)}</p>"


def table(head: Sequence[str], rows: Sequence[Sequence[object]], none: str) -> str:
    """A table, numbers to the right; where there are no rows, the sentence `none`."""
    if not rows:
        return paragraph(none, soft=True)
    right = [
        all(isinstance(row[at], int | float | Figure) for row in rows) for at in range(len(head))
    ]
    marks = [' class="n"' if number else "" for number in right]
    top = "".join(
        f'<th scope="col"{mark}>{escape(name)}</th>' for name, mark in zip(head, marks, strict=True)
    )
    lines = [
        "<tr>"
        + "".join(f"<td{mark}>{_cell(cell)}</td>" for cell, mark in zip(row, marks, strict=True))
        + "</tr>"
        for row in rows
    ]
    return (
        f'<div class="scroll"><table><thead><tr>{top}</tr></thead>\n<tbody>'
        + "\n".join(lines)
        + "</tbody></table></div>"
    )


def _cell(value: object) -> str:
    if isinstance(value, Markup):
        return value
    return (
        "" if value is None else f"{value:.10g}" if isinstance(value, float) else escape(str(value))
    )
