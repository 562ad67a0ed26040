"""Runs every benchmark: `make bench`."""

import sys

from benchmarks import demo_start

sys.exit(demo_start.main())
