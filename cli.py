"""Run the command line from a checkout: ``python cli.py`` is ``p20w``."""

import sys

from catalog.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
