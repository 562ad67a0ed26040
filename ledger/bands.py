"""From how sure on, and from how many people on, an answer means more.

How sure an answer is, is kept in whole hundredths of being right, from 0 to 100. What proved right
how often stands in `identity.match`; here stands what follows from it.
"""

from typing import Final

COUNTS: Final = 50  # below it a company is a candidate, for whom nobody counts yet
VERIFIED: Final = 80  # from here on a company may reach the announced level by itself
SURE: Final = 90  # from here on it makes nobody surer that a name is known
AGREED: Final = 95  # two kinds of evidence, or many people: the most that rules can say
CERTAIN: Final = 100  # a person said so
ABOVE_ALL: Final = 101

CROWD: Final = 3  # people who settle by themselves that a domain is a company's
