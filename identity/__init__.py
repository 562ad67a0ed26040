"""RECOGNISES: which company is behind an actor. Pure: evidence in, a match out."""
