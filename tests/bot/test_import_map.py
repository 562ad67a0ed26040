"""`leadlight import --map`: mistakes are told before a row is read, and nothing is stored."""

from pathlib import Path

import pytest

from tests.bot.command_line import Leadlight

MAP = """
source = "crm"
id = "number"
occurred_at = "when"
kind = "dance"
[who]
mail = "address"
"""


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--map", "posthok"), ["posthok: cannot be read", "orbit, posthog"]),
        (("--map", "mine.toml"), ["mine.toml: who.mail: no such key"]),
        (("--map", "good.toml"), ["good.toml: kind: dance is not in the rules file"]),
        (("--map", "orbit", "--format", "csv"), ["leave out --format, --source and --follow"]),
        (("--map", "orbit", "--source", "x"), ["leave out --format, --source and --follow"]),
        (("--map", "orbit", "--follow"), ["leave out --format, --source and --follow"]),
    ],
)
def test_a_mistake_is_2_with_its_mend(
    leadlight: Leadlight, tmp_path: Path, options: tuple[str, ...], told: list[str]
) -> None:
    (tmp_path / "mine.toml").write_text(MAP)
    (tmp_path / "good.toml").write_text(MAP.replace("mail =", "email ="))
    (tmp_path / "export.csv").write_text(
        "number,when,address\n1,2025-06-16T09:30:00Z,a@b.example\n"
    )
    ran = leadlight("import", "export.csv", *options)
    assert (ran.code, ran.out) == (2, "")
    for words in told:
        assert words in ran.err
    assert "Traceback" not in ran.err


def test_an_unknown_column_is_named_and_a_bad_row_has_its_line(
    leadlight: Leadlight, tmp_path: Path
) -> None:
    good = MAP.replace("mail =", "email =").replace("dance", "download")
    (tmp_path / "mine.toml").write_text(good)
    rows = "1,2025-06-16T09:30:00Z,ada@b.example,x\n2,noon,bo@b.example,y\n"
    (tmp_path / "export.csv").write_text(f"number,when,address,mood\n{rows}")
    ran = leadlight("import", "export.csv", "--map", "mine.toml")
    assert ran.code == 1
    told = "2 rows read: 1 new, 0 known already, 1 not readable"
    assert ran.out == f"{told}\n1 of them belong to no company yet\n"
    assert "export.csv: column 'mood' means nothing here and is left out" in ran.err
    assert "export.csv line 3: column when: neither ISO 8601" in ran.err
    assert "bo@" not in ran.err
