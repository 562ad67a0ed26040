"""The report: what came of everybody whom DevRel handed to a team, in figures and sentences."""
