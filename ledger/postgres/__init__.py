"""A ledger in a PostgreSQL database: all that is said in that database's own words."""
