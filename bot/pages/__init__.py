"""Pages to keep or print: one HTML file each, that asks nobody for anything."""
