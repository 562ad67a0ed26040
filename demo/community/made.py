"""Makes the community up: the stories, the crowd, and whoever belongs to no company."""

from demo.community.cast import Community
from demo.community.crowd import crowd
from demo.community.outsiders import OUTSIDERS, STAFF
from demo.community.stories import STORIES


def generate(seed: int = 1) -> Community:
    """Forty companies and everybody else, the same for the same seed."""
    return Community(seed, (*STORIES, *crowd(seed)), STAFF, OUTSIDERS)
