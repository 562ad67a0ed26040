"""GitHub's webhooks: whether a delivery is GitHub's, and which repository it is about."""

import hmac
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.github_webhook import Hint, is_signed, read

SECRET = "a secret of both"
BODY = b'{"repository": {"full_name": "Acme/Anvil"}}'


def signature(body: bytes, secret: str = SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, "sha256").hexdigest()


def test_a_signature_is_made_over_these_bytes_with_this_secret() -> None:
    # The example of GitHub's own documentation.
    told = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    assert is_signed(b"Hello, World!", told, "It's a Secret to Everybody")
    assert is_signed(BODY, signature(BODY), SECRET)


@pytest.mark.parametrize(
    "shown",
    [
        "",
        signature(BODY).removeprefix("sha256="),
        signature(BODY).upper(),
        signature(BODY)[:-1],
        signature(BODY, "another secret"),
        signature(BODY + b" "),
        signature(BODY).replace("sha256", "sha1"),
        "sha256=\udcff\xff",
    ],
)
def test_any_other_signature_is_refused(shown: str) -> None:
    assert not is_signed(BODY, shown, SECRET)


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        (BODY, Hint("issues", "acme/anvil")),
        (b'{"zen": "x"}', Hint("issues", "")),
        (b'{"repository": null}', Hint("issues", "")),
        (b'{"repository": {"full_name": 3}}', Hint("issues", "")),
        (b"[]", None),
        (b"payload=%7B%7D", None),
        (b"\xff", None),
        (b"[" * 100_000, None),
    ],
)
def test_what_a_delivery_hints_at(body: bytes, hint: Hint | None) -> None:
    assert read(body, "issues") == hint


@given(st.recursive(st.none() | st.text(), lambda inner: st.dictionaries(st.text(), inner)))
def test_whatever_is_signed_is_read(value: object) -> None:
    hint = read(json.dumps(value).encode(), "push")
    assert (hint is None) == (not isinstance(value, dict))
