"""`/oql`: the company in Slack: its card, why it has its points, lists, and what people do."""
