"""REMEMBERS: the tables, and every SQL statement that Leadlight speaks."""
