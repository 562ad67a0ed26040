"""SPEAKS: the process, Slack, the clock and the command line."""
