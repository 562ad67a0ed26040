"""The service's own HTTP: activities, page views and GitHub's hints come in here."""
