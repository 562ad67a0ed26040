"""A Slack-shaped workspace on this machine: Web API, Socket Mode, and people to act as.

    with open_workspace() as slack:
        app = App(token=slack.bot_token, client=WebClient(slack.bot_token, slack.api_url))
        ...
        answer = slack.command("dana", "#general", "/dql refer @sam sales")

One server is one workspace; two may run side by side. It knows nothing of the app it serves.
"""

from demo.slack.answers import Answer
from demo.slack.blockkit import problems, view_problems
from demo.slack.faults import Fault, Faults
from demo.slack.features import COMMANDS, Command, Shortcut, Welcome
from demo.slack.model import Channel, Message, Person, Refused, Usergroup, View
from demo.slack.pace import RateLimit
from demo.slack.reading import words
from demo.slack.server import Slack, open_workspace
from demo.slack.state import BOT_EVENTS, BOT_SCOPES

__all__ = [
    "BOT_EVENTS",
    "BOT_SCOPES",
    "COMMANDS",
    "Answer",
    "Channel",
    "Command",
    "Fault",
    "Faults",
    "Message",
    "Person",
    "RateLimit",
    "Refused",
    "Shortcut",
    "Slack",
    "Usergroup",
    "View",
    "Welcome",
    "open_workspace",
    "problems",
    "view_problems",
    "words",
]
