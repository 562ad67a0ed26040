"""REHEARSES: a Slack-shaped workspace and a GitHub-shaped server on this machine."""
