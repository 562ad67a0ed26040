"""What a collector raises when a source cannot be read: for a person, with the mend.

Everything else that goes wrong is a value in the stream (`Rejected`), never the end of it. After
any of these the last committed cursor stands, and the next pass goes on from there.
"""

from datetime import datetime


class SourceError(Exception):
    """A source cannot be read now. `place` is the source ("owner/name"), `mend` what to do."""

    def __init__(self, place: str, reason: str, mend: str) -> None:
        super().__init__(f"{place}: {reason}. {mend}")
        self.place, self.reason, self.mend = place, reason, mend


class AuthError(SourceError):
    """The source does not know the token. Trying again does not help."""


class ForbiddenError(SourceError):
    """The source knows the token and still says no. Trying again does not help."""


class NotFoundError(SourceError):
    """There is no such thing, or the token may not see it."""


class BadRequestError(SourceError):
    """The source understood the request and refused it."""


class UnavailableError(SourceError):
    """The source does not answer, or not with what it should: a later pass may succeed."""


class RefusedError(Exception):
    """One call was understood and refused; `reason` is the source's own word for it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RateLimitedError(SourceError):
    """The source asks for a longer rest than the caller has patience for.

    `until` is when it may be asked again: aware, UTC, by the source's own clock.
    """

    def __init__(self, place: str, reason: str, until: datetime) -> None:
        super().__init__(place, reason, f"It may be asked again from {until:%Y-%m-%d %H:%M:%S} UTC")
        self.until = until
