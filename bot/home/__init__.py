"""What a person's App Home shows, as facts."""

from bot.home.facts import home_facts

__all__ = ["home_facts"]
