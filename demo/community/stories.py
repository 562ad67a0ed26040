"""The companies with a story: each shows one thing that Leadlight can tell from another.

The points of a window follow from the days by the packaged rules; the tests hold each story to it.
"""

from demo.community.cast import SPAN, Company, Habit, Person

HERO = Company(
    "lumenfreight.example",
    "Lumen Freight",
    "in use since a month, and about to reach the highest level",
    (
        Habit("download", 25, every=7, times=2),
        Habit("doc_view", 22, every=3, times=6),
        Habit("web_view_high_value", 8, every=3),
    ),
    (
        Person("Mira Solano", "mira-lf", "@lumen-freight", "mira@lumenfreight.example", (12,)),
        Person(
            "Tobias Ek", "tobias-lf", "Lumen Freight AB", "tobias@lumenfreight.example", issues=(9,)
        ),
    ),
    known_by=("domain",),
)
SUPPORTER = Company(
    "meridianrail.example",
    "Meridian Rail",
    "a customer for months, at the highest level all the time",
    (
        Habit("download", SPAN, every=4, times=2),
        Habit("doc_view", SPAN, every=2, times=8),
        Habit("blog_view", SPAN, every=6, times=4),
        Habit("web_view_high_value", SPAN, every=7),
        Habit("web_view", SPAN, every=3, times=10),
    ),
    (
        Person(
            "Ottilie Brandt",
            "obrandt",
            "Meridian Rail GmbH",
            "ottilie@meridianrail.example",
            pulls=(110, 95, 80, 64, 49, 33, 18, 3),
            said=(90, 61, 30, 12),
            posted=(40,),
        ),
        Person("Pavel Horák", email="pavel@meridianrail.example", joined=71, said=(70, 33)),
    ),
)
STEADY = Company(
    "quietbank.example",
    "Quiet Bank",
    "in production for months, and never loud",
    (
        Habit("download", SPAN, every=7, times=2),
        Habit("doc_view", SPAN, every=3, times=4),
        Habit("web_view", SPAN, every=9, times=5),
    ),
    (Person("Jun Ito", "jun-ito", "Quiet Bank", issues=(77, 15)),),
)
COOLING = Company(
    "harborcloud.example",
    "Harbor Cloud",
    "a customer that is going cold",
    (
        Habit("download", SPAN, 26, every=4, times=2),
        Habit("doc_view", SPAN, 24, every=2, times=8),
        Habit("web_view_high_value", SPAN, 40, every=6, times=2),
    ),
    (
        Person(
            "Noor Haddad",
            "noor-hc",
            "  Harbor Cloud, Inc.  ",
            "noor@harborcloud.example",
            pulls=(112, 97, 83, 70, 58, 44, 31),
            said=(100, 76, 45),
        ),
    ),
)
SPIKE = Company(
    "cobaltforge.example",
    "Cobalt Forge",
    "one build server without a cache, one bad day; the caps flatten it",
    (Habit("download", 9, 9, times=480), Habit("doc_view", 40, 40, times=3)),
)
PRICING = Company(
    "vesperinsurance.example",
    "Vesper Insurance",
    "reads the pricing page every other day, and says nothing",
    (
        Habit("web_view_high_value", 16, every=2, times=2),
        Habit("web_view", 17, every=3, times=6),
        Habit("doc_view_high_value", 5, 5),
    ),
)
SECOND_EMPLOYER = Company(
    "pelicanpay.example",
    "Pelican Pay",
    "its people's profiles name two companies, or hide behind a handle",
    (Habit("download", 24, every=10), Habit("doc_view", 23, every=5, times=6)),
    (
        Person("Zofia Marek", "zofiam", "@plcn-oss / ex-Quiet Bank", pulls=(21, 6)),
        Person("Kofi Asante", "kofi-a", "@plcn-oss", "kofi@pelicanpay.example", issues=(13,)),
    ),
    org="plcn-oss",
)
JOB_TITLES = Company(
    "brightwaterlabs.example",
    "Brightwater Labs",
    "in use; its people write their job titles where the company belongs",
    (Habit("download", 98, every=6), Habit("doc_view", 97, every=4, times=8)),
    (
        Person("Ingrid Voss", "ivoss", "Senior Engineer at Brightwater Labs   ", pulls=(52, 25)),
        Person(
            "Sol Amaru",
            "sol-amaru",
            "Brightwater Labs | Lisbon",
            "sol@brightwaterlabs.example",
            pulls=(12,),
        ),
        Person("Tamsin Okafor", email="tamsin@brightwaterlabs.example", joined=37, said=(36, 8)),
    ),
)
UNIVERSITY = Company(
    "halden-university.example",
    "Halden University",
    "downloads a lot and studies everything; a university is no lead",
    (Habit("download", 100, every=2, times=4), Habit("doc_view", 100, every=2, times=20)),
    (
        Person("Leif Strand", "lstrand", "Halden University", pulls=(60, 20, 5)),
        Person("Amina Rahal", "amina-r", "PhD student @ Halden University", issues=(33, 11)),
        Person("Cheng Bo", "chengbo", "Halden Institute of Technology", issues=(18,)),
    ),
    known_by=("company",),
)
FOUNDATION = Company(
    "tidewatercommons.example",
    "Tidewater Commons Foundation",
    "a community foundation whose people answer in the forum",
    (Habit("doc_view", 80, every=6, times=4),),
    (
        Person(
            "Wren Abara",
            "wrenab",
            "Tidewater Commons Foundation",
            "wren@tidewatercommons.example",
            pulls=(68, 20, 8),
            issues=(15,),
            posted=(66, 41, 27, 19, 13, 7, 2),
        ),
    ),
)
KANJI = Company(
    "aobasystems.example",
    "株式会社あおばシステム",
    "writes its name in its own script",
    (Habit("download", 26, every=12), Habit("doc_view", 26, every=8, times=4)),
    (Person("青葉 陽子", "yoko-aoba", "株式会社あおばシステム", issues=(22,)),),
)
CYRILLIC = Company(
    "severnymost.example",
    "Северный Мост",
    "writes its name in another script still",
    (Habit("doc_view", 28, every=3, times=6),),
    (Person("Вера Климова", "vklimova", "Северный Мост", pulls=(14,)),),
)
STORIES = (
    *(HERO, SUPPORTER, STEADY, COOLING, SPIKE, PRICING),
    *(SECOND_EMPLOYER, JOB_TITLES, UNIVERSITY, FOUNDATION, KANJI, CYRILLIC),
)
