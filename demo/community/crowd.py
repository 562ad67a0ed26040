"""The companies of the crowd: many who look, some who try, a few who use it, some who have left.

Which of them does what is written down; how often exactly is luck, within bounds that keep each at
the level of its sort.
"""

import random
from collections.abc import Callable

from demo.community.cast import Company, Habit, Person, chance

Habits = tuple[Habit, ...]
Sort = Callable[[random.Random], Habits]


def _uses(luck: random.Random) -> Habits:
    """40 to 50 points by downloads, and more by pages, but never 70."""
    return (
        Habit("download", luck.randint(90, 115), every=7, times=2),
        Habit("doc_view", luck.randint(90, 115), every=3, times=luck.randint(3, 5)),
    )


def _tries(luck: random.Random) -> Habits:
    """10 or 15 points by downloads, and some by pages."""
    return (
        Habit("download", luck.randint(10, 14), every=6),
        Habit("doc_view", luck.randint(18, 27), every=luck.randint(5, 7), times=luck.randint(6, 8)),
        Habit("blog_view", luck.randint(20, 29), every=14, times=luck.randint(1, 3)),
    )


def _follows(luck: random.Random) -> Habits:
    """Reads on for months, 12 points and more, and installs nothing."""
    return (Habit("doc_view", luck.randint(60, 110), every=4, times=7),)


def _left(luck: random.Random) -> Habits:
    """Enough for a level, all of it long ago."""
    end = luck.randint(45, 60)
    return (
        Habit("download", 100, end, every=8),
        Habit("doc_view", luck.randint(100, 110), end, every=4, times=8),
    )


def _reads(luck: random.Random) -> Habits:
    """A page or two, once."""
    kind = luck.choice(("blog_view", "web_view", "doc_view"))
    day = luck.randint(2, 55)
    return (Habit(kind, day, day, times=luck.randint(1, 2)),)


# What it does, its domain, its name, its people.
_CROWD: tuple[tuple[Sort, str, str, tuple[Person, ...]], ...] = (
    (
        _uses,
        "northgatelogistics.example",
        "Northgate Logistics",
        (Person("Bram de Wit", "bramdw", "Northgate Logistics B.V.", issues=(24,)),),
    ),
    (
        _uses,
        "orchardhealth.example",
        "Orchard Health",
        (Person("Priya Nandan", "pnandan", "@orchardhealth", issues=(39, 10)),),
    ),
    (
        _tries,
        "saltmarshgames.example",
        "Saltmarsh Games",
        (
            Person("Eli Turner", "eliturner", "Saltmarsh Games, Platform Team", issues=(7,)),
            Person("Mae Lindqvist", email="mae@saltmarshgames.example", joined=5, said=(5, 4)),
        ),
    ),
    (
        _tries,
        "ironfern.example",
        "Ironfern Robotics",
        (Person("Hana Oyelaran", "hana-o", "Ironfern", "hana@ironfern.example", pulls=(17,)),),
    ),
    (
        _tries,
        "paperkite.example",
        "Paperkite",
        (Person("Lou Castell", "loucastell", "paperkite.example", issues=(16, 4)),),
    ),
    (_follows, "tallgrassdata.example", "Tallgrass Data", ()),
    (
        _tries,
        "glasswharf.example",
        "Glasswharf",
        (Person("Ren Takeda", "rtakeda", "Glasswharf Pte. Ltd.", pulls=(9,)),),
    ),
    (
        _tries,
        "bluepeakair.example",
        "Bluepeak Air",
        (Person("Óscar Lima", "oscar-lima", "SRE @ Bluepeak Air", issues=(13,)),),
    ),
    (_follows, "dovetailtools.example", "Dovetail Tools", ()),
    (
        _tries,
        "mossandmoor.example",
        "Moss & Moor",
        (Person("Fay Moor", "faymoor", "Moss & Moor Ltd", "fay@mossandmoor.example", pulls=(26,)),),
    ),
    (_follows, "sunderlinks.example", "Sunderlinks", ()),
    (
        _tries,
        "kestrelgrid.example",
        "Kestrel Grid",
        (Person("Idris Vale", email="idris@kestrelgrid.example", joined=18, said=(18, 10)),),
    ),
    (
        _left,
        "ambervale.example",
        "Ambervale",
        (Person("Greta Nilsen", "gretan", "Ambervale AS", issues=(92, 74)),),
    ),
    (_left, "fernhollow.example", "Fernhollow Media", ()),
    (_left, "rookerybooks.example", "Rookery Books", ()),
    (_left, "slatebridge.example", "Slatebridge", ()),
    (_reads, "thistlework.example", "Thistlework", ()),
    (_reads, "opalstreet.example", "Opal Street", ()),
    (_reads, "granitearch.example", "Granite Arch", ()),
    (_reads, "windrosemaps.example", "Windrose Maps", ()),
    (_reads, "marlowtextiles.example", "Marlow Textiles", ()),
    (_reads, "juniperclinic.example", "Juniper Clinic", ()),
    (_reads, "hexaglen.example", "Hexaglen", ()),
    (_reads, "bywaterfoods.example", "Bywater Foods", ()),
    (_reads, "quillandreed.example", "Quill and Reed", ()),
    (_reads, "stonecropfarms.example", "Stonecrop Farms", ()),
    (_reads, "larkfieldmotors.example", "Larkfield Motors", ()),
)
_STORY: dict[Sort, str] = {
    _uses: "in use",
    _tries: "having a look",
    _follows: "reads along for months",
    _left: "was looking, and left",
    _reads: "read a page once",
}


def crowd(seed: int) -> tuple[Company, ...]:
    """The companies of the crowd, the same for the same seed."""
    return tuple(
        Company(domain, name, _STORY[sort], sort(chance(seed, domain)), people)
        for sort, domain, name, people in _CROWD
    )
