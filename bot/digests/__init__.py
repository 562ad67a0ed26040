"""The digest of a week, a month or a quarter: which days, what is told of them, when it is due."""
