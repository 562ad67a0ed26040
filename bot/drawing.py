"""What a notice is made into when it is posted: its message or its file, and the charts of one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.views.blocks import Message
from bot.views.chart import without_charts
from bot.views.notice_views import View
from ledger import notices
from ledger.tables import Notice

Maker = Callable[[Mapping[str, Any]], bytes]

# Facts of an older version, or of a rules file that is no more: whichever view meets them.
UNFIT: Final = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)


class UndrawableError(Exception):
    """Facts that no view can show; later tries will not either."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Draws notices; with `pictures`, charts are left to the thread of their message.

    Raises of both functions: UndrawableError.
    """

    views: Mapping[str, View]
    files: Mapping[str, Maker]
    pictures: bool

    def made(self, notice: Notice, beside: Mapping[str, Any]) -> Message | bytes:
        """The message as it is posted, or the content of the file; `beside` is known only now."""
        if notice.operation != notices.FILE:
            message = self._message(notice, beside)
            return without_charts(message) if self.pictures else message
        try:
            return self.files[notice.facts["of"]](notice.facts)
        except UNFIT as error:
            raise _undrawable(error) from error

    def with_pictures(self, notice: Notice) -> Message | None:
        """The message whose charts follow as pictures, once it stands; None: none follow."""
        follows = self.pictures and notice.operation in (notices.POST, notices.REPLY)
        return self._message(notice, {}) if follows else None

    def _message(self, notice: Notice, beside: Mapping[str, Any]) -> Message:
        try:
            return self.views[notice.kind]({**notice.facts, **beside})
        except UNFIT as error:
            raise _undrawable(error) from error


def _undrawable(error: Exception) -> UndrawableError:
    return UndrawableError(f"{type(error).__name__}: {error}")
