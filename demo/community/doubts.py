"""Whom the evidence leaves in doubt: what Leadlight asks people about, rather than guess."""

from demo.community.cast import Company, Habit, Person

DOUBTED = Company(
    "copperleaf.example",
    "Copperleaf Energy",
    "in use, says the registry; but only two of its accounts say by whom",
    (Habit("download", 104, every=6, times=2),),
    (
        Person("Ansel Roy", email="ansel@copperleaf.example"),
        Person("Dorte Holm", email="dorte@copperleaf.example"),
    ),
    known_by=("email",),
)

DOUBTFUL = (
    # The only one at a domain: an employer, or a site of their own?
    Person("Nora Vik", "noravik", email="nora@fathomline.example", pulls=(23,), issues=(20, 6)),
    Person("Iker Sol", "ikersol", email="iker@ninebarrow.example", pulls=(13,)),
    # Misspelt, or another company?
    Person("Emil Sand", "emilsand", "Tallgras Data", pulls=(9,), issues=(23,)),
    # A person's account by its type, and by its name hardly a person's.
    Person("", "glasswharf-deploy-bot", "Glasswharf", pulls=(27, 19, 11, 4)),
)
