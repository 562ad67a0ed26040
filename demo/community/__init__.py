"""A made-up community: forty companies over 120 days that end now, and what happens next.

Everybody lives under `.example`, and everything follows from a seed and `now`. What Leadlight
collects is told in its sources' own words: issues and pull requests on the pretended GitHub, files
of downloads, page views, sign-ups and posts, and a feed that is played while somebody watches.
"""

from demo.community.cast import REPOSITORY, SPAN, TEAM, Community, Company, Person
from demo.community.doubts import DOUBTED, DOUBTFUL
from demo.community.feed import OPENING, Happening, Joined, Logged, Said, Visited, feed
from demo.community.files import fill, write_files, write_lines
from demo.community.made import generate
from demo.community.outsiders import STAFF
from demo.community.past import INTRODUCTIONS, KNOWN, REFERRALS
from demo.community.stories import HERO
from demo.community.traces import Opened, Row, members
from demo.community.welcome import TO_TRY, welcome

__all__ = [
    "DOUBTED",
    "DOUBTFUL",
    "HERO",
    "INTRODUCTIONS",
    "KNOWN",
    "OPENING",
    "REFERRALS",
    "REPOSITORY",
    "SPAN",
    "STAFF",
    "TEAM",
    "TO_TRY",
    "Community",
    "Company",
    "Happening",
    "Joined",
    "Logged",
    "Opened",
    "Person",
    "Row",
    "Said",
    "Visited",
    "feed",
    "fill",
    "generate",
    "members",
    "welcome",
    "write_files",
    "write_lines",
]
