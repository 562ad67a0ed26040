"""A person handed to a team: referred, received, and told of, from wherever in Slack it is done."""
