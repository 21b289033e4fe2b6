"""`python -m symact`, the same as the command `symact`."""

from symact.cli.main import main

main()
