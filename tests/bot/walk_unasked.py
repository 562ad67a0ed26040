"""The walk over what is told unasked: rises and falls, the digest, the home tab."""

from collections.abc import Iterator
from typing import Any

from bot.views import blocks as b
from bot.views import corrections
from bot.views.digest import LISTS, preview, rest
from bot.views.home import home
from bot.views.notice_views import VIEWS
from tests.bot import handed, told


def messages(name: str) -> Iterator[tuple[str, b.Message]]:
    """Everything that is said about something called `name`."""
    yield "a file that does not come", VIEWS["undelivered"]({"title": name, "notice": 7})
    for many in told.AMOUNTS:
        yield f"oql3 of {many}", VIEWS["oql3"](told.company(name, many))
        yield f"rise of {many}", VIEWS["oql3"](told.rise(name, many))
        fall = told.fall(name, min(many, 9))
        yield f"fall of {many}", VIEWS["cold"](fall)
        yield f"fall of {many}, by now", VIEWS["cold"](fall | {"present": told.present(name)})
        yield f"moved {many}", VIEWS["moved"](told.moved(name, min(many, 9)))
        yield f"followed {many}", VIEWS["followed"](told.moved(name, min(many, 9)))
        digest = told.digest(name, many)
        yield f"digest of {many}", VIEWS["digest"](digest)
        for of in LISTS if many else ():
            facts = {"list": of, "rows": digest[of][:80], "total": many, "sells": many != 1}
            yield f"{of} of {many}, continued", VIEWS["digest_more"](facts)
        yield f"digest of {many} seen before", preview(digest, list(LISTS) * bool(many))
        yield f"rest of a digest of {many}", rest(digest, [VIEWS["digest"](digest)] * many, 0)


def forms(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every home tab, empty or filled with `name`."""
    for ask in ([], ["U1"]):
        yield f"home of a guest who may ask {ask}", home({"role": "nobody", "ask": ask})
    for many in told.AMOUNTS:
        yield f"home with {many}", home(told.home(name, many))
        pressed = corrections.said(handed.correction(name, "merge"))
        yield f"home with {many}, pressed", home(told.home(name, many), pressed)
        drawn = VIEWS["oql3"](told.rise(name, many))
        yield f"home with {many}, a chart left out", home(told.home(name, many), drawn)
