"""Who must never score: our own staff, bots, freelancers, and people who name no company."""

from demo.community.cast import SPAN, Company, Habit, Person

STAFF = Company(
    "leadlight-demo.example",
    "Leadlight Demo",
    "our own people, louder than everybody",
    (
        Habit("download", SPAN, every=2, times=6),
        Habit("doc_view", SPAN, times=25),
        Habit("web_view_high_value", SPAN, every=3, times=5),
    ),
    (
        Person(
            "Dana Devrel",
            "dana-devrel",
            "@leadlight-demo",
            "dana@leadlight-demo.example",
            pulls=(101, 84, 60, 43, 28, 16, 7, 1),
            said=(96, 71, 50, 31, 19, 6, 2),
            posted=(64, 22),
        ),
        Person("Ellis Engineer", "ellis-eng", "Leadlight Demo", pulls=(90, 55, 29, 10, 4)),
        Person("Sam Sales", email="sam@leadlight-demo.example", joined=100, said=(70, 20)),
    ),
)

OUTSIDERS = (
    Person("", "dependency-robot[bot]", pulls=tuple(range(1, SPAN, 7))),
    Person("", "stale-sweeper[bot]", issues=(88, 46, 14)),
    Person("Ada Ferro", "ada-ferro", "freelance", pulls=(30, 5)),
    Person("Rafael Teles", "rteles", "Self-employed", pulls=(84, 66, 40), posted=(35,)),
    Person("川上 蓮", "ren-kawakami", "フリーランス", issues=(25,)),
    Person("Bo Winter", "bowinter", "looking for work", issues=(48, 21)),
    Person("Nell Quist", "nellq", "independent consultant", pulls=(58,)),
    Person("Ravi", "ravi-codes", issues=(44, 17)),
    Person("Juno Park", "junopark", "-", pulls=(19,)),
    Person("Theo Brandl", "tbrandl", "between jobs", issues=(70,), posted=(69, 8)),
)

# Addresses that are set aside for documentation: readers whom nobody can name.
NETWORKS = ("192.0.2.{}", "198.51.100.{}", "203.0.113.{}")
