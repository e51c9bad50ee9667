"""`python -m pipeline`: the command line without its installed script."""

from pipeline.cli import main

main()
