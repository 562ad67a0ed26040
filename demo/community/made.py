"""Makes the community up: stories, the crowd, the doubtful, and whoever is of no company."""

from demo.community.cast import Community
from demo.community.crowd import crowd
from demo.community.doubts import DOUBTED, DOUBTFUL
from demo.community.outsiders import OUTSIDERS, STAFF
from demo.community.stories import STORIES


def generate(seed: int = 1) -> Community:
    """Forty companies and everybody else, the same for the same seed."""
    return Community(seed, (*STORIES, DOUBTED, *crowd(seed)), STAFF, (*OUTSIDERS, *DOUBTFUL))
