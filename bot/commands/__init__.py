"""The command line, one module a command; each declares its arguments and returns an exit code.

0: fine. 1: it found something wrong. 2: wrong use.
"""
