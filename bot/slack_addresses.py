"""The addresses that Slack hands out to be posted to, and whether they are Slack's.

A request says where its answer may be posted later, and an upload where its file goes. Both come
from Slack; were either ever somebody else's word, the service would post leads to wherever it
says, or knock at doors that only this machine can reach. So nothing goes but to Slack's own hosts
over TLS, or to the server that SLACK_API_URL names, which the operator chose (the demo's, a proxy).
"""

import re
from typing import Final
from urllib.parse import urlsplit

# From the scheme to the slash that ends the host, so that no way of writing a URL gets around it.
ANSWERS: Final = re.compile(r"https://hooks\.slack(?:-gov)?\.com/")
FILES: Final = re.compile(r"https://(?:[a-z0-9-]+\.)*slack(?:-gov)?\.com/")


def takes_answers(url: str, api_url: str) -> bool:
    """Whether a `response_url` is one of Slack's; `api_url` is SLACK_API_URL."""
    return ANSWERS.match(url) is not None or _is_beside(url, api_url)


def takes_files(url: str, api_url: str) -> bool:
    """Whether an `upload_url` is one of Slack's."""
    return FILES.match(url) is not None or _is_beside(url, api_url)


def _is_beside(url: str, api_url: str) -> bool:
    """The same scheme, host and port as the Web API."""
    api = urlsplit(api_url)
    return url.startswith(f"{api.scheme}://{api.netloc}/")
