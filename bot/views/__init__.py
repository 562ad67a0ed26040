"""What is said: pure functions from plain facts to Slack's blocks, each with its fallback text."""
