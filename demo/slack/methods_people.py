"""The Web API's methods about people, the workspace and the app itself."""

from demo.slack.calls import Args, Method, member, page
from demo.slack.model import Json, Person, Refused
from demo.slack.state import Workspace


def identity(ws: Workspace, args: Args) -> Json:
    """`auth.test`."""
    return {
        "url": f"{ws.url}/",
        "team": ws.name,
        "user": ws.bot.name,
        "team_id": ws.team,
        "user_id": ws.bot.id,
        "bot_id": ws.bot_id,
        "is_enterprise_install": False,
    }


def team(ws: Workspace, args: Args) -> Json:
    """`team.info`; of other workspaces only for those that share a channel with this one."""
    asked = args.text("team", ws.team)
    if asked in ws.neighbours:
        return {"team": ws.neighbours[asked]}
    if asked != ws.team:
        raise Refused("team_not_found")
    return {"team": {"id": ws.team, "name": ws.name, "domain": ws.name.lower(), "url": ws.url}}


def listing(ws: Workspace, args: Args) -> Json:
    """`users.list`: everybody, the app and Slackbot among them."""
    people, following = page(list(ws.people.values()), args)
    shown = [_shown(ws, person) for person in people]
    return {"members": shown, "response_metadata": {"next_cursor": following}}


def info(ws: Workspace, args: Args) -> Json:
    """`users.info`."""
    person = member(ws, args.required("user"))
    return {"user": _shown(ws, person)}


def _shown(ws: Workspace, person: Person) -> Json:
    """The user object; people from other workspaces keep their address to themselves."""
    return person.as_slack(with_email=ws.with_email and person.team_id == ws.team)


def usergroups(ws: Workspace, args: Args) -> Json:
    """`usergroups.list`, with the members where `include_users` asks for them."""
    groups = []
    for group in ws.usergroups.values():
        users = {"users": list(group.users)} if args.flag("include_users") else {}
        groups.append(group.as_slack(ws.team) | users)
    return {"usergroups": groups}


def usergroup_members(ws: Workspace, args: Args) -> Json:
    """`usergroups.users.list`."""
    group = ws.usergroups.get(args.required("usergroup"))
    if group is None:
        raise Refused("no_such_subteam")
    return {"users": list(group.users)}


METHODS = {
    "auth.test": Method(identity),
    "team.info": Method(team, "team:read"),
    "users.list": Method(listing, "users:read"),
    "users.info": Method(info, "users:read"),
    "usergroups.list": Method(usergroups, "usergroups:read"),
    "usergroups.users.list": Method(usergroup_members, "usergroups:read"),
}
