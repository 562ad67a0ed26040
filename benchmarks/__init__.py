"""What speed and size are claimed, as commands; each with its ratio to a named baseline."""
